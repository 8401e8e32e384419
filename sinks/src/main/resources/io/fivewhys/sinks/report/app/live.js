// SPDX-License-Identifier: Apache-2.0
// Whether what is shown is all that there is: how far behind the newest minute is, where nothing was
// heard, what came too late or was not understood.

import { el, refill, row, table } from "./elements.js";
import { isLive, load } from "./documents.js";
import { clock, duration, instant, MINUTE, moment, plural, zone } from "./format.js";

/** Later than this, minutes are missing: they close five minutes after their end. */
const BEHIND = 15 * MINUTE;

let connection = true;
let coverage = null;
let heardAt = 0;

const said = el("span", { role: "status" });
const summary = el("summary", {}, said);
const popover = el("div", { class: "popover" });

/** Shown in the page's head; its parts stay, so that the keyboard stays on them. */
export const indicator = el("details", { id: "live", class: "live", "data-id": "live", hidden: true }, summary, popover);

export async function lookAtCoverage() {
  if (isLive()) coverage = await load("coverage");
  else coverage = (await load("overview")).coverage;
  heardAt = performance.now();
  tellCoverage();
}

export function connected(is) {
  connection = is;
  tellCoverage();
}

const lag = () => (coverage.lagMs === null || coverage.lagMs === undefined ? null : coverage.lagMs + (performance.now() - heardAt));

/** Said again as time goes by. */
export function tellCoverage() {
  if (!coverage) return;
  const behind = lag();
  const late = behind !== null && behind > BEHIND;
  const [color, text] = !isLive() ? ["dim", coverage.newest === null ? "no minutes" : `as of ${instant(coverage.newest)} ${zone(coverage.newest)}`]
    : !connection ? ["bad", "○ no connection: what was last known"]
      : coverage.newest === null ? ["warn", "○ live, nothing has come in yet"]
        : late ? ["bad", `▲ nothing new${coverage.projects.length > 1 && coverage.behind ? ` of ${coverage.behind}` : ""} for ${duration(Math.floor(behind / MINUTE) * MINUTE)}`]
          : coverage.gaps.length ? ["warn", `● live to ${clock(coverage.newest)}, with gaps`] : ["good", `● live to ${clock(coverage.newest)}`];
  indicator.dataset.state = color;
  indicator.hidden = false;
  summary.className = color;
  if (said.textContent !== text) said.textContent = text; // is read out
  refill(popover, () => coverageDetails(behind));
}

function coverageDetails(behind) {
  const heads = [["project", "text"], ["newest minute ends", "text"]];
  const gapHeads = [["nothing was heard from", "text"], ["to", "text"], ["lasted"]];
  return [
    behind === null ? null : el("p", {}, `The newest minute${coverage.projects.length > 1 ? " of the project that is furthest behind" : ""} ended ${duration(Math.max(0, Math.floor(behind / 1000) * 1000))} ago. A minute comes in about five minutes after its end.`),
    coverage.projects.length ? table("Newest minutes", heads, coverage.projects.map((p) => row(heads, [p.project, moment(p.newest)]))) : null,
    coverage.gaps.length ? table("Gaps", gapHeads, coverage.gaps.map((gap) => row(gapHeads, [moment(gap.from), moment(gap.to), duration(gap.to - gap.from)])))
      : el("p", {}, "No gaps: some service was heard of in every minute."),
    el("p", {}, `${plural(coverage.late, "entry came", "entries came")} too late for its minute; ${plural(coverage.rejected, "entry was", "entries were")} not understood.`),
  ];
}
