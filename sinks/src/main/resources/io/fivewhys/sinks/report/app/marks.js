// SPDX-License-Identifier: Apache-2.0
// The words, shapes and colours by which states, verdicts and severities are told apart: never by
// colour alone.

import { badge, el } from "./elements.js";
import { whole, words } from "./format.js";
import { linkTo } from "./view.js";

export const STATES = new Map([
  ["failing", { glyph: "◆", color: "bad", word: "failing", past: "failed" }],
  ["degraded", { glyph: "▲", color: "warn", word: "degraded", past: "was degraded" }],
  ["healthy", { glyph: "●", color: "good", word: "healthy" }],
  ["quiet", { glyph: "○", color: "dim", word: "quiet" }],
]);

const VERDICTS = new Map([
  ["REGRESSION", { glyph: "◆", color: "bad", word: "regression" }],
  ["SHARED_CAUSE", { glyph: "▲", color: "warn", word: "shared cause" }],
  ["NO_EFFECT", { glyph: "●", color: "good", word: "no effect" }],
  ["INSUFFICIENT_DATA", { glyph: "○", color: "dim", word: "too little data" }],
]);

export const NEVER_READY = { glyph: "✕", color: "bad", word: "never ready" };

const SEVERITIES = new Map([["P0", "bad"], ["P1", "bad"], ["P2", "warn"], ["P3", "dim"]]);

/** @param recovered whether that is how it was, and it is no longer so */
export const stateMark = (state, recovered = false) => {
  const { glyph, color, word, past } = STATES.get(state) || STATES.get("quiet");
  const over = recovered && past;
  return el("span", { class: `state ${over ? "dim" : color}`, "data-state": state }, el("span", { "aria-hidden": "true" }, `${glyph} `), over ? `${past}, fine now` : word);
};

export const verdictOf = (deploy) => VERDICTS.get(deploy.verdict) || VERDICTS.get("INSUFFICIENT_DATA");

/** On a chart, where there is room for one shape. */
const markOf = (deploy) => (deploy.neverReady && deploy.verdict !== "REGRESSION" ? NEVER_READY : verdictOf(deploy));

export const severityBadge = (severity) => badge({ color: SEVERITIES.get(severity) || "dim", word: severity }, { "data-severity": severity });

/** When it was made, where that is another moment than when it took traffic, and when that was. */
export function marksOfDeploy(d) {
  const name = shortRevision(d.to, d.service);
  const taken = { at: d.at, ...markOf(d), title: `${name} ${markOf(d).word}`,
    text: `${d.to} ${d.from === null ? "is deployed" : `takes over from ${d.from}`}: ${words(d.verdict)}${d.neverReady ? ", never ready" : ""}` };
  return d.created !== null && d.at - d.created > 60_000
    ? [{ at: d.created, glyph: "▹", color: "mark", dash: "dotted", title: `${name} made`, text: `${d.to} is made` }, taken] : [taken];
}

export const isOver = (incident) => incident.status === "RESOLVED";

export const statusMark = (incident) => el("span", { class: isOver(incident) ? "ok" : "trouble", "data-status": incident.status },
  isOver(incident) ? "● resolved" : "◆ open");

/** @param address gives where it leads, or null */
export function component(c, address = () => null) {
  const href = address(c);
  return el("span", { class: "component" }, el("small", {}, `${words(c.kind)} `), href ? el("a", { href }, el("b", {}, c.name)) : el("b", {}, c.name));
}

export const basisOf = (why) => (why.count ? `${words(why.basis)} · ${whole(why.count)}×` : words(why.basis));

export const revisionName = (name) => name || "(no revision named)";

/** Without the service's name before it. */
export const shortRevision = (name, service) => (name.startsWith(`${service}-`) ? name.slice(service.length + 1) : name);

export const keyOf = (service) => [service.project, service.location, service.name ?? service.service];

export const serviceLink = (service, own) => el("a", { href: linkTo(["service", ...keyOf(service)], own) }, service.name ?? service.service);

export const incidentLink = (incident) => el("a", { href: linkTo(["incident", incident.id]) }, incident.title);
