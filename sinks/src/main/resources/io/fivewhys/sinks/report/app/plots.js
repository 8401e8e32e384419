// SPDX-License-Identifier: Apache-2.0
// Charts on the page: made when they come near the screen, since a page may hold many, drawn anew when
// the theme changes, and kept while the page around them is drawn again.

import { el, svg } from "./elements.js";
import { isLocalTime } from "./view.js";

const plots = new Map();

export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** A colour of the theme with some of what is behind it. */
export function veil(name, opacity) {
  const hex = css(name).slice(1);
  const [r, g, b] = [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16));
  return `rgba(${r}, ${g}, ${b}, ${opacity})`;
}

/**
 * The box of a chart.
 *
 * @param id the same chart keeps its box
 * @param label what it shows, in words for those who do not see it
 * @param option gives ECharts' option for a box of that width
 * @param made called with the chart when it is there
 */
export function plot(id, { label, kind = "chart", option, made = null, keys = null }) {
  let known = plots.get(id);
  if (!known) {
    const box = el("div", { class: kind, role: "img", "data-plot": id });
    known = { box, chart: null };
    plots.set(id, known);
    near.observe(box);
    resizing.observe(box);
  }
  Object.assign(known, { option, made });
  known.box.setAttribute("aria-label", label);
  if (keys) {
    known.box.tabIndex = 0;
    known.box.setAttribute("role", "application");
    known.box.setAttribute("aria-roledescription", "chart");
    known.box.onkeydown = (event) => known.chart && keys(event, known.chart);
  }
  if (known.chart) paint(known);
  return known.box;
}

function paint(known) {
  if (!known.box.clientWidth || !known.box.isConnected) return;
  if (!known.chart) {
    known.chart = echarts.init(known.box, null, { renderer: "canvas" });
    if (known.made) known.made(known.chart);
  }
  const width = known.box.clientWidth;
  if (Math.abs(known.chart.getWidth() - width) > 1) known.chart.resize();
  known.chart.setOption({
    animation: false, useUTC: !isLocalTime(), backgroundColor: "transparent",
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, ...known.option(width),
  }, { notMerge: true });
  known.box.dataset.drawn = "true";
}

/** Draws all that stand on the page: for paper, or in another theme. */
export function paintAll() {
  for (const known of plots.values()) if (known.box.isConnected) paint(known);
}

export function repaint() {
  for (const known of plots.values()) if (known.chart) paint(known);
}

/** Gives back the charts that are on the page no more. */
export function sweep() {
  for (const [id, known] of plots) {
    if (known.box.isConnected) continue;
    near.unobserve(known.box);
    resizing.unobserve(known.box);
    if (known.chart) known.chart.dispose();
    plots.delete(id);
  }
}

export const charts = () => [...plots.values()].filter((known) => known.chart).map((known) => known.chart);

const near = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    const known = plots.get(target.dataset.plot);
    if (isIntersecting && known && !known.chart) paint(known);
  }
}, { rootMargin: "600px" });

const resizing = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const known = plots.get(target.dataset.plot);
    if (!known || !target.clientWidth) continue;
    if (!known.chart) {
      if (target.getBoundingClientRect().top < innerHeight + 600) paint(known);
    } else if (Math.abs(known.chart.getWidth() - target.clientWidth) > 1) {
      known.chart.resize();
      paint(known);
    }
  }
});

// ---- what all charts have ----

export const inkOf = () => ({ color: css("dim"), fontSize: 11 });

export const ruler = () => ({ lineStyle: { color: css("line") } });

export const tip = (formatter, more) => ({
  confine: true, transitionDuration: 0, backgroundColor: css("card"), borderColor: css("line"), padding: [6, 10],
  textStyle: { color: css("text"), fontSize: 13 }, formatter, ...more,
});

/** What a pointer rests on: a title and lines [name, value]. */
export function hoverBox(title, lines, news = []) {
  return el("div", { class: "hover" }, el("b", {}, title), news.map((text) => el("div", { class: "news" }, text)),
    lines.map(([name, value]) => el("div", {}, el("span", {}, name), el("span", {}, value))));
}

/** A value with a gap on both sides has no line: it needs a dot. */
export const dot = (points) => (_, { dataIndex: i }) =>
  (points[i][1] !== null && !(points[i - 1] && points[i - 1][1] !== null) && !(points[i + 1] && points[i + 1][1] !== null) ? 5 : 0);

/** Lines that are told apart without colour: lengths of dashes and gaps. */
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [2, 7], [14, 4]];

export const dashOf = (n) => (n % DASHES.length ? DASHES[n % DASHES.length] : "solid");

/** A legend's entry for a line. */
export const lineSwatch = (n, name) => el("li", {}, svg("svg", { class: "line-swatch", viewBox: "0 0 28 6", "aria-hidden": "true" },
  svg("path", { class: `r${n % 6}`, d: "M0 3H28", "stroke-dasharray": n % DASHES.length ? DASHES[n % DASHES.length].join(" ") : null })), name);

/** A legend's entry. */
export const swatch = (kind, name) => el("li", {}, el("span", { class: `swatch ${kind}` }), name);

export const legend = (title, ...entries) => el("ul", { class: "legend", "aria-label": title || "Legend" },
  title ? el("li", { class: "of" }, title) : null, entries);
