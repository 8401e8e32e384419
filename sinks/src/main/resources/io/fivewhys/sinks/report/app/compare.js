// SPDX-License-Identifier: Apache-2.0
// Two of a kind, one over the other: this time against the time before, two revisions, two services.

import { el, empty, row, section, table } from "./elements.js";
import { isLive, load, pathOf } from "./documents.js";
import { change, compact, duration, instant, MINUTE, percent, shortDuration, span, whole, width } from "./format.js";
import { keyOf, revisionName } from "./marks.js";
import { css, dashOf, hoverBox, inkOf, legend, lineSwatch, plot, ruler } from "./plots.js";
import { errorRate, latency, lineOf, rowsOf, slotsOf, totalOf, within } from "./series.js";
import { timeline } from "./timeline.js";
import { askedRange, decoded, go, linkTo, linkWith, view } from "./view.js";

const SPANS = [[60, "hour"], [1_440, "day"], [10_080, "week"]];
const WEEK = 10_080;
const WAYS = [["time", "this time and the time before"], ["revision", "two revisions"], ["service", "two services"]];

export const comparePage = { title: () => "Compare", load: loadSides, draw: drawSides };

const way = () => (WAYS.some(([id]) => id === view.params.get("by")) ? view.params.get("by") : "time");
/** Whether what is compared has a time of its own. */
export const comparesTimes = () => view.parts.length !== 3 || way() === "time";

const spanMinutes = () => (SPANS.some(([minutes]) => String(minutes) === view.params.get("span")) ? Number(view.params.get("span")) : WEEK);

// ---- what is compared ----

/**
 * Two sides {name, range, step, rows, total, signatures, heat} or lists of services; `problem` where
 * there is nothing to hold against each other.
 */
async function loadSides() {
  const all = await load("overview");
  const services = all ? all.services : [];
  const chosen = view.parts.length === 3 ? view.parts : null;
  if (!chosen) return { services, ...(await loadAll()) };
  const path = pathOf("service", ...chosen);
  if (way() === "time") return { services, chosen, ...(await loadTimes(path)) };
  const doc = await load(path, askedRange());
  if (!doc) return { services, chosen, problem: "Nothing is known of such a service." };
  if (way() === "revision") return { services, chosen, ...revisionSides(doc) };
  const other = (view.params.get("b") || "").split("/").map(decoded);
  const second = other.length === 3 ? await load(pathOf("service", ...other), askedRange()) : null;
  return second ? { services, chosen, a: wholeSide(doc), b: wholeSide(second) } : { services, chosen, problem: "Choose the second service." };
}

/** Of all services, from two overviews; one file has but one time and shows its halves. */
async function loadAll() {
  const [now, before] = await loadTwice("overview");
  if (!now) return { problem: "Nothing is known yet, or not enough to hold against what was before." };
  const lines = (doc, range) => new Map(doc.services.map((s) => {
    const whole = doc.range.from >= range[0] && doc.range.to <= range[1];
    const rows = whole ? rowsOf(s.spark, doc.step) : within(rowsOf(s.spark, doc.step), range);
    return [keyOf(s).join("/"), { ...totalOf(rows), p95: whole ? s.total.p95 : null, key: s }];
  }));
  return { ranges: [now.range, before.range], lists: [lines(now.doc, now.range), lines(before.doc, before.range)] };
}

async function loadTimes(path) {
  const [now, before] = await loadTwice(path);
  if (!now) return { problem: "Nothing is known of such a service, or not enough to hold against what was before." };
  return { a: cutSide(now.doc, now.range, "this time"), b: cutSide(before.doc, before.range, "the time before") };
}

/** The last of what there is and as much before it: [{doc, range}, {doc, range}]. */
async function loadTwice(path) {
  const size = spanMinutes() * MINUTE;
  if (!isLive()) {
    const doc = await load(path);
    if (!doc) return [null, null];
    const slot = MINUTE * doc.step;
    const to = Math.floor(doc.range.to / slot) * slot; // whole points only: half of one would be less of everything
    const half = Math.min(Math.ceil(size / slot) * slot, Math.floor((to - doc.range.from) / 2 / slot) * slot);
    if (half <= 0) return [null, null];
    return [{ doc, range: [to - half, to] }, { doc, range: [to - 2 * half, to - half] }];
  }
  const doc = await load(path, { last: spanMinutes() });
  if (!doc || doc.range.to <= doc.range.from) return [null, null];
  const { to } = doc.range;
  const earlier = await load(path, { from: to - 2 * size, to: to - size });
  return [{ doc, range: [to - size, to] }, { doc: earlier, range: [to - 2 * size, to - size] }];
}

function wholeSide(doc) {
  return cutSide(doc, [doc.range.from, doc.range.to], doc.name);
}

function cutSide(doc, range, name) {
  const isAll = doc.range.from >= range[0] && doc.range.to <= range[1];
  const rows = isAll ? rowsOf(doc.series, doc.step) : within(rowsOf(doc.series, doc.step), range);
  return { name, range, step: doc.step, rows, total: !rows.length ? {} : isAll ? doc.total : { ...totalOf(rows), ...percentilesOf(doc, range) }, about: !isAll, heat: isAll ? doc.heat : null,
    signatures: doc.signatures.filter((g) => g.first * MINUTE < range[1] && g.last * MINUTE >= range[0]) };
}

/** Of a part of the document's time: from the bins of its heat map, so about. */
function percentilesOf(doc, [from, to]) {
  const { bins, counts, runs } = doc.heat;
  const starts = slotsOf(runs).map((slot) => slot * doc.step * MINUTE);
  const sums = new Array(bins.length).fill(0);
  for (let i = 0; i < counts.length; i += 3) if (starts[counts[i]] >= from && starts[counts[i]] < to) sums[counts[i + 1]] += counts[i + 2];
  const all = sums.reduce((sum, n) => sum + n, 0);
  const at = (q) => {
    let left = q * all;
    const bin = sums.findIndex((n) => (left -= n) <= 0);
    return all ? Math.sqrt(Math.max(bins[bin], 0.01) * (bins[bin + 1] ?? bins[bin] * 1.4)) : null;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function revisionSides(doc) {
  const known = doc.revisions.filter((r) => r.series);
  if (known.length < 2) return { problem: "There are no two revisions in this time.", doc };
  const find = (name, otherwise) => known.find((r) => r.name === view.params.get(name)) || otherwise;
  const b = find("b", known[known.length - 1]);
  const a = find("a", known[known.indexOf(b) - 1] || known[1]);
  const side = (r) => ({ name: revisionName(r.name), range: [doc.range.from, doc.range.to], step: doc.step, rows: rowsOf(r.series, doc.step), total: r.total, heat: null,
    signatures: doc.signatures.filter((g) => g.revisions.includes(r.name)) });
  return { doc, named: [a.name, b.name], a: side(a), b: side(b) };
}

// ---- the page ----

function drawSides(found) {
  return [choices(found), found.problem ? empty(found.problem) : found.lists ? allServices(found) : null,
    found.a && !found.problem ? [figuresCompared(found), overTimeCompared(found), latenciesCompared(found), signaturesCompared(found)] : null].flat();
}

function choices({ services, chosen, doc, named: [a, b] = [] }) {
  const select = (id, label, options, value, picked) => {
    const node = el("select", { id, onchange: () => go(picked(node.value)) }, options.map(([key, title]) => el("option", { value: key, selected: key === value }, title)));
    return el("label", { class: "choice" }, `${label} `, node);
  };
  const named = services.map((s) => [keyOf(s).map(encodeURIComponent).join("/"), `${s.name} · ${s.location} · ${s.project}`]);
  const own = chosen ? chosen.map(encodeURIComponent).join("/") : "";
  const revisions = doc ? doc.revisions.filter((r) => r.series).map((r) => [r.name, revisionName(r.name)]) : [];
  return section("choices", "Compare", null, el("div", { class: "controls" },
    select("service", "service", [["", "all services"], ...named], own, (value) => linkTo(["compare", ...value.split("/").filter((part) => part).map(decodeURIComponent)], keptChoices())),
    chosen ? select("by", "compare", WAYS, way(), (value) => linkWith({ by: value, a: null, b: null, zoom: null })) : null,
    comparesTimes() ? select("span", "by", SPANS.map(([minutes, title]) => [String(minutes), title]), String(spanMinutes()), (value) => linkWith({ span: value, zoom: null })) : null,
    chosen && way() === "revision" && revisions.length > 1 ? [
      select("a", "this", revisions, a, (value) => linkWith({ a: value })),
      select("b", "and that", revisions, b, (value) => linkWith({ b: value }))] : null,
    chosen && way() === "service" ? select("other", "with", [["", "…"], ...named.filter(([key]) => key !== own)], view.params.get("b") || "", (value) => linkWith({ b: value || null })) : null));
}

const keptChoices = () => Object.fromEntries(["by", "span"].filter((name) => view.params.has(name)).map((name) => [name, view.params.get(name)]));

function allServices({ lists: [now, before], ranges }) {
  const heads = [["service", "name"], ["requests"], ["before"], ["change"], ["error rate"], ["before"], ["p95", "wide"], ["before", "wide"]];
  const keys = [...new Set([...now.keys(), ...before.keys()])];
  const rate = (side) => (side ? side.errorRate : null);
  const worse = (key) => (rate(now.get(key)) || 0) - (rate(before.get(key)) || 0);
  const lines = keys.sort((one, other) => worse(other) - worse(one) || (one < other ? -1 : 1)).map((key) => {
    const [a, b] = [now.get(key), before.get(key)];
    const name = (a || b).key;
    return row(heads, [
      el("a", { href: linkTo(["compare", ...keyOf(name)], keptChoices()) }, name.name), whole(a?.requests), whole(b?.requests), change(b?.requests, a?.requests),
      percent(rate(a)), percent(rate(b)), duration(a?.p95), duration(b?.p95)], { "data-service": name.name });
  });
  return section("compared", "All services", `${span(...ranges[0])} and ${span(...ranges[1])}; what got worse comes first`,
    ranges[0][1] - ranges[0][0] < spanMinutes() * MINUTE ? el("p", { class: "dim" }, "There is less than two of these times: what there is, in halves.") : null,
    lines.length ? table("All services in both times", heads, lines) : empty("No service was heard of in either."));
}

const FIGURES = [
  ["requests", whole], ["errorRate", percent, "error rate"], ["errors5xx", whole, "5xx"], ["errors4xx", whole, "4xx"], ["errorsAuth", whole, "401, 403"], ["errors429", whole, "429"],
  ["p50", duration], ["p95", duration], ["p99", duration], ["instances", whole, "most instances"], ["starts", whole], ["exits", whole],
];

function figuresCompared({ a, b }) {
  const heads = [["", "text"], [a.name, ""], [b.name, ""], [way() === "time" ? "since then" : "the second to the first", ""]];
  const first = way() === "time" ? b : a;
  const second = way() === "time" ? a : b;
  const said = (side, name, format) => (side.about && /^p\d/.test(name) && side.total[name] !== null ? `≈ ${format(side.total[name])}` : format(side.total[name]));
  return section("compared", "In figures", way() === "time" ? `${span(...a.range)} and ${span(...b.range)}` : span(...a.range),
    way() === "time" && a.range[1] - a.range[0] < spanMinutes() * MINUTE ? el("p", { class: "dim" }, "There is less than two of these times: what there is, in halves.") : null,
    b.rows.length ? null : el("p", { class: "dim" }, `Nothing was heard of it in ${way() === "time" ? "the time before" : b.name}.`),
    table("Both sides in figures", heads, FIGURES.map(([name, format, title]) => el("tr", { "data-figure": name }, el("th", { scope: "row", class: "text" }, title || name),
      el("td", {}, said(a, name, format)), el("td", {}, said(b, name, format)), el("td", {}, change(first.total[name], second.total[name]))))));
}

/** The second side is drawn over the first, moved in time where it lies elsewhere. */
function overTimeCompared({ a, b }) {
  if (!a.rows.length && !b.rows.length) return null;
  const shift = way() === "time" ? a.range[0] - b.range[0] : 0;
  const range = way() === "time" ? a.range : [Math.min(a.range[0], b.range[0]), Math.max(a.range[1], b.range[1])];
  const lines = (value) => [[a, 0], [b, shift]].map(([side, moved], n) => ({ kind: "line", color: `r${n}`, dash: dashOf(n), points: lineOf(side.rows, value, moved) }));
  const step = Math.max(a.step, b.step) * MINUTE;
  const said = (side, ms) => {
    const at = side.rows.find((r) => r.from <= ms && r.to > ms);
    return [`${side.name}, ${instant(ms)}`, at ? `${percent(errorRate(at))} of ${whole(at.requests)}, p95 ${duration(at.p95)}` : "no data"];
  };
  return section("over-time", "Over time", `one point is ${width(a.step)}`, legend(null, lineSwatch(0, a.name), lineSwatch(1, `${b.name}${shift ? ", moved to now" : ""}`)),
    timeline("compared", {
      label: `Error rate, 95th percentile and requests of ${a.name} and ${b.name}.`, range, step,
      hover: (ms) => hoverBox(span(Math.floor(ms / step) * step, Math.floor(ms / step) * step + step), [said(a, ms), said(b, ms - shift)]),
      panes: [
        { title: "error rate", height: 140, format: (v) => `${Number((v * 100).toPrecision(3))} %`, atLeast: 0.01, atMost: 1, series: lines(errorRate) },
        { title: "p95, log scale", height: 140, log: true, format: shortDuration, series: lines(latency("p95")) },
        { title: "requests a minute", height: 100, format: compact, series: [a, b].map((side, n) => ({ kind: "line", color: `r${n}`, dash: dashOf(n), points: lineOf(side.rows, (r) => r.requests / side.step, n ? shift : 0) })) },
      ],
    }));
}

/** How many requests were at least so fast; bins of both may differ, their bounds do not lie. */
function latenciesCompared({ a, b }) {
  if (!a.heat || !b.heat || !a.heat.bins.length || !b.heat.bins.length) return null;
  const curve = ({ heat: { bins, counts } }) => {
    const sums = new Array(bins.length).fill(0);
    for (let i = 0; i < counts.length; i += 3) sums[counts[i + 1]] += counts[i + 2];
    const all = sums.reduce((sum, n) => sum + n, 0);
    let up = 0;
    return bins.map((low, i) => {
      const point = [Math.max(low, 0.01), up / all];
      up += sums[i];
      return point;
    });
  };
  return section("latencies", "Latencies", "share of requests that took no longer", legend(null, lineSwatch(0, a.name), lineSwatch(1, b.name)),
    plot("latencies-compared", { label: `Shares of requests by latency: ${a.name} p95 ${duration(a.total.p95)}, ${b.name} p95 ${duration(b.total.p95)}.`, option: () => ({
      grid: { left: 52, right: 18, top: 14, bottom: 26 },
      xAxis: { type: "log", axisLine: ruler(), splitLine: { lineStyle: { color: css("soft") } }, axisLabel: { ...inkOf(), formatter: shortDuration } },
      yAxis: { type: "value", min: 0, max: 1, interval: 0.25, axisLabel: { ...inkOf(), formatter: (v) => `${v * 100} %` }, splitLine: { lineStyle: { color: css("soft") } } },
      series: [a, b].map((side, n) => ({ type: "line", data: curve(side), symbol: "none", silent: true, lineStyle: { width: 1.8, type: dashOf(n) }, itemStyle: { color: css(`r${n}`) } })),
    }) }));
}

function signaturesCompared({ a, b }) {
  const known = (side) => new Set(side.signatures.map((g) => g.id));
  const [inA, inB] = [known(a), known(b)];
  const part = (title, list) => (list.length ? [el("h3", {}, title), el("ul", { class: "codes" }, list.map((g) => el("li", {}, el("code", {}, g.text))))] : null);
  const onlyA = a.signatures.filter((g) => !inB.has(g.id));
  const onlyB = b.signatures.filter((g) => !inA.has(g.id));
  const both = a.signatures.filter((g) => inB.has(g.id));
  if (!onlyA.length && !onlyB.length && !both.length) return null;
  return section("signatures", "What errors say", "of the most frequent ones of each", part(`Only ${a.name}`, onlyA), part(`Only ${b.name}`, onlyB), part("Both", both));
}
