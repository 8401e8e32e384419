// SPDX-License-Identifier: Apache-2.0
// Deploys as rows that open: how it went, then both revisions side by side and what differs.

import { badge, el, fold, table, tile, tiles } from "./elements.js";
import { clock, dayOf, duration, instant, MINUTE, moment, percent, points, whole, zone } from "./format.js";
import { css, dashOf, dot, hoverBox, inkOf, legend, lineSwatch, plot, ruler, tip } from "./plots.js";
import { NEVER_READY, serviceLink, shortRevision, verdictOf } from "./marks.js";
import { niceUp } from "./series.js";
import { linkTo, note, view } from "./view.js";

const GAMMA = 1.01 / 0.99; // a latency bucket's upper bound over its lower one
const CONTROLS = new Map([
  ["SAME_MINUTES", "the old revision in the same minutes"],
  ["MINUTES_BEFORE", "the old revision in the minutes before"],
  ["NONE", "nothing"],
]);
const INDICATORS = new Map([
  ["errors_5xx", "5xx"], ["errors_auth", "401, 403"], ["errors_429", "429"],
  ["latency_p50", "slower than the old p50"], ["latency_p95", "slower than the old p95"], ["latency_p99", "slower than the old p99"],
]);

const deployKey = (d) => [d.project, d.location, d.service, d.to].map(encodeURIComponent).join("-");
const requestsNeeded = (d) => (d.requestsNeeded === null || d.requestsNeeded === undefined ? null : `about ${whole(d.requestsNeeded)} more requests needed`);

function effectOf(d) {
  if (d.effect === null || d.effect === undefined) return null;
  const interval = d.effectLow === null || d.effectHigh === null ? "" : ` (${points(d.effectLow)} to ${points(d.effectHigh)})`;
  return `${points(d.effect)} points${interval} ${INDICATORS.get(d.indicator) || ""}`;
}

function deployHead(d) {
  const name = (revision) => el("span", { class: "revision" }, shortRevision(revision, d.service));
  const by = [d.actor, d.tool].filter((part) => part).join(" · ");
  return [
    el("span", { class: "when" }, el("span", { class: "wide" }, `${dayOf(d.at).slice(0, 5)}`), `${dayOf(d.at).slice(5)} ${clock(d.at)}`),
    el("span", { class: "what" }, el("b", {}, d.service), " ",
      d.from === null ? null : name(d.from), d.from === null ? "first seen: " : " → ", name(d.to)),
    el("span", { class: "ruling" }, badge(verdictOf(d), { "data-verdict": d.verdict }), d.neverReady ? badge(NEVER_READY) : null),
    el("span", { class: "effect" }, effectOf(d) || requestsNeeded(d) || ""),
    el("span", { class: "reason" }, d.reason),
    by ? el("span", { class: "by" }, by) : null,
  ];
}

/** A deploy in short, which leads to its service. */
export function deployLine(d) {
  return el("li", { class: "deploy short", "data-deploy": d.to },
    el("div", { class: "head" }, deployHead(d)),
    serviceLink(d, { deploy: d.to, from: d.at - 6 * 60 * MINUTE, to: d.at + 6 * 60 * MINUTE, last: null }));
}

/**
 * A deploy in full; the address may name one that is open.
 *
 * @param width buckets in a bin of its histograms, where it has them
 */
export function deployRow(d, width) {
  const body = el("div", { class: "body" });
  const fill = () => {
    if (!body.firstChild) body.append(...deployBody(d, width).filter((part) => part));
  };
  const root = el("details", { class: "deploy", "data-id": `deploy-${deployKey(d)}`, "data-deploy": d.to,
    ontoggle: () => {
      if (root.open) fill();
      if (root.isConnected && root.open !== (view.params.get("deploy") === d.to)) note({ deploy: root.open ? d.to : null });
    } },
    el("summary", {}, deployHead(d)), body);
  root.open = view.params.get("deploy") === d.to;
  if (root.open) fill();
  return root;
}

function deployBody(d, width) {
  const fact = (name, ms, otherwise = null) => (ms === null && otherwise === null ? null : tile(name, ms === null ? otherwise : moment(ms)));
  return [
    el("p", { class: "long" }, d.reason),
    tiles(
      fact("made", d.created), fact("ready", d.ready, d.neverReady ? "never" : "not told"), fact("first request", d.firstTraffic, "none"),
      fact("restored", d.restored), d.actor ? tile("by", d.actor) : null, d.tool ? tile("with", d.tool) : null,
      tile("verdict", d.final ? "final" : "may be revised"),
      effectOf(d) ? tile("effect, 95 % interval", effectOf(d)) : null,
      d.p === null ? null : tile("p-value", d.p < 0.0001 ? "< 0.0001" : String(d.p)),
      requestsNeeded(d) ? tile("data", requestsNeeded(d)) : null),
    d.findings.length ? el("ul", { class: "findings" }, d.findings.map((text) => el("li", {}, text))) : null,
    sideBySide(d),
    ...curves(d, width),
    differences(d),
    d.signatures.length ? el("div", {}, el("h3", {}, "Errors that the old revision did not have"),
      el("ul", { class: "codes" }, d.signatures.map((text) => el("li", {}, el("code", {}, text))))) : null,
    el("p", { class: "links" }, el("a", { href: linkTo(["service", d.project, d.location, d.service], { deploy: d.to }) }, "link to this deploy"),
      d.from === null ? null : el("a", { href: linkTo(["compare", d.project, d.location, d.service], { by: "revision", a: d.from, b: d.to }) }, "compare the revisions over time")),
  ];
}

function sideBySide(d) {
  if (!d.requestsBefore && !d.requestsAfter) return null;
  const heads = [["", "text"], [d.from === null ? "before" : d.from, "name"], [d.to, "name"]];
  const line = (name, before, after) => el("tr", {}, el("th", { scope: "row", class: "text" }, name), el("td", {}, before), el("td", {}, after));
  return el("div", { class: "figures" }, el("h3", {}, `Compared with ${CONTROLS.get(d.control) || d.control}`),
    table("What was compared", heads, [
      line("requests", whole(d.requestsBefore), whole(d.requestsAfter)),
      line("5xx", percent(d.errorRateBefore), percent(d.errorRateAfter)),
      line("p95", duration(d.p95Before), duration(d.p95After)),
    ]),
    d.latencyChanged ? el("p", { class: "dim" }, "Latencies are distributed otherwise than before, for better or worse.") : null);
}

function curves(d, width) {
  if (!d.fresh) {
    return [el("p", { class: "dim" }, view.page === "service" ? "Curves are drawn for the latest deploys only."
      : ["Curves of both revisions: ", serviceLink(d, { deploy: d.to })])];
  }
  if (!d.old.minutes.length && !d.fresh.minutes.length) return [el("p", { class: "dim" }, "Neither revision had a request in the hour before and the hour after.")];
  const name = INDICATORS.get(d.indicator) || "";
  const what = d.indicator === "errors_auth" || d.indicator === "errors_429" ? `${name} a request` : "error rate";
  const says = (side, revision) => `${revision}: p50 ${duration(side.p50)}, p95 ${duration(side.p95)}, p99 ${duration(side.p99)}`;
  const entry = (n, revision, side) => lineSwatch(n, `${shortRevision(revision, d.service)}${
    side && side.p50 !== null ? `: p50 ${duration(side.p50)} · p95 ${duration(side.p95)} · p99 ${duration(side.p99)}` : ""}`);
  const both = (withLatency) => legend(null, d.from === null ? null : entry(0, d.from, withLatency ? d.old : null), entry(1, d.to, withLatency ? d.fresh : null));
  const latencies = d.old.bins.length + d.fresh.bins.length > 0;
  return [el("div", { class: "pair" },
    el("div", {}, el("h3", {}, `${what[0].toUpperCase()}${what.slice(1)} by minute`), both(false),
      plot(`rates-${deployKey(d)}`, { kind: "small-chart", label: `${what} of both revisions by minute`, option: () => ratesOf(d) })),
    el("div", {}, el("h3", {}, "Latencies of the compared minutes"), both(true),
      latencies ? plot(`latencies-${deployKey(d)}`, { kind: "small-chart", label: `Latencies. ${says(d.old, d.from || "before")}. ${says(d.fresh, d.to)}.`, option: () => latenciesOf(width, d.old, d.fresh) })
        : el("p", { class: "empty" }, "No latency was measured in them.")))];
}

/** Suspects first, most likely on top. */
function differences(d) {
  if (!d.diff.length && !d.suspects.length) return el("p", { class: "dim" }, "No difference in the configuration is known.");
  const known = new Map(d.diff.map((f) => [f.field, f]));
  const suspected = new Set(d.suspects.map((s) => s.field));
  const value = (text, otherwise) => el("td", { class: "wrap" }, text === null ? el("span", { class: "dim" }, otherwise) : el("code", {}, text));
  const line = (field, difference, suspect) => el("tr", { "data-field": field, class: suspect ? "suspect" : null },
    el("td", { class: "wrap" }, el("code", {}, field),
      suspect ? el("div", { class: "why" }, el("b", {}, `▸ suspect, ${suspect.score.toFixed(2)}`), ` ${suspect.reason}`) : null),
    value(difference ? difference.before : null, difference ? "not there" : "–"),
    value(difference ? difference.after : null, difference ? "no longer there" : "–"));
  return el("div", {}, el("h3", {}, "What differs in the configuration"),
    table(`Differences of ${d.to}`, [["field", "text"], ["before", "text"], ["after", "text"]], [
      ...d.suspects.map((s) => line(s.field, known.get(s.field), s)),
      ...d.diff.filter((f) => !suspected.has(f.field)).map((f) => line(f.field, f, null)),
    ]));
}

// ---- charts ----

const frame = { grid: { left: 52, right: 18, top: 30, bottom: 26 } };

const markLines = (data) => ({
  silent: true, symbol: "none", animation: false, data, label: { ...inkOf(), formatter: "{b}" }, lineStyle: { color: css("mark"), type: "solid", width: 1.2 },
});

function ratesOf(d) {
  const ink = inkOf();
  const minutes = [...d.old.minutes, ...d.fresh.minutes];
  const curve = (s) => s.minutes.flatMap((minute, i) => {
    const point = [(minute + 0.5) * MINUTE, s.errors[i] / s.requests[i]];
    return i && s.minutes[i - 1] !== minute - 1 ? [[(minute - 0.5) * MINUTE, null], point] : [point];
  });
  const event = (ms, name, distance) => ({ xAxis: ms, name, label: { ...ink, show: true, position: "end", distance, formatter: name } });
  const events = [];
  if (d.firstTraffic !== null) events.push(event(d.firstTraffic, "first request", 3));
  if (d.restored !== null) events.push(event(d.restored, "restored", 14));
  const hover = (params) => {
    const minute = Math.floor(params[0].axisValue / MINUTE);
    const said = (s, revision) => {
      const i = s.minutes.indexOf(minute);
      return i < 0 ? null : [shortRevision(revision, d.service), `${percent(s.errors[i] / s.requests[i])} (${whole(s.errors[i])} of ${whole(s.requests[i])})`];
    };
    return hoverBox(`${instant(minute * MINUTE)} ${zone(minute * MINUTE)}`, [said(d.old, d.from || "before"), said(d.fresh, d.to)].filter((each) => each));
  };
  const side = (s, i, more) => {
    const data = curve(s);
    return { type: "line", data, symbol: "circle", symbolSize: dot(data), showSymbol: true, connectNulls: false,
      lineStyle: { width: 1.8, type: dashOf(i) }, itemStyle: { color: css(`r${i}`) }, emphasis: { disabled: true }, ...more };
  };
  return {
    ...frame, tooltip: tip(hover, { trigger: "axis" }),
    xAxis: { type: "time", min: Math.min(...minutes) * MINUTE, max: (Math.max(...minutes) + 1) * MINUTE, axisLine: ruler(), splitLine: { show: false }, axisLabel: { ...ink, hideOverlap: true } },
    yAxis: { type: "value", min: 0, max: (v) => Math.min(1, Math.max(0.01, niceUp(v.max * 1.02))), splitLine: { lineStyle: { color: css("soft") } },
      axisLabel: { ...ink, formatter: (v) => `${Number((v * 100).toPrecision(3))} %` } },
    series: [side(d.old, 0, { markLine: markLines(events) }), side(d.fresh, 1, {})],
  };
}

/**
 * Share of requests by latency: bins of the merged histograms, smoothed over their neighbours.
 *
 * @param width buckets in a bin
 * @param sides {bins: [bin, count, …], p95}
 */
function latenciesOf(width, ...sides) {
  const ink = inkOf();
  const bins = sides.flatMap((s) => s.bins.filter((_, i) => i % 2 === 0));
  const first = Math.min(...bins) - 3;
  const last = Math.max(...bins) + 3;
  const ms = (bin) => 2 * GAMMA ** (bin * width + (width - 1) / 2) / (GAMMA + 1);
  const weights = [1, 2, 3, 2, 1];
  const curve = (s) => {
    const counts = new Map();
    for (let i = 0; i < s.bins.length; i += 2) counts.set(s.bins[i], s.bins[i + 1]);
    const total = [...counts.values()].reduce((a, b) => a + b, 0);
    const out = [];
    for (let bin = first; total && bin <= last; bin++) {
      const near = weights.reduce((sum, weight, k) => sum + weight * (counts.get(bin + k - 2) || 0), 0);
      out.push([ms(bin), near / 9 / total]);
    }
    return out;
  };
  const p95 = (s, i) => (s.p95 ? { markLine: { ...markLines([{ xAxis: s.p95, label: { ...ink, color: css(`r${i}`), position: "end", distance: 3 + i * 12, formatter: `p95 ${duration(s.p95)}` } }]),
    lineStyle: { color: css(`r${i}`), type: dashOf(i), width: 1.2 } } } : {});
  return {
    ...frame,
    xAxis: { type: "log", min: ms(first), max: ms(last), axisLine: ruler(), splitLine: { lineStyle: { color: css("soft") } },
      axisLabel: { ...ink, hideOverlap: true, formatter: duration, showMinLabel: false, showMaxLabel: false } },
    yAxis: { type: "value", min: 0, name: "share of requests", nameTextStyle: { ...ink, align: "left", padding: [0, 0, 0, -44] }, nameGap: 12, splitNumber: 3,
      splitLine: { lineStyle: { color: css("soft") } }, axisLabel: { ...ink, formatter: (v) => `${Number((v * 100).toPrecision(2))} %` } },
    series: sides.map((s, i) => ({ type: "line", data: curve(s), symbol: "none", silent: true, emphasis: { disabled: true }, lineStyle: { width: 1.8, type: dashOf(i) },
      itemStyle: { color: css(`r${i}`) }, areaStyle: { color: css(`r${i}`), opacity: 0.12 }, ...p95(s, i) })),
  };
}

/** The newest ones, and the older ones folded. */
export function deployList(deploys, make, shown = 12) {
  return [deploys.slice(0, shown).map(make),
    deploys.length > shown ? fold("older-deploys", `${deploys.length - shown} older deploys`, deploys.slice(shown).map(make)) : null];
}
