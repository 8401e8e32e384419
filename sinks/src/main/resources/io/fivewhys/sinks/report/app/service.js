// SPDX-License-Identifier: Apache-2.0
// One service over time: errors, latencies as they are distributed, status classes, revisions, instances;
// its deploys with both revisions side by side; what its errors say.

import { el, empty, fold, foldLater, row, section, table, tile, tiles } from "./elements.js";
import { load, pathOf } from "./documents.js";
import { deployList, deployRow } from "./deploys.js";
import { compact, duration, MINUTE, moment, percent, plural, shortDuration, span, whole, width } from "./format.js";
import { incidentLink, isOver, marksOfDeploy, revisionName, severityBadge, shortRevision, stateMark, statusMark } from "./marks.js";
import { dashOf, hoverBox, legend, swatch } from "./plots.js";
import { errorRate, hasRecovered, latency, lineOf, rowsOf, slotsOf, stepsOf } from "./series.js";
import { timeline } from "./timeline.js";
import { askedRange, go, linkTo, linkWith, view } from "./view.js";

const COLOURED = 6;

export const servicePage = {
  title: (doc) => (doc ? doc.name : "Service"),
  load: () => load(pathOf("service", ...view.parts), askedRange()),
  draw: (doc) => (doc ? [headOfService(doc), overTime(doc), deploysOfService(doc), revisionsOf(doc), signaturesOf(doc), incidentsOfService(doc), numbersOf(doc)]
    : [empty("Nothing is known of such a service.")]),
};

function headOfService(s) {
  const t = s.total;
  return el("section", { class: "card", id: "service", "data-service": s.name },
    el("header", {}, el("h1", {}, s.name), stateMark(s.state, hasRecovered(rowsOf(s.series, s.step), s.range.to, s.step, 0.01) && s.incidents.every(isOver)), el("small", {}, `${s.project} · ${s.location}`), el("span", { class: "spacer" }),
      el("a", { href: linkTo(["compare", s.project, s.location, s.name]) }, "compare with last week")),
    tiles(
      tile("requests", whole(t.requests), "requests"), tile("error rate", percent(t.errorRate), "errorRate"), tile("5xx", whole(t.errors5xx), "errors5xx"),
      tile("4xx", whole(t.errors4xx), "errors4xx"), tile("401, 403", whole(t.errorsAuth), "errorsAuth"), tile("429", whole(t.errors429), "errors429"),
      tile("p50", duration(t.p50), "p50"), tile("p95", duration(t.p95), "p95"), tile("p99", duration(t.p99), "p99"),
      tile("most instances", whole(t.instances), "instances"), tile("starts", whole(t.starts), "starts"), tile("exits", whole(t.exits), "exits"),
      t.connections ? tile("connections", whole(t.connections)) : null));
}

// ---- over time ----

function overTime(s) {
  const rows = rowsOf(s.series, s.step);
  if (!rows.length) return section("time", "Over time", null, empty("Nothing was heard of it in this time."));
  const byRevision = view.params.get("lines") === "revision";
  const revisions = s.revisions.filter((r) => r.series).slice(-COLOURED).map((r, n) => ({ ...r, n, rows: rowsOf(r.series, s.step) }));
  const many = revisions.length > 1;
  const older = s.revisions.length - revisions.length;
  const range = [s.range.from, s.range.to];
  const marks = changesOfService(s);
  const mode = (name, id, pressed) => el("button", { type: "button", class: pressed ? "pressed" : null, "aria-pressed": String(pressed), id: `lines-${id || "all"}`, onclick: () => go(linkWith({ lines: id })) }, name);
  return section("time", "Over time", `${span(...range)} · one point is ${width(s.step)}`,
    many ? el("div", { class: "controls", role: "group", "aria-label": "Lines" }, mode("all together", null, !byRevision), mode("by revision", "revision", byRevision)) : null,
    el("div", { class: "legends" },
      byRevision && many ? null : legend("rates", swatch("error", "error rate"), swatch("volume", "requests")),
      byRevision && many ? null : legend("latency", swatch("p50", "p50"), swatch("p95", "p95"), swatch("p99", "p99"), swatch("heat", "requests that took so long")),
      legend("status", swatch("s5", "5xx"), swatch("s429", "429"), swatch("sauth", "401, 403"), swatch("s4", "other 4xx"), swatch("sok", "the rest")),
      many ? legend("revisions", revisions.map((r) => swatch(`r${r.n}`, shortRevision(revisionName(r.name), s.name))), older > 0 ? swatch("volume", `${plural(older, "older one")}, no line of ${older === 1 ? "its" : "their"} own`) : null) : null,
      legend("instances", swatch("instances", "there"), swatch("bad", "started"))),
    timeline(`service-${s.project}-${s.location}-${s.name}`, {
      label: describe(s), range, step: s.step * MINUTE, marks,
      panes: [
        errorPane(s, rows, byRevision && many ? revisions : null),
        latencyPane(s, rows, byRevision && many ? revisions : null),
        statusPane(s, rows), many ? trafficPane(s, rows, revisions) : null, instancesPane(s, rows),
      ].filter((pane) => pane),
      hover: (ms) => hoverOf(ms, s, rows, byRevision && many ? revisions : null, marks),
    }));
}

const describe = (s) => `Error rate, latency, status classes and instances of ${s.name}: ${percent(s.total.errorRate)} errors in `
  + `${plural(s.total.requests, "request")}, p50 ${duration(s.total.p50)}, p95 ${duration(s.total.p95)}, p99 ${duration(s.total.p99)}.`;

const asPercent = (v) => `${Number((v * 100).toPrecision(3))} %`;

function errorPane(s, rows, revisions) {
  const lines = revisions
    ? revisions.map((r) => ({ kind: "line", color: `r${r.n}`, dash: dashOf(r.n), points: lineOf(r.rows, errorRate) }))
    : [{ kind: "line", color: "error", points: lineOf(rows, errorRate) }];
  return { title: "error rate", height: 140, format: asPercent, atLeast: 0.01, atMost: 1,
    right: { title: "requests/min", format: compact, room: 1.6 },
    series: [{ kind: "area", color: "volume", right: true, points: stepsOf(rows, (r) => r.requests / s.step) }, ...lines] };
}

function latencyPane(s, rows, revisions) {
  const lines = revisions
    ? revisions.map((r) => ({ kind: "line", color: `r${r.n}`, dash: dashOf(r.n), halo: true, points: lineOf(r.rows, latency("p95")) }))
    : [["p50", "solid"], ["p95", "solid"], ["p99", "dashed"]].map(([name, dash]) => ({ kind: "line", color: name, dash, halo: true, points: lineOf(rows, latency(name)) }));
  return { title: revisions ? "latency, lines are p95, log scale" : "latency, log scale", height: 190, log: true, format: shortDuration,
    series: [{ kind: "heat", color: "heat", points: heatCells(s) }, ...lines] };
}

/** Cells [from, to, low, high, depth]: the deeper, the more of its slot's requests took that long. */
function heatCells(s) {
  const { bins, counts, runs } = s.heat;
  const slots = slotsOf(runs);
  const most = new Map();
  for (let i = 0; i < counts.length; i += 3) most.set(counts[i], Math.max(most.get(counts[i]) || 0, counts[i + 2]));
  const ratio = bins.length > 2 ? bins[bins.length - 1] / bins[bins.length - 2] : 1.4;
  const cells = [];
  for (let i = 0; i < counts.length; i += 3) {
    const [at, bin, count] = [counts[i], counts[i + 1], counts[i + 2]];
    const from = slots[at] * s.step * MINUTE;
    const low = Math.max(bins[bin], 0.01);
    cells.push([from, from + s.step * MINUTE, low, bins[bin + 1] ?? low * ratio, 0.08 + 0.72 * Math.sqrt(count / most.get(at))]);
  }
  return cells;
}

/** Shares of the status classes, what fails at the bottom. */
function statusPane(s, rows) {
  const share = (count) => (r) => (r.requests ? count(r) / r.requests : null);
  const five = (r) => r.errors5xx;
  const busy = (r) => five(r) + r.errors429;
  const auth = (r) => busy(r) + r.errorsAuth;
  const four = (r) => Math.max(auth(r), r.errors5xx + r.errors4xx);
  const layers = [["sok", (r) => r.requests], ["s4", four], ["sauth", auth], ["s429", busy], ["s5", five]];
  return { title: "status classes, share", height: 80, format: asPercent, max: 1,
    series: layers.map(([color, count], z) => ({ kind: "area", color, z: z + 1, points: stepsOf(rows, share(count)) })) };
}

/** Which revision took how much of the traffic. */
function trafficPane(s, rows, revisions) {
  const bySlot = revisions.map((r) => new Map(r.rows.map((each) => [each.slot, each.requests])));
  const upTo = (n) => (r) => (r.requests ? Math.min(1, bySlot.slice(0, n + 1).reduce((sum, own) => sum + (own.get(r.slot) || 0), 0) / r.requests) : null);
  return { title: "traffic by revision", height: 70, format: asPercent, max: 1,
    series: [{ kind: "area", color: "volume", z: 1, points: stepsOf(rows, (r) => (r.requests ? 1 : null)) },
      ...[...revisions].reverse().map((r, i) => ({ kind: "area", color: `r${r.n}`, opacity: 0.75, z: i + 2, points: stepsOf(rows, upTo(r.n)) }))] };
}

function instancesPane(s, rows) {
  return { title: "instances", height: 80, format: whole, counts: true,
    series: [{ kind: "area", color: "instances", z: 1, points: stepsOf(rows, (r) => r.instances) },
      { kind: "area", color: "bad", z: 2, opacity: 0.7, points: stepsOf(rows, (r) => r.starts) }] };
}

/** Deploys with their verdicts, and revisions first heard of without one. */
function changesOfService(s) {
  const judged = new Set(s.deploys.map((d) => d.to));
  return [
    ...s.marks.filter((m) => !judged.has(m.revision)).map((m) => ({ at: m.minute * MINUTE, glyph: "▸", color: "mark", dash: "solid",
      title: shortRevision(m.revision, s.name), text: `${m.revision} appears, after ${m.previous}` })),
    ...s.deploys.flatMap(marksOfDeploy),
  ].filter((mark) => mark.at >= s.range.from && mark.at < s.range.to).sort((a, b) => a.at - b.at);
}

function hoverOf(ms, s, rows, revisions, marks) {
  const step = s.step * MINUTE;
  const slot = Math.floor(ms / step);
  const news = marks.filter((mark) => Math.floor(mark.at / step) === slot).map((mark) => mark.text);
  const title = span(slot * step, (slot + 1) * step);
  if (revisions) {
    return hoverBox(title, revisions.map((r) => [r, r.rows.find((each) => each.slot === slot)]).filter(([, at]) => at)
      .map(([r, at]) => [revisionName(r.name), `${percent(errorRate(at))} of ${whole(at.requests)}, p95 ${duration(at.p95)}`]), news);
  }
  const at = rows.find((r) => r.slot === slot);
  if (!at) return hoverBox(title, [["no data", ""]], news);
  return hoverBox(title, [
    ["error rate", `${percent(errorRate(at))} (${whole(at.errors5xx)} of ${whole(at.requests)})`],
    ["p50 · p95 · p99", `${duration(at.p50)} · ${duration(at.p95)} · ${duration(at.p99)}`],
    at.errors4xx ? ["4xx (401, 403 · 429)", `${whole(at.errors4xx)} (${whole(at.errorsAuth)} · ${whole(at.errors429)})`] : null,
    ["instances", whole(at.instances)],
    at.starts || at.exits ? ["starts · exits", `${whole(at.starts)} · ${whole(at.exits)}`] : null,
  ].filter((line) => line), news);
}

// ---- lists ----

function deploysOfService(s) {
  return section("deploys", "Deploys", s.deploys.length ? "newest first; open one to see both revisions side by side" : null,
    s.deploys.length ? deployList(s.deploys, (d) => deployRow(d, s.binBuckets)) : empty("No revision took over from another in this time."));
}

function revisionsOf(s) {
  if (!s.revisions.length) return null;
  const fresh = new Set(s.marks.map((m) => m.revision));
  const heads = [["revision", "name"], ["first seen"], ["last seen", "wide"], ["requests"], ["error rate"], ["p50", "wide"], ["p95"], ["p99", "wide"], ["starts", "wide"], ["exits"]];
  const line = (r, i) => row(heads, [
    [revisionName(r.name), i === 0 && fresh.has(r.name) ? el("small", {}, " newest") : null],
    moment(r.first * MINUTE), moment(r.last * MINUTE), whole(r.total.requests), percent(r.total.errorRate),
    duration(r.total.p50), duration(r.total.p95), duration(r.total.p99), whole(r.total.starts), whole(r.total.exits)],
  { "data-revision": r.name });
  return section("revisions", s.revisions.length > 1 ? "Revisions" : "Revision", s.revisions.length > 1 ? "newest first" : null,
    table(`Revisions of ${s.name}`, heads, [...s.revisions].reverse().map(line)));
}

function signaturesOf(s) {
  if (!s.signatures.length) return null;
  const rest = s.distinctSignatures - s.signatures.length;
  const heads = [["count"], ["what it says", "wrap"], ["first", "wide"], ["last", "wide"], ["revisions", "text wide"]];
  const line = (g) => row(heads, [whole(g.count), [el("code", {}, g.text), fold(`signature-${g.id}`, "an example", el("pre", { tabindex: "0" }, g.example))],
    moment(g.first * MINUTE), moment(g.last * MINUTE), g.revisions.map((name) => shortRevision(revisionName(name), s.name)).join(", ")], { "data-signature": g.id });
  return section("signatures", "Errors by what they say", null, table(`Errors of ${s.name}`, heads, s.signatures.map(line)),
    rest > 0 ? el("p", { class: "dim" }, `and ${plural(rest, "rarer one")}`) : null);
}

function incidentsOfService(s) {
  if (!s.incidents.length) return null;
  return section("incidents", "Incidents that name it", null, el("ul", { class: "plain" }, s.incidents.map((i) =>
    el("li", { class: "incident-line", "data-incident": i.id }, severityBadge(i.severity), el("b", {}, incidentLink(i)), statusMark(i),
      el("div", { class: "more" }, "began ", moment(i.began ?? i.opened))))));
}

/** The chart's values as a table, for those who read rather than look; made when it is opened. */
function numbersOf(s) {
  const heads = [["from", "text"], ["requests"], ["5xx"], ["4xx"], ["error rate"], ["p50"], ["p95"], ["p99"], ["instances"], ["starts"], ["exits"]];
  const made = () => table(`Numbers of ${s.name}`, heads, rowsOf(s.series, s.step).map((r) => row(heads, [
    moment(r.from), whole(r.requests), whole(r.errors5xx), whole(r.errors4xx), percent(errorRate(r)), duration(r.p50), duration(r.p95), duration(r.p99),
    whole(r.instances), whole(r.starts), whole(r.exits)], { "data-slot": r.from })));
  return el("section", { class: "card", id: "numbers", "aria-label": "Numbers" }, foldLater("numbers", "The numbers behind the chart", made));
}
