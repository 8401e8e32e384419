// SPDX-License-Identifier: Apache-2.0
// What there is of each resource, what is used of it, and when it will not be enough; who may open how
// many connections; what can be done about it, and what that does to the bill.

import { badge, el, empty, foldLater, row, section, svg, table, tile, tiles } from "./elements.js";
import { isLive, load } from "./documents.js";
import { change, compact, DAY, dayOf, instant, percent, plural, whole, words } from "./format.js";
import { css, hoverBox, inkOf, legend, plot, ruler, swatch, tip, veil } from "./plots.js";
import { niceUp } from "./series.js";
import { askedRange, linkTo, note, view } from "./view.js";

const FULL = 0.8;
const OPENED = 3;
const SHOWN = 40;

const COSTS = new Map([
  ["CHEAPER", { glyph: "▼", color: "good", word: "costs less" }],
  ["SAME", { glyph: "=", color: "dim", word: "costs the same" }],
  ["DEARER", { glyph: "▲", color: "warn", word: "costs more" }],
]);

const OUTCOMES = new Map([
  ["RISING", { glyph: "↗", color: "warn", word: "rising" }],
  ["FALLING", { glyph: "↘", color: "good", word: "falling" }],
  ["NO_TREND", { glyph: "→", color: "dim", word: "no trend" }],
  ["NOT_ENOUGH_DATA", { glyph: "○", color: "dim", word: "too little data" }],
]);

export const capacityPage = {
  title: () => "Capacity",
  load: () => load("capacity", askedRange()),
  draw: (doc) => (doc && doc.resources.length ? [summaryOf(doc), resourcesOf(doc), ledgerOf(doc), adviceOf(doc), weeksOf(doc)]
    : [section("resources", "Capacity", null, empty("Nothing is known yet of what is used and what there is: the first hour has not closed."))]),
};

const FRACTIONS = new Set(["MEMORY", "CPU", "CONNECTOR_CPU"]);
const amount = (resource) => (n) => (n === null || n === undefined ? "–" : FRACTIONS.has(resource) ? percent(n)
  : resource === "CONNECTOR_THROUGHPUT" ? `${compact(n)}bit/s`.replace("  ", " ") : compact(n));
const resourceId = (r) => [r.project, r.location, r.component, r.resource].map(encodeURIComponent).join("-");
const outcomeOf = (r) => OUTCOMES.get(r.outcome ?? r.forecast?.outcome) || OUTCOMES.get("NOT_ENOUGH_DATA");

function daysText({ days, earliest, latest }) {
  const n = (d) => (d === null || d === undefined ? "?" : d < 10 ? Number(d.toPrecision(2)) : Math.round(d));
  if (days === 0) return "now";
  if (days === null || days === undefined) return earliest === null || earliest === undefined ? "" : `not before ${n(earliest)} days`;
  return `${n(days)} days (${n(earliest)} to ${latest === null || latest === undefined ? "later than can be seen" : n(latest)})`;
}

// ---- at a glance ----

function summaryOf(doc) {
  const limited = doc.resources.filter((r) => r.use !== null);
  const soon = doc.resources.filter((r) => r.forecast.days !== null && r.forecast.days <= 30);
  return el("section", { class: "card", id: "capacity-summary", "aria-label": "At a glance" }, tiles(
    tile("resources", whole(doc.resources.length), "resources"), tile("with a known limit", whole(limited.length), "limited"),
    tile(`used to ${FULL * 100} % or more`, whole(limited.filter((r) => r.use >= FULL).length), "full"),
    tile("at the limit within 30 days", whole(soon.length), "soon"), tile("pieces of advice", whole(doc.resources.reduce((n, r) => n + r.advice.length, 0)), "advice")));
}

function useBar(use, label) {
  if (use === null || use === undefined) return "";
  const color = use >= 0.95 ? "bad" : use >= FULL ? "warn" : "good";
  return el("span", { class: "budget" }, svg("svg", { class: `bar ${color}`, viewBox: "0 0 60 8", "aria-hidden": "true" },
    svg("rect", { class: "track", width: 60, height: 8, rx: 2 }), svg("rect", { class: "fill", width: (60 * Math.min(1, use)).toFixed(1), height: 8, rx: 2 })), label ?? `${Math.round(use * 100)} %`);
}

// ---- resources ----

function resourcesOf(doc) {
  const list = el("div", {});
  const fill = () => {
    const find = (view.params.get("find") || "").trim().toLowerCase();
    const shown = doc.resources.filter((r) => `${r.project} ${r.location} ${r.component} ${words(r.resource)}`.toLowerCase().includes(find));
    const rest = shown.slice(SHOWN);
    list.replaceChildren(...shown.slice(0, SHOWN).map(resourceRow),
      rest.length ? foldLater("more-resources", `${whole(rest.length)} more, less urgent`, () => rest.map((r) => resourceRow(r, SHOWN))) : shown.length ? "" : empty("No resource of that name."));
  };
  const input = el("input", { id: "find", type: "search", value: view.params.get("find") || "", oninput: () => {
    note({ find: input.value || null });
    fill();
  } });
  fill();
  return section("resources", "Use against limit", `peaks of the latest week; what meets its limit first is on top; forecasts say where ${Math.round(100 * (doc.resources[0].forecast.nominal ?? 0.8))} % of the peaks should lie`,
    doc.resources.length > 8 ? el("div", { class: "filter" }, el("label", { for: "find" }, "Find a resource"), input) : null,
    legend(null, swatch("p50", "peaks"), swatch("instances", "mean"), swatch("bad", "limit"), swatch("p95", "forecast and its interval")), list);
}

function resourceRow(r, place) {
  const format = amount(r.resource);
  const urgent = (r.use !== null && r.use >= FULL) || (r.forecast.days !== null && r.forecast.days <= 30);
  const body = el("div", { class: "body" });
  const fill = () => {
    if (!body.firstChild) body.append(...resourceBody(r).flat().filter((part) => part));
  };
  const root = el("details", { class: "resource", "data-id": `resource-${resourceId(r)}`, "data-resource": `${r.component} ${r.resource}`, "data-linked": view.params.get("resource") === resourceId(r), ontoggle: () => root.open && fill() },
  el("summary", {},
    el("span", { class: "what" }, el("b", {}, r.component), " ", words(r.resource), el("small", { class: "wide" }, ` ${[words(r.kind), r.location].filter((part) => part).join(" · ")}`)),
    el("span", { class: "use" }, useBar(r.use, r.use === null ? null : `${format(r.latest)} of ${format(r.limit)}`), r.use === null ? ` ${format(r.latest)}` : ""),
    badge(outcomeOf(r), { "data-outcome": r.forecast.outcome }), el("span", { class: "when" }, daysText(r.forecast)),
    r.advice.length ? el("small", { class: "warn" }, plural(r.advice.length, "piece of advice", "pieces of advice")) : el("span", {})), body);
  root.open = (place < OPENED && urgent) || view.params.get("resource") === resourceId(r);
  if (root.open) fill();
  return root;
}

function resourceBody(r) {
  const format = amount(r.resource);
  return [
    el("p", { class: "long" }, `${r.forecast.reason}. `, r.limit === null ? "No limit is known." : `The limit of ${format(r.limit)} is from ${r.limitFrom || "what was told last"}.`),
    r.at.length ? plot(`resource-${resourceId(r)}`, {
      label: `${words(r.resource)} of ${r.component}: peak ${format(r.latest)}${r.limit === null ? "" : `, limit ${format(r.limit)}`}; ${r.forecast.reason}.`, option: () => useChart(r, format),
    }) : null,
    adviceList(r.advice),
    r.kind === "CLOUD_RUN_SERVICE" && r.location ? el("p", { class: "links" }, el("a", { href: linkTo(["service", r.project, r.location, r.component]) }, `${r.component} over time`)) : null,
  ];
}

/** Peaks and means so far, the limit, and what is expected with its interval. */
function useChart(r, format) {
  const ink = inkOf();
  const { points } = r.forecast;
  const start = r.at[0];
  const end = points.length ? points[points.length - 1][0] : r.at[r.at.length - 1];
  const line = (data, color, more) => ({ type: "line", data, symbol: "none", emphasis: { disabled: true }, itemStyle: { color: css(color) }, ...more });
  const dots = r.at.length === 1 ? { symbol: "circle", symbolSize: 6 } : {};
  const most = Math.max(...r.peaks, r.limit ?? 0, ...points.map((p) => Math.min(p[3], (r.limit ?? Math.max(...r.peaks)) * 2)));
  const top = niceUp(most * 1.02);
  const hover = (params) => {
    const ms = params[0].axisValue;
    const i = r.at.findIndex((at) => at === ms);
    const expected = points.find((p) => p[0] === ms);
    return hoverBox(instant(ms), [
      i >= 0 ? ["peak", format(r.peaks[i])] : null, i >= 0 ? ["mean", format(r.means[i])] : null,
      expected ? ["expected", format(expected[1])] : null, expected ? ["interval", `${format(expected[2])} to ${format(expected[3])}`] : null,
      r.limit === null ? null : ["limit", format(r.limit)]].filter((each) => each));
  };
  return {
    grid: { left: 64, right: 24, top: 16, bottom: 26 },
    tooltip: tip(hover, { trigger: "axis" }),
    xAxis: { type: "time", min: start, max: end > start ? end : start + DAY, axisLine: ruler(), splitLine: { show: false }, axisLabel: { ...ink, hideOverlap: true } },
    yAxis: { type: "value", min: 0, max: top, interval: top / 4, axisLabel: { ...ink, formatter: format }, splitLine: { lineStyle: { color: css("soft") } } },
    series: [
      line(points.map((p) => [p[0], p[2]]), "p95", { stack: "interval", lineStyle: { width: 0 }, silent: true }),
      line(points.map((p) => [p[0], p[3] - p[2]]), "p95", { stack: "interval", lineStyle: { width: 0 }, silent: true, areaStyle: { color: veil("p95", 0.22) } }),
      line(points.map((p) => [p[0], p[1]]), "p95", { lineStyle: { width: 1.8, type: "dashed" } }),
      line(r.at.map((at, i) => [at, r.means[i]]), "instances", { lineStyle: { width: 1.4 }, ...dots }),
      line(r.at.map((at, i) => [at, r.peaks[i]]), "p50", { lineStyle: { width: 1.8 }, ...dots }),
      r.limit === null ? null : line([[start, r.limit], [Math.max(end, start + DAY), r.limit]], "bad", { lineStyle: { width: 1.8, type: "dotted" }, silent: true }),
    ].filter((each) => each),
  };
}

function adviceList(advice) {
  if (!advice.length) return null;
  return el("ul", { class: "advice" }, advice.map((each) => el("li", {}, badge(COSTS.get(each.cost) || COSTS.get("SAME"), { "data-cost": each.cost }), " ", each.text)));
}

// ---- the connection budget ----

function ledgerOf(doc) {
  const budgets = doc.resources.filter((r) => r.shares.length);
  if (!budgets.length) return null;
  return section("ledger", "Connection budget", "what services may open at their most: instances times pool", budgets.map(budgetOf));
}

function budgetOf(r) {
  const heads = [["service", "name"], ["revision", "name wide"], ["most instances"], ["connections of one"], ["may open"], ["from", "wrap wide"]];
  const sum = r.shares.reduce((n, s) => n + s.amount, 0);
  const over = r.limit !== null && sum > r.limit;
  const shares = [...r.shares].sort((a, b) => b.amount - a.amount || (a.service < b.service ? -1 : 1));
  return el("div", { class: "budget-of", "data-budget": r.component },
    el("h3", {}, `${r.component} `, el("small", {}, r.location), " ", r.limit === null ? badge({ glyph: "○", color: "dim", word: "max_connections not known" })
      : over ? badge({ glyph: "◆", color: "bad", word: `${whole(sum - r.limit)} more than it takes` }) : badge({ glyph: "●", color: "good", word: `${whole(r.limit - sum)} left` })),
    el("p", {}, `Services may open ${whole(sum)} connections; it takes ${r.limit === null ? "an unknown number" : `${whole(r.limit)} (${r.limitFrom})`}.`),
    shareBar(shares, sum, r.limit),
    table(`Connections to ${r.component}`, heads, [
      ...shares.map((s, n) => row(heads, [[el("span", { class: `swatch r${n % 6}` }), s.service], s.revision || "–", whole(s.instances), compact(s.each), whole(s.amount), s.knownFrom], { "data-share": s.service })),
      row(heads, [el("b", {}, "in all"), "", whole(shares.reduce((n, s) => n + s.instances, 0)), "", el("b", {}, whole(sum)), ""])]));
}

/** Each service's part of what may be opened, and where the limit lies. */
function shareBar(shares, sum, limit) {
  const all = Math.max(sum, limit ?? 0) || 1;
  let x = 0;
  return svg("svg", { class: "shares", viewBox: "0 0 1000 34", preserveAspectRatio: "none", role: "img", "aria-label": "Parts of the budget; the table tells them" },
    svg("rect", { class: "track", width: 1000, height: 22, y: 6 }),
    shares.map((s, n) => {
      const width = 1000 * s.amount / all;
      const part = svg("rect", { class: `r${n % 6}`, x: x.toFixed(1), y: 6, width: Math.max(0, width - 1.5).toFixed(1), height: 22 }, svg("title", {}, `${s.service}: ${whole(s.amount)}`));
      x += width;
      return part;
    }),
    limit === null ? null : svg("rect", { class: "limit", x: (1000 * limit / all - 2).toFixed(1), y: 0, width: 4, height: 34 }));
}

// ---- advice and the weekly report ----

function adviceOf(doc) {
  const seen = new Set();
  const advice = doc.resources.flatMap((r) => r.advice).filter((each) => !seen.has(each.text) && seen.add(each.text));
  return section("advice", "What can be done", "only what the platform allows", advice.length ? adviceList(advice) : empty("Nothing: what is known fits."));
}

function weeksOf(doc) {
  if (!doc.weeks.length) return null;
  const heads = [["component", "name"], ["resource", "text"], ["peak"], ["week before"], ["change"], ["mean", "wide"], ["limit"], ["use"], ["forecast", "text"], ["at the limit in", "text"]];
  const { week, from, to } = doc.weeks[0];
  const line = (w) => {
    const format = amount(w.resource);
    return row(heads, [[el("b", {}, w.component), el("small", { class: "wide" }, ` ${w.location}`)], words(w.resource), format(w.peak), format(w.previousPeak), change(w.previousPeak, w.peak), format(w.mean),
      format(w.limit), useBar(w.use), el("span", { class: outcomeOf(w).color }, `${outcomeOf(w).glyph} ${outcomeOf(w).word}`), daysText(w)], { "data-week": `${w.component} ${w.resource}` });
  };
  return section("weeks", "Weekly report", week === null ? `no whole week is known: ${dayOf(from)} to ${dayOf(to - 1)} against the seven days before` : `week from Monday ${dayOf(week)} against the one before`,
    table("Weekly report", heads, doc.weeks.slice(0, SHOWN).map(line)),
    doc.weeks.length > SHOWN ? foldLater("more-weeks", `${whole(doc.weeks.length - SHOWN)} more`, () => table("The rest of the weekly report", heads, doc.weeks.slice(SHOWN).map(line))) : null,
    isLive() ? el("p", { class: "links" }, ["weekly.csv", "capacity.csv", "connections.csv"].map((file) => el("a", { href: `/export/${file}`, download: "" }, file))) : null);
}
