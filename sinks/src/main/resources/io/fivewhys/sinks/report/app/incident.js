// SPDX-License-Identifier: Apache-2.0
// One incident: the whys from symptom to cause with their evidence, what happened when, what it was not,
// who is affected, and what to do.

import { badge, copyable, el, empty, fold, row, section, table, tile, tiles } from "./elements.js";
import { load, pathOf } from "./documents.js";
import { deployRow } from "./deploys.js";
import { compact, duration, iso, MINUTE, moment, percent, plural, shortDuration, span, whole, width, words } from "./format.js";
import { graphOf } from "./graph.js";
import { basisOf, component, isOver, marksOfDeploy, severityBadge, statusMark } from "./marks.js";
import { dashOf, hoverBox, legend, lineSwatch, swatch } from "./plots.js";
import { errorRate, latency, lineOf, rowsOf } from "./series.js";
import { timeline } from "./timeline.js";
import { linkTo, note, view } from "./view.js";

const LINES = 6;

/** A service of the incident leads to its page, around that time. */
const addressIn = (i) => (c) => {
  const s = c.kind === "CLOUD_RUN_SERVICE" ? i.series.find((each) => each.name === c.name) : null;
  return s ? linkTo(["service", s.project, s.location, s.name], { from: i.range.from, to: i.range.to, last: null }) : null;
};

export const incidentPage = {
  title: (doc) => (doc ? doc.title : "Incident"),
  load: () => load(pathOf("incident", ...view.parts)),
  draw: (doc) => (doc ? [headOf(doc), chainOf(doc), actionsOf(doc), courseOf(doc), exoneratedOf(doc), affectedOf(doc), deploysAround(doc), stepsOfIncident(doc)]
    : [empty("No such incident is known here.")]),
};

function headOf(i) {
  return el("section", { class: `card incident ${isOver(i) ? "over" : "open"}`, id: "incident", "data-incident": i.id },
    el("header", {}, severityBadge(i.severity), el("h1", {}, i.title), statusMark(i)),
    tiles(
      i.began === null ? null : tile("began", moment(i.began)), tile("opened", moment(i.opened)),
      isOver(i) ? tile("resolved", moment(i.resolved)) : tile("last looked at", moment(i.observed)),
      tile(isOver(i) ? "lasted" : "for", duration(Math.max(0, (isOver(i) ? i.resolved : i.observed) - (i.began ?? i.opened)))),
      i.began === null ? null : tile("noticed after", duration(Math.max(0, i.opened - i.began))),
      tile("failed requests", `${whole(i.failed)} of ${whole(i.requests)}${i.share === null ? "" : ` (${percent(i.share)})`}`, "failed"),
      tile("minutes affected", whole(i.minutes)), tile("project", i.project)));
}

// ---- the chain ----

function chainOf(i) {
  const links = [
    { id: "symptom", label: `symptom: ${words(i.symptom.signal)}`, component: i.symptom.component, kind: "symptom" },
    ...i.whys.map((why, n) => ({ id: `why-${n + 1}`, label: `${n + 1} · ${words(why.basis)}`, component: why.component, kind: "why", basis: why.basis, asks: why.question })),
    { id: "cause", label: `cause: ${words(i.cause.kind)}`, component: i.cause.component, kind: "cause", asks: i.cause.revision },
  ];
  return section("whys", "Why", `from the symptom to the cause in ${plural(i.whys.length, "step")}`,
    chainPicture(links),
    el("ol", { class: "chain", "aria-label": "From the symptom to the cause" }, symptomStep(i.symptom, addressIn(i)), i.whys.map((why, n) => whyStep(why, n, addressIn(i))), causeStep(i.cause, addressIn(i))));
}

/** The chain as boxes on a line; each leads to its step. */
function chainPicture(links) {
  return el("nav", { class: "chain-picture", "aria-label": "Steps of the chain" }, links.map((link, n) => [
    n ? el("span", { class: "arrow", "aria-hidden": "true" }, "→") : null,
    el("button", { type: "button", class: `link ${link.kind} ${link.basis === "INFERRED" || link.basis === "UNKNOWN" ? "unsure" : ""}`, "data-link": link.id,
      onclick: () => openStep(link.id) }, el("small", {}, link.label), el("span", {}, link.component.name), link.asks ? el("small", {}, link.asks) : null),
  ]));
}

function openStep(id) {
  const step = document.getElementById(id);
  const proofs = step.querySelector("details");
  if (proofs) proofs.open = true;
  step.scrollIntoView({ block: "nearest" });
  step.focus({ preventScroll: true });
}

function symptomStep(s, address) {
  const slow = s.signal === "LATENCY";
  const told = [
    s.observed === null ? null : slow ? duration(s.observed) : s.observed <= 1 ? `${percent(s.observed)} fail` : String(s.observed),
    s.objective === null ? null : slow ? `at most ${duration(s.objective)} is promised` : s.objective <= 1 ? `at most ${percent(1 - s.objective)} may` : `objective ${s.objective}`,
    s.burnRate === null ? null : `burning ${Number(s.burnRate.toPrecision(3))} times too fast`, s.slo,
  ].filter((part) => part);
  return el("li", { class: "step symptom", id: "symptom", tabindex: "-1" },
    el("div", { class: "of" }, badge({ color: "bad", word: words(s.signal) }), component(s.component, address)), el("p", {}, told.join(" · ")));
}

function whyStep(why, n, address) {
  const proofs = why.evidence.map((e) => el("li", {}, el("small", {}, moment(e.at, iso(e.at)), ` · ${e.log} · ${e.entry}`), el("pre", { tabindex: "0" }, e.excerpt)));
  const id = `why-${n + 1}`;
  const evidence = el("details", { "data-id": id, open: view.params.get("why") === String(n + 1),
    ontoggle: () => {
      if (evidence.isConnected && evidence.open) note({ why: String(n + 1) });
    } },
    el("summary", {}, proofs.length ? `evidence: ${plural(proofs.length, "entry", "entries")} of ${whole(why.count)}` : "how it was counted"),
    el("ul", { class: "proofs" }, proofs), why.query ? [el("small", {}, "What was counted, to ask again:"), copyable(why.query)] : null);
  return el("li", { class: "step", id, tabindex: "-1", "data-why": String(n + 1) },
    el("div", { class: "of" }, el("span", { class: "question" }, why.question), component(why.component, address)),
    el("p", {}, why.answer, " ", el("small", { class: "basis" }, `[${basisOf(why)}]`)),
    proofs.length || why.query ? evidence : el("p", { class: "dim" }, "No entry proves this."));
}

function causeStep(cause, address) {
  return el("li", { class: "step cause", id: "cause", tabindex: "-1" },
    el("div", { class: "of" }, badge({ color: "warn", word: `cause: ${words(cause.kind)}` }), component(cause.component, address)),
    el("p", {}, [cause.revision ? `revision ${cause.revision}` : null, words(cause.basis), `confidence ${percent(cause.confidence)}`].filter((part) => part).join(" · ")));
}

// ---- what to do, what it was not ----

function actionsOf(i) {
  return section("actions", `Do: ${words(i.decision)}`, null,
    i.actions.length ? i.actions.map((action) => el("div", { class: "action" }, el("p", {}, action.text), action.command ? copyable(action.command) : null)) : empty("Nothing is advised."),
    // What is offered to a shell is a plain word.
    /^\w[\w.-]*$/.test(i.id) ? el("div", { class: "action" }, el("p", {}, "Write it up"), copyable(`./fivewhys postmortem ${i.id}`)) : null);
}

function exoneratedOf(i) {
  return section("exonerated", "What it was not", null, i.exonerated.length
    ? el("ul", { class: "findings" }, i.exonerated.map((x) => el("li", {}, el("b", {}, `not ${words(x.kind)} `), component(x.component, addressIn(i)), `: ${x.reason}`)))
    : empty("Nothing was ruled out by name."));
}

function affectedOf(i) {
  const roles = new Map([["cause", "cause"], ["symptom", "symptom"], ["affected", "affected"], ["other", ""]]);
  const heads = [["from", "text"], ["to", "text"], ["failures"], ["what was said", "wrap"]];
  return section("affected", "Affected", i.affected.length ? plural(i.affected.length, "component") : "nobody else",
    i.graph.edges.length ? graphOf(i.graph, roles, addressIn(i)) : null,
    i.affected.length ? el("ul", { class: "inline" }, i.affected.map((c) => el("li", {}, component(c, addressIn(i))))) : null,
    i.graph.edges.length ? fold("edges", "The graph in numbers",
      table("Who failed at whom", heads, i.graph.edges.map((e) => row(heads, [e.from.name, e.to.name, whole(e.failures), e.signals.map(words).join(", ")])))) : null);
}

// ---- its course ----

function courseOf(i) {
  if (!i.series.length) return section("course", "Course", null, empty("No requests are known of the services around it."));
  const range = [i.range.from, i.range.to];
  const step = i.step * MINUTE;
  const services = i.series.slice(0, LINES).map((s) => ({ ...s, rows: rowsOf(s.series, i.step) }));
  const line = (s, n, value) => ({ kind: "line", name: s.name, color: `r${n}`, dash: dashOf(n), points: lineOf(s.rows, value) });
  const marks = marksOf(i);
  const rest = i.series.length - LINES;
  const hover = (ms) => {
    const from = Math.floor(ms / step) * step;
    const news = marks.filter((mark) => mark.at >= from && mark.at < from + step).map((mark) => mark.text);
    return hoverBox(span(from, from + step), services.map((s) => {
      const at = s.rows.find((r) => r.from === from);
      return [s.name, at ? `${percent(errorRate(at))} of ${whole(at.requests)}, p95 ${duration(at.p95)}` : "no data"];
    }), news);
  };
  return section("course", "Course", `${span(...range)} · one point is ${width(i.step)}`,
    legend(null, services.map((s, n) => lineSwatch(n, s.name)), rest > 0 ? el("li", {}, `and ${plural(rest, "other")}`) : null, swatch("bad soft", "incident")),
    timeline("course", {
      label: `Error rate, 95th percentile and requests of ${services.map((s) => s.name).join(", ")} around the incident.`, range, step, marks, hover,
      bands: [{ from: i.began ?? i.opened, to: isOver(i) ? i.resolved : i.range.to, color: "bad" }],
      panes: [
        { title: "error rate", height: 150, format: (v) => `${Number((v * 100).toPrecision(3))} %`, atLeast: 0.01, atMost: 1, series: services.map((s, n) => line(s, n, errorRate)) },
        { title: "p95, log scale", height: 130, log: true, format: shortDuration, series: services.map((s, n) => line(s, n, latency("p95"))) },
        { title: "requests a minute", height: 80, format: compact, series: services.map((s, n) => line(s, n, (r) => r.requests / i.step)) },
      ],
    }),
    el("ol", { class: "log", "aria-label": "What happened when" }, marks.map((mark) => el("li", {}, moment(mark.at), el("span", { class: mark.color }, ` ${mark.glyph} `), mark.text))));
}

/** Deploys and what was told, in the order in which they happened. */
function marksOf(i) {
  const marks = i.deploys.flatMap(marksOfDeploy).filter((mark) => mark.at >= i.range.from);
  if (i.began !== null) marks.push({ at: i.began, glyph: "▸", color: "bad", title: "began", text: "it began", dash: "solid" });
  marks.push({ at: i.opened, glyph: "◆", color: "bad", title: "opened", text: `opened as ${i.steps[0]?.severity ?? i.severity}: ${i.steps[0]?.title ?? i.title}`, dash: "solid" });
  if (isOver(i)) marks.push({ at: i.resolved, glyph: "●", color: "good", title: "over", text: "over", dash: "solid" });
  return marks.sort((a, b) => a.at - b.at);
}

function deploysAround(i) {
  return i.deploys.length ? section("deploys", "Deploys around it", null, i.deploys.map((d) => deployRow(d, null))) : null;
}

function stepsOfIncident(i) {
  const heads = [["when", "text"], ["status", "text"], ["severity", "text"], ["cause", "text wide"], ["told", "wrap"]];
  return section("steps", "What was told", "each time that something material changed",
    table("What was told", heads, i.steps.map((s) => row(heads, [moment(s.at), words(s.status), s.severity, `${words(s.cause.kind)} (${words(s.cause.basis)})`, s.title]))));
}
