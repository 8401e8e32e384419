// SPDX-License-Identifier: Apache-2.0
// Numbers and times in words. Absent is a dash, never a zero.

import { el } from "./elements.js";
import { isLocalTime } from "./view.js";

export const MINUTE = 60_000;
export const DAY = 1_440 * MINUTE;

const absent = (n) => n === null || n === undefined || Number.isNaN(n);

export const whole = (n) => (absent(n) ? "–" : Math.round(n).toLocaleString("en-US"));

export const plural = (n, word, many = `${word}s`) => `${whole(n)} ${n === 1 ? word : many}`;

export function percent(rate) {
  if (absent(rate)) return "–";
  const value = rate * 100;
  if (value === 0 || value === 100) return `${value} %`;
  if (Math.abs(value) < 0.01) return "< 0.01 %";
  return `${value.toFixed(Math.abs(value) < 10 ? 2 : 1)} %`;
}

/** Three digits, with k, M or G; small whole numbers to the last: a limit of 1,024 is not 1,020. */
export function compact(n) {
  if (absent(n)) return "–";
  const size = Math.abs(n);
  if (size < 1e4 && Number.isInteger(n)) return String(n);
  const [unit, name] = size >= 1e9 ? [1e9, " G"] : size >= 1e6 ? [1e6, " M"] : size >= 1e4 ? [1e3, " k"] : [1, ""];
  return `${Number((n / unit).toPrecision(3))}${name}`;
}

/** Milliseconds. */
export function duration(ms) {
  if (absent(ms)) return "–";
  if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toPrecision(3))} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 7_200) return seconds % 60 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${seconds / 60} min`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 2_880) return minutes % 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min` : `${minutes / 60} h`;
  return `${Number((minutes / 1440).toPrecision(3))} days`;
}

/** In one unit, for axes. */
export const shortDuration = (ms) => (ms < 1000 ? duration(ms) : `${Number((ms / 1000).toPrecision(3))} s`);

/** A difference of shares, in percentage points. */
export function points(share) {
  const value = Math.abs(share * 100);
  const digits = value >= 10 ? 0 : value >= 1 ? 1 : 2;
  return `${share < 0 ? "−" : "+"}${value.toFixed(digits)}`;
}

/** From one to the other, as a factor or in percent. */
export function change(before, after) {
  if (absent(before) || absent(after)) return "–";
  if (before === after) return "same";
  if (!before) return "new";
  const factor = after / before;
  if (factor >= 2) return `${Number(factor.toPrecision(2))} times`;
  return `${factor > 1 ? "+" : "−"}${Number((Math.abs(factor - 1) * 100).toPrecision(2))} %`;
}

export const words = (symbol) => symbol.toLowerCase().replaceAll("_", " ");

// ---- times ----

const offset = (ms) => (isLocalTime() ? new Date(ms).getTimezoneOffset() * MINUTE : 0);
const shifted = (ms) => new Date(ms - offset(ms)).toISOString();

export const iso = (ms) => new Date(ms).toISOString().replace(".000Z", "Z");
export const dayOf = (ms) => shifted(ms).slice(0, 10);
export const clock = (ms) => shifted(ms).slice(11, 16);
export const instant = (ms) => `${dayOf(ms)} ${clock(ms)}`;

/** Of the times that are shown now. */
export function zone(ms) {
  const minutes = -offset(ms) / MINUTE;
  if (!isLocalTime()) return "UTC";
  const two = (n) => String(Math.abs(n)).padStart(2, "0");
  return `UTC${minutes < 0 ? "−" : "+"}${two(Math.trunc(minutes / 60))}:${two(minutes % 60)}`;
}

/** A time as an element: its title tells it to the second, in UTC and as the reader's clock has it. */
export function moment(ms, text = instant(ms)) {
  if (absent(ms)) return el("span", {}, "–");
  return el("time", { datetime: iso(ms), title: `${iso(ms)} · here ${new Date(ms).toString().slice(0, 33)}` }, text);
}

export function span(from, to) {
  const sameDay = dayOf(from) === dayOf(to - 1);
  return `${instant(from)} – ${sameDay ? clock(to) : instant(to)} ${zone(to)}`;
}

export function width(minutes) {
  if (minutes % 1440 === 0) return plural(minutes / 1440, "day");
  return minutes % 60 === 0 ? plural(minutes / 60, "hour") : plural(minutes, "minute");
}
