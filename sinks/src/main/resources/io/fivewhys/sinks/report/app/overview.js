// SPDX-License-Identifier: Apache-2.0
// Everything at a glance: what is open, how each service does, what changed.

import { el, empty, fold, row, section, svg, table, tile, tiles } from "./elements.js";
import { isLive, load } from "./documents.js";
import { clock, DAY, duration, instant, moment, percent, plural, whole, width, words } from "./format.js";
import { deployLine } from "./deploys.js";
import { incidentLink, isOver, severityBadge, stateMark, STATES, statusMark } from "./marks.js";
import { errorRate, hasRecovered, rowsOf } from "./series.js";
import { askedRange, linkTo, note, view } from "./view.js";

const OLDER = 6;

export const overviewPage = {
  title: () => "Overview",
  load: () => load("overview", askedRange()),
  draw: (read) => drawOverview({ ...read, worstSlot: Math.max(0.02, ...read.services.flatMap((s) => rowsOf(s.spark, read.step).map((r) => errorRate(r) || 0))), services: read.services.map((s) => ({ ...s, recovered: isFine(s, read) })) }),
};

const drawOverview = (doc) => [incidentsOf(doc), figuresOf(doc), servicesOf(doc), changesOf(doc), accountOf(doc), exportsOf(doc)];

function isFine(s, doc) {
  const open = doc.incidents.some((i) => !isOver(i) && s.incidents.includes(i.id));
  return !open && hasRecovered(rowsOf(s.spark, doc.step), doc.range.to, doc.step, 1 - s.budget.objective);
}

// ---- incidents ----

function incidentsOf(doc) {
  const open = doc.incidents.filter((i) => !isOver(i));
  const over = doc.incidents.filter(isOver);
  const rest = doc.totalIncidents - doc.incidents.length;
  const known = doc.totalIncidents ? `${open.length ? `◆ ${whole(open.length)} open` : "● none open"} · ${whole(doc.totalIncidents)} in this time` : null;
  return section("incidents", "Incidents", known,
    doc.totalIncidents ? null : empty(isLive() ? "No incident in this time." : "No incident in this export."),
    el("ul", { class: "plain" }, open.map((i) => incidentLine(i, doc))),
    el("ul", { class: "plain" }, over.slice(0, OLDER).map((i) => incidentLine(i, doc))),
    over.length > OLDER ? fold("older-incidents", plural(over.length - OLDER, "more that is over", "more that are over"),
      el("ul", { class: "plain" }, over.slice(OLDER).map((i) => incidentLine(i, doc)))) : null,
    rest > 0 ? el("p", { class: "dim" }, `and ${plural(rest, "older one")}: ${isLive() ? "choose an earlier time to see them" : "they are not in this file; ./fivewhys query 'SELECT * FROM incidents'"}`) : null);
}

function incidentLine(i, doc) {
  const until = isOver(i) ? i.resolved : doc.now ?? i.observed;
  return el("li", { class: `incident-line ${isOver(i) ? "over" : "open"}`, "data-incident": i.id },
    severityBadge(i.severity), el("b", {}, incidentLink(i)), statusMark(i),
    el("div", { class: "more" },
      `cause: ${words(i.cause.kind)} of ${i.cause.revision || i.cause.component.name} (${words(i.cause.basis)}) · `,
      i.affected.length ? `${plural(i.affected.length, "other")} affected · ` : null,
      "began ", moment(i.began ?? i.opened), `, ${isOver(i) ? "lasted" : "for"} ${duration(Math.max(0, until - (i.began ?? i.opened)))} · ${words(i.decision)}`));
}

// ---- services ----

function figuresOf(doc) {
  const sum = (name) => doc.services.reduce((n, s) => n + s.total[name], 0);
  const requests = sum("requests");
  const failing = doc.services.filter((s) => s.state === "failing" && !s.recovered).length;
  return el("section", { class: "card", id: "figures", "aria-label": "In all" },
    tiles(
      tile("services", whole(doc.services.length), "services"), tile("failing now", whole(failing), "failing"),
      tile("requests", whole(requests), "requests"), tile("5xx", whole(sum("errors5xx")), "errors5xx"),
      tile("error rate", requests ? percent(sum("errors5xx") / requests) : "–", "errorRate"),
      tile("container exits", whole(sum("exits")), "exits"), tile("deploys, last day", whole(doc.changes.length), "deploys"),
      doc.coverage.late ? tile("late entries", whole(doc.coverage.late), "late") : null));
}

/** What fails now comes before what did, that before what is well, the worst first. */
function troubleOf(s) {
  const place = [...STATES.keys()].reverse().indexOf(s.state);
  return (place > 1 && !s.recovered ? place + 2 : place) + (s.worst ? s.worst.errorRate * 0.99 : 0);
}

const COLUMNS = [
  ["state", "State", "text", troubleOf],
  ["name", "Service", "name", (s) => s.name],
  ["requests", "Requests", "", (s) => s.total.requests],
  ["errorRate", "Error rate", "", (s) => errorRate(s.total) ?? -1],
  ["worst", "Worst point", "wide", (s) => (s.worst ? s.worst.errorRate : -1)],
  ["budget", "Budget left", "", (s) => -(s.budget.left ?? 2)],
  ["p95", "p95", "", (s) => s.total.p95 ?? -1],
  ["p99", "p99", "wide", (s) => s.total.p99 ?? -1],
];

function servicesOf(doc) {
  const list = el("div", { id: "service-list" });
  const count = el("small", { role: "status" });
  const fill = () => {
    const [by, down] = (view.params.get("sort") || "state.down").split(".");
    const find = (view.params.get("find") || "").trim().toLowerCase();
    const shown = sorted(doc.services, by, down === "down").filter((s) => `${s.project} ${s.location} ${s.name}`.toLowerCase().includes(find));
    count.textContent = find ? `${shown.length} of ${doc.services.length}` : "";
    const focused = list.contains(document.activeElement) ? document.activeElement.id : null;
    list.replaceChildren(shown.length ? serviceTable(doc, shown, by, down === "down", fill)
      : empty(doc.services.length ? "No service of that name." : "No service was heard of in this time."));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };
  const input = el("input", { id: "find", type: "search", value: view.params.get("find") || "", oninput: () => {
    note({ find: input.value || null });
    fill();
  } });
  fill();
  return section("services", "Services", `error rate is 5xx over requests; the pictures reach up to ${percent(doc.worstSlot)}, one point of them is ${width(doc.step)}`,
    doc.services.length > 5 ? el("div", { class: "filter" }, el("label", { for: "find" }, "Find a service"), input, count) : null, list);
}

function sorted(services, by, down) {
  const key = (COLUMNS.find(([id]) => id === by) || COLUMNS[0])[3];
  const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return [...services].sort((a, b) => (down ? -1 : 1) * order(key(a), key(b)) || order(a.name, b.name));
}

function serviceTable(doc, shown, by, down, fill) {
  const sortBy = (id) => () => {
    note({ sort: `${id}.${by === id ? (down ? "up" : "down") : id === "name" ? "up" : "down"}` });
    fill();
  };
  const heads = COLUMNS.map(([id, title, kind]) =>
    el("th", { scope: "col", class: kind, "aria-sort": by === id ? (down ? "descending" : "ascending") : null },
      el("button", { type: "button", id: `sort-${id}`, onclick: sortBy(id) }, title)));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": "Services" },
    el("table", {}, el("thead", {}, el("tr", {}, heads.slice(0, 2), el("th", { scope: "col", class: "text" }, "Requests, errors"), heads.slice(2))),
      el("tbody", {}, shown.map((s) => serviceRow(s, doc)))));
}

function serviceRow(s, doc) {
  const t = s.total;
  const rate = errorRate(t);
  const incidents = s.incidents.length ? el("small", { class: "trouble" }, `${plural(s.incidents.length, "incident")}${doc.totalIncidents > doc.incidents.length ? " or more" : ""} `) : null;
  const deploys = s.deploys ? el("small", {}, plural(s.deploys, "deploy")) : null;
  const cell = (name, text, kind) => el("td", { "data-value": name, class: kind }, text);
  return el("tr", { "data-service": s.name },
    el("td", { class: "text" }, stateMark(s.state, s.recovered)),
    el("td", { class: "name" }, el("a", { href: linkTo(["service", s.project, s.location, s.name]) }, s.name),
      el("small", { class: "wide" }, ` ${s.location}`), el("div", {}, incidents, deploys)),
    el("td", {}, spark(s, doc, doc.worstSlot)),
    cell("requests", whole(t.requests)), cell("errorRate", percent(rate), t.errors5xx ? "" : "zero"),
    cell("worst", s.worst ? `${percent(s.worst.errorRate)} at ${doc.range.to - doc.range.from > DAY ? instant(s.worst.from) : clock(s.worst.from)}` : "–", "wide"),
    el("td", { "data-value": "budget" }, budgetBar(s.budget)),
    cell("p95", duration(t.p95)), cell("p99", duration(t.p99), "wide"));
}

/** What is left of the errors that the objective allows: a bar, and the number beside it. */
function budgetBar(budget) {
  if (budget.left === null) return "–";
  const left = Math.max(0, Math.min(1, budget.left));
  const color = budget.left <= 0 ? "bad" : budget.left < 0.25 ? "warn" : "good";
  const bar = svg("svg", { class: `bar ${color}`, viewBox: "0 0 60 8", "aria-hidden": "true" },
    svg("rect", { class: "track", width: 60, height: 8, rx: 2 }), svg("rect", { class: "fill", width: 60 * left, height: 8, rx: 2 }));
  const burn = (n) => (n === null ? "–" : `${Number(n.toPrecision(3))} times`);
  return el("span", { class: "budget",
    title: `of the ${percent(1 - budget.objective)} of requests that may fail; the last hour spent it ${burn(budget.burn1h)}, the last six ${burn(budget.burn6h)} as fast as allowed` },
  bar, budget.left < -9.99 ? "< −999 %" : `${budget.left < 0 ? "−" : ""}${Math.round(Math.abs(budget.left) * 100)} %`);
}

/**
 * Volume behind, error rate in front; each slot has the same width in every row.
 *
 * @param worst the error rate at the top: the same in every row
 */
function spark(s, doc, worst) {
  const { from, to } = doc.range;
  const rows = rowsOf(s.spark, doc.step);
  const x = (ms) => (((ms - from) / (to - from)) * 200).toFixed(2);
  const most = Math.max(1, ...rows.map((r) => r.requests));
  let volume = "";
  let errors = "";
  rows.forEach((r, i) => {
    volume += `M${x(r.from)} 40V${(40 - (r.requests / most) * 38).toFixed(1)}H${x(r.to)}V40Z`;
    const rate = errorRate(r);
    const before = rows[i - 1];
    if (rate !== null) errors += `${before && before.slot === r.slot - 1 && before.requests ? "L" : "M"}${x((r.from + r.to) / 2)} ${(39 - (rate / worst) * 36).toFixed(1)}`;
  });
  return svg("svg", { class: "spark", viewBox: "0 0 200 40", preserveAspectRatio: "none", "aria-hidden": "true" },
    svg("path", { class: "volume", d: volume || "M0 0" }), svg("path", { class: "error", d: errors || "M0 0" }));
}

// ---- what changed, and what was read ----

function changesOf(doc) {
  return section("changes", "What changed", doc.changes.length ? "in the last day of this time, newest first" : null,
    doc.changes.length ? [el("ul", { class: "plain" }, doc.changes.slice(0, 10).map(deployLine)),
      doc.changes.length > 10 ? fold("older-changes", plural(doc.changes.length - 10, "earlier deploy"), el("ul", { class: "plain" }, doc.changes.slice(10).map(deployLine))) : null]
      : empty("No revision took over from another."));
}

function accountOf(doc) {
  const { summary, rejections } = doc;
  const { gaps } = doc.coverage;
  if (!summary && !rejections.length && !gaps.length) return null;
  const gapHeads = [["from", "text"], ["to", "text"], ["lasted"]];
  return section("account", "What was read", null,
    summary ? accountFigures(summary) : null,
    gaps.length ? fold("gaps", `${plural(gaps.length, "gap")} in which no service said anything`,
      table("Gaps", gapHeads, gaps.map((gap) => row(gapHeads, [moment(gap.from), moment(gap.to), duration(gap.to - gap.from)])))) : null,
    rejections.length ? fold("rejections", "What could not be understood", rejectionTable(rejections)) : null);
}

/** The same numbers for a spreadsheet, of the same time. */
function exportsOf(doc) {
  if (!isLive()) return null;
  const files = ["minutes.csv", "deploys.csv", "incidents.csv"];
  return el("p", { class: "links" }, "As files: ", files.map((file) => el("a", { href: `/export/${file}?from=${doc.range.from}&to=${doc.range.to}`, download: "" }, file)));
}

function accountFigures(summary) {
  const operator = (sign) => el("div", { class: "operator", "aria-hidden": "true" }, el("dt", {}, "\u00a0"), el("dd", {}, sign));
  const ignored = Object.entries(summary.ignoredByReason);
  const heads = [["reason", "text"], ["entries"]];
  return [
    tiles(tile("entries read", whole(summary.read), "read"), operator("="), tile("accepted", whole(summary.accepted), "accepted"), operator("+"),
      tile("duplicates", whole(summary.duplicates), "duplicates"), operator("+"), tile("ignored", whole(summary.ignored), "ignored"), operator("+"),
      tile("rejected", whole(summary.rejected), "rejected"),
      el("div", {}, el("dt", {}, "\u00a0"), el("dd", { class: summary.balances ? "ok" : "trouble" }, summary.balances ? "✓ every entry accounted for" : "✗ the counts do not add up"))),
    ignored.length ? fold("ignored", "Why entries were ignored", table("Ignored entries by reason", heads, ignored.map(([reason, n]) => row(heads, [words(reason), whole(n)])))) : null,
  ];
}

function rejectionTable(rejections) {
  const heads = [["reason", "text"], ["entries"], ["first of them", "wrap"], ["what was wrong", "wrap"]];
  return table("Rejected entries by reason", heads, rejections.map((r) => row(heads, [r.reason, whole(r.count), r.source, r.detail])));
}
