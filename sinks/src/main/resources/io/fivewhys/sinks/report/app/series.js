// SPDX-License-Identifier: Apache-2.0
// Series as documents hold them, column by column over their slots, and as charts want them.

import { MINUTE } from "./format.js";

const COUNTS = ["requests", "errors5xx", "errors4xx", "errorsAuth", "errors429", "instances", "starts", "exits"];
const LATENCIES = ["p50", "p95", "p99"];

/** The slots of runs [first, length, …]. */
export function slotsOf(runs) {
  const slots = [];
  for (let i = 0; i < runs.length; i += 2) {
    for (let k = 0; k < runs[i + 1]; k++) slots.push(runs[i] + k);
  }
  return slots;
}

/**
 * Rows {slot, from, to, requests, …}: a column that is left out is zero, or not known for latencies.
 *
 * @param step of a slot, minutes
 */
export function rowsOf(series, step) {
  return slotsOf(series.runs).map((slot, i) => {
    const made = { slot, from: slot * step * MINUTE, to: (slot + 1) * step * MINUTE };
    for (const name of COUNTS) made[name] = series[name] ? series[name][i] : 0;
    for (const name of LATENCIES) made[name] = series[name] ? series[name][i] : null;
    return made;
  });
}

/** Those that begin in it: each is in one of two times that meet. */
export const within = (rows, [from, to]) => rows.filter((r) => r.from >= from && r.from < to);

export const errorRate = (r) => (r.requests ? r.errors5xx / r.requests : null);

/** A log axis has no zero. */
export const latency = (name) => (r) => (r[name] === null ? null : Math.max(r[name], 0.01));

/** Points of a line; a slot without data, or without this value, breaks it. */
export function lineOf(rows, value, shift = 0) {
  const out = [];
  rows.forEach((r, i) => {
    if (i && r.slot !== rows[i - 1].slot + 1) out.push([rows[i - 1].to + shift, null]);
    out.push([(r.from + r.to) / 2 + shift, value(r)]);
  });
  return out;
}

/** Points of a silhouette that stands over each slot from its begin to its end. */
export function stepsOf(rows, value, shift = 0) {
  const out = [];
  rows.forEach((r, i) => {
    const next = rows[i + 1];
    out.push([r.from + shift, value(r)]);
    if (!next || next.slot !== r.slot + 1) out.push([r.to + shift, value(r)], [r.to + shift, null]);
  });
  return out;
}

/** The next number whose quarters are even: an axis that ends there has even labels. */
export function niceUp(value) {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 5, 6, 8, 10].find((step) => step * power >= value * 0.999_999) * power;
}

/**
 * Whether what failed in this time has stopped: its last minutes keep what it promises.
 *
 * @param to end of the time, milliseconds
 * @param allowed share of requests that may fail
 */
export function hasRecovered(rows, to, step, allowed) {
  const last = totalOf(rows.filter((r) => r.to > to - Math.max(5, step) * MINUTE));
  return last.errorRate !== null && last.errorRate <= allowed;
}

/** What rows come to together. */
export function totalOf(rows) {
  const total = {};
  for (const name of COUNTS) total[name] = rows.reduce((sum, r) => sum + r[name], 0);
  total.instances = rows.reduce((most, r) => Math.max(most, r.instances), 0);
  total.errorRate = errorRate(total);
  return total;
}
