// SPDX-License-Identifier: Apache-2.0
// Charts over time, one above the other on one axis: what happens together stands above each other. All
// timelines of a page share one zoom, and the address holds it.

import { el } from "./elements.js";
import { clock, instant, MINUTE } from "./format.js";
import { charts, css, dot, inkOf, plot, ruler, tip, veil } from "./plots.js";
import { niceUp } from "./series.js";
import { note, zoomed } from "./view.js";

const TOP = 54;
const GAP = 30;
const BOTTOM = 58;
const MARKS_NAMED = 12;

const timelines = new Map();

/**
 * @param spec.range [from, to], milliseconds
 * @param spec.step milliseconds of a slot
 * @param spec.panes from the top: {title, height, format, max, atLeast, atMost, counts (whole numbers), log, right: {title, format, room}, series}; a series
 *     is {name, kind: line | area | heat, points, color, dash, wide, right, opacity}
 * @param spec.marks [{at, glyph, word, color, title}]
 * @param spec.bands [{from, to, color}] shaded in every pane
 * @param spec.hover gives an element for a time
 */
export function timeline(id, spec) {
  const known = timelines.get(id) || { cursor: { at: null }, said: el("p", { class: "unseen", role: "status" }) };
  timelines.set(id, { ...known, spec });
  const { cursor, said } = known;
  const height = TOP + BOTTOM + spec.panes.reduce((sum, pane) => sum + pane.height, 0) + GAP * (spec.panes.length - 1);
  const box = plot(id, {
    label: `${spec.label} Arrow keys read values, with shift they move; plus and minus zoom, 0 shows everything.`,
    kind: "timeline",
    option: (wide) => optionOf(spec, wide),
    made: (chart) => chart.on("datazoom", () => movedBy(chart, id)),
    keys: (event, chart) => pressed(event, chart, timelines.get(id).spec, cursor, said),
  });
  box.style.height = `${height}px`;
  return el("div", { class: "plotted" }, box, said);
}

function optionOf(spec, wide) {
  const narrow = wide < 560;
  const ink = inkOf();
  const left = narrow ? 50 : 60;
  const right = narrow ? 42 : 56;
  const zoom = zoomed();
  let top = TOP;
  const option = { grid: [], xAxis: [], yAxis: [], series: [] };
  const indexes = spec.panes.map((_, i) => i);
  spec.panes.forEach((pane, i) => {
    const last = i === spec.panes.length - 1;
    option.grid.push({ left, right, top, height: pane.height });
    top += pane.height + GAP;
    option.xAxis.push({
      type: "time", gridIndex: i, min: spec.range[0], max: spec.range[1], axisLine: ruler(), axisTick: { show: last },
      splitLine: { show: false }, axisLabel: { ...ink, show: last, hideOverlap: true }, axisPointer: { label: { show: false } },
    });
    const axis = (side, more) => ({
      gridIndex: i, name: side.title, nameGap: 8, axisLabel: { ...ink, formatter: side.format, hideOverlap: true },
      splitLine: { lineStyle: { color: css("soft") } }, axisPointer: { show: false }, ...more,
    });
    option.yAxis.push(axis(pane, {
      ...(pane.log ? { type: "log" } : scaleOf(pane, pane.series.filter((s) => !s.right), pane.height)),
      nameTextStyle: { ...ink, align: "left", padding: [0, 0, 0, 8 - left] },
    }));
    option.yAxis.push(axis(pane.right || { title: "" }, {
      ...scaleOf(pane.right || {}, pane.series.filter((s) => s.right), pane.height), position: "right", show: Boolean(pane.right), splitLine: { show: false },
      nameTextStyle: { ...ink, align: "right", padding: [0, 8 - right, 0, 0] },
    }));
    pane.series.forEach((series) => option.series.push(...drawn(series, i)));
    option.series.push(markSeries(spec, i, narrow, wide));
  });
  return {
    ...option,
    axisPointer: { link: [{ xAxisIndex: "all" }] },
    tooltip: tip((params) => spec.hover(params[0].axisValue), { trigger: "axis", axisPointer: { lineStyle: { color: css("dim") } } }),
    dataZoom: [
      { type: "inside", xAxisIndex: indexes, zoomOnMouseWheel: "shift", moveOnMouseMove: "shift", minValueSpan: 2 * spec.step, filterMode: "none" },
      { type: "slider", xAxisIndex: indexes, bottom: 8, height: 22, showDataShadow: false, brushSelect: true, filterMode: "none", minValueSpan: 2 * spec.step,
        borderColor: css("line"), fillerColor: veil("p50", 0.14), textStyle: ink, labelFormatter: (v) => (spec.range[1] - spec.range[0] > 2_880 * MINUTE ? instant(v) : clock(v)),
        handleStyle: { color: css("card"), borderColor: css("dim") }, moveHandleStyle: { color: css("line") } },
    ].map((each) => (zoom ? { ...each, startValue: zoom[0], endValue: zoom[1] } : each)),
  };
}

/** From zero to the next even number, with even labels; a side may say where it ends, and no lower than what. */
function scaleOf(side, series, height) {
  const most = Math.max(0, ...series.flatMap((each) => each.points.map(([, value]) => value || 0)));
  if (side.counts) {
    const interval = [1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_500, 5_000, 10_000].find((each) => each * 3 >= most) || niceUp(most / 4);
    return { type: "value", min: 0, interval, max: interval * Math.max(1, Math.ceil(most / interval)) };
  }
  const max = side.max ?? Math.min(side.atMost ?? Infinity, niceUp(Math.max(side.atLeast ?? 0, most * (side.room ?? 1.02))));
  const parts = height < 100 ? 2 : max.toExponential().startsWith("5") ? 5 : 4;
  return { type: "value", min: 0, max, interval: max / parts };
}

function drawn(series, pane) {
  const at = { xAxisIndex: pane, yAxisIndex: pane * 2 + (series.right ? 1 : 0) };
  const color = css(series.color);
  if (series.kind === "heat") return [{ ...at, type: "custom", data: series.points, encode: { x: [0, 1], y: [2, 3] }, clip: true, silent: true, z: 1, renderItem: cell(color) }];
  if (series.kind === "area") {
    return [{ ...at, type: "line", step: "end", data: series.points, symbol: "none", lineStyle: { width: 0 }, silent: true, z: series.z || 1,
      areaStyle: { color, opacity: series.opacity ?? 1, origin: "start" }, emphasis: { disabled: true } }];
  }
  const line = (wide, ink, z, more) => ({
    ...at, type: "line", data: series.points, connectNulls: false, symbol: "circle", symbolSize: dot(series.points), showSymbol: true, z,
    lineStyle: { width: wide, type: series.dash || "solid" }, itemStyle: { color: ink }, emphasis: { disabled: true }, ...more,
  });
  const own = line(series.wide || 1.8, color, 4, {});
  return series.halo ? [line((series.wide || 1.8) + 2.4, css("card"), 3, { silent: true, lineStyle: { width: (series.wide || 1.8) + 2.4 } }), own] : [own];
}

/** A rectangle [from, to, low, high, depth from 0 to 1]. */
const cell = (color) => (_, api) => {
  const [left, top] = api.coord([api.value(0), api.value(3)]);
  const [right, bottom] = api.coord([api.value(1), api.value(2)]);
  return {
    type: "rect", shape: { x: left, y: top, width: Math.max(1, right - left + 0.5), height: Math.max(1, bottom - top + 0.5) },
    style: { fill: color, opacity: api.value(4) },
  };
};

/** Vertical lines through all panes; above the first a shape, and the name where there is room. */
function markSeries(spec, pane, narrow, wide) {
  const marks = spec.marks || [];
  const labels = labelsOf(spec, marks, narrow, wide);
  return {
    type: "line", data: [], xAxisIndex: pane, yAxisIndex: pane * 2,
    markLine: {
      silent: true, symbol: "none", animation: false,
      data: marks.map((mark, i) => ({
        xAxis: mark.at, lineStyle: { color: css(mark.color), type: mark.dash || "dashed", width: 1.2 },
        label: { show: pane === 0, position: "end", distance: 4 + labels[i].row * 14, color: css(mark.color), fontSize: 11, fontWeight: 600, formatter: () => labels[i].text },
      })),
    },
    markArea: {
      silent: true, animation: false,
      data: (spec.bands || []).map((band) => [{ xAxis: band.from, itemStyle: { color: veil(band.color, 0.08) } }, { xAxis: band.to }]),
    },
  };
}

/** Each in the lowest of three rows in which it meets no other; its shape alone where there is none. */
function labelsOf(spec, marks, narrow, wide) {
  const [from, to] = zoomed() || spec.range;
  const ends = [-Infinity, -Infinity, -Infinity];
  const named = marks.length <= (narrow ? 4 : MARKS_NAMED);
  return marks.map((mark) => {
    const middle = (mark.at - from) / (to - from) * (wide - 110);
    const title = mark.title.length > 26 ? `${mark.title.slice(0, 25)}…` : mark.title;
    for (const text of named ? [`${mark.glyph} ${title}`, mark.glyph] : [mark.glyph]) {
      const half = text.length * 3.6 + 4;
      const row = ends.findIndex((end) => end <= middle - half);
      if (row >= 0) {
        ends[row] = middle + half;
        return { text, row };
      }
    }
    return { text: "", row: 0 };
  });
}

// ---- zoom and cursor ----

let applying = false;

function movedBy(chart, id) {
  if (applying) return;
  const { startValue, endValue, start, end } = chart.getOption().dataZoom[0];
  const all = start <= 0 && end >= 100;
  zoomTo(all ? null : [Math.round(startValue), Math.round(endValue)], id);
}

/** Every timeline shows that time; null is all of it. */
function zoomTo(range, but = null) {
  note({ zoom: range ? range.join("-") : null });
  applying = true;
  for (const chart of charts()) {
    const id = chart.getDom().dataset.plot;
    if (id === but || !timelines.has(id)) continue;
    chart.dispatchAction(range ? { type: "dataZoom", dataZoomIndex: 0, startValue: range[0], endValue: range[1] }
      : { type: "dataZoom", dataZoomIndex: 0, start: 0, end: 100 });
  }
  applying = false;
}

function pressed(event, chart, spec, cursor, said) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const [from, to] = zoomed() || spec.range;
  const part = (to - from) / 4;
  const step = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
  const next = {
    "+": [from + part, to - part], "=": [from + part, to - part], "-": [from - 2 * part, to + 2 * part], 0: null,
    ArrowLeft: event.shiftKey ? [from - part, to - part] : undefined, ArrowRight: event.shiftKey ? [from + part, to + part] : undefined,
  }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    zoomTo(bounded(next, spec));
  } else if (step) {
    event.preventDefault();
    const at = cursor.at === null ? (step > 0 ? from : to) + step * spec.step / 2 : cursor.at + step * spec.step;
    cursor.at = Math.min(Math.max(at, from + spec.step / 2), to - spec.step / 2);
    const [x] = chart.convertToPixel({ xAxisIndex: 0 }, [cursor.at, 0]) || [0];
    chart.dispatchAction({ type: "showTip", x, y: TOP + 10 });
    said.textContent = spec.hover(cursor.at).innerText.replaceAll("\n", " ");
  } else if (event.key === "Escape") {
    cursor.at = null;
    chart.dispatchAction({ type: "hideTip" });
  }
}

function bounded(range, spec) {
  if (!range) return null;
  const [first, last] = spec.range;
  const size = Math.max(range[1] - range[0], 2 * spec.step);
  if (size >= last - first) return null;
  const from = Math.min(Math.max(range[0], first), last - size);
  return [Math.round(from), Math.round(from + size)];
}
