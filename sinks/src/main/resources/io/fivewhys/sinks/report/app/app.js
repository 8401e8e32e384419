// SPDX-License-Identifier: Apache-2.0
// The page: which part of it the address means, its head, what is new, themes and keys.

import { el, empty, refill } from "./elements.js";
import { capacityPage } from "./capacity.js";
import { comparePage } from "./compare.js";
import { isLive, listen } from "./documents.js";
import { incidentPage } from "./incident.js";
import { connected, indicator, lookAtCoverage, tellCoverage } from "./live.js";
import { overviewPage } from "./overview.js";
import { paintAll, repaint, sweep } from "./plots.js";
import { servicePage } from "./service.js";
import { askedRange, chosenTheme, go, isLocalTime, linkTo, linkWith, lookAgain, storeTheme, view } from "./view.js";

const PAGES = new Map([["overview", overviewPage], ["service", servicePage], ["incident", incidentPage], ["capacity", capacityPage], ["compare", comparePage]]);
const RANGES = [[60, "last hour"], [360, "last 6 hours"], [1_440, "last day"], [10_080, "last 7 days"], [43_200, "last 30 days"]];
const root = document.documentElement;

// ---- head ----

const brand = el("a", { class: "brand", href: "#/overview" }, "fivewhys");
const pageLinks = el("nav", { class: "pages", "aria-label": "Pages" });
const controls = el("div", { class: "controls" });
const main = el("main", { id: "main", tabindex: "-1" });

let drawnFor = null;

/** Anew only for another address or theme: news must not close a list that somebody chooses from. */
function drawHead() {
  const wanted = `${location.hash} ${chosenTheme()}`;
  if (wanted === drawnFor) return;
  drawnFor = wanted;
  brand.href = linkTo(["overview"]);
  const link = (id, title) => el("a", { href: linkTo([id]), "aria-current": view.page === id ? "page" : null, "data-id": `page-${id}` }, title);
  refill(pageLinks, [link("overview", "Overview"), link("capacity", "Capacity"), link("compare", "Compare")]);
  const theme = chosenTheme();
  refill(controls, [
    isLive() && hasRange() ? rangePicker() : null,
    el("button", { type: "button", id: "zone", title: "Show times in UTC or as this computer has them", onclick: () => go(linkWith({ time: isLocalTime() ? null : "local" })) }, isLocalTime() ? "local time" : "UTC"),
    el("button", { type: "button", id: "theme", onclick: nextTheme }, `theme: ${theme}`),
    indicator,
  ]);
}

/** An incident has its own time, and times that are compared too. */
const hasRange = () => view.page !== "incident" && !(view.page === "compare" && (view.params.get("by") || "time") === "time");

function rangePicker() {
  const { params } = view;
  const own = params.has("from") || params.has("to");
  const last = params.get("last");
  const choose = el("select", { id: "range", "aria-label": "Time", onchange: () => {
    if (choose.value === "own") pickOwn();
    else go(linkWith({ last: choose.value === "" ? null : choose.value, from: null, to: null, zoom: null }));
  } },
  el("option", { value: "", selected: !own && !last }, view.page === "capacity" ? "all there is" : "as usual: a day"),
  RANGES.map(([minutes, title]) => el("option", { value: minutes, selected: !own && last === String(minutes) }, title)),
  el("option", { value: "own", selected: own }, "from … to …"));
  return [choose, own ? ownRange() : null];
}

/** Times are typed as they are shown. */
function ownRange() {
  const text = (name) => {
    const ms = askedRange()[name];
    return ms ? new Date(ms - (isLocalTime() ? new Date(ms).getTimezoneOffset() * 60_000 : 0)).toISOString().slice(0, 16) : "";
  };
  const input = (name) => el("input", { type: "datetime-local", id: name, value: text(name), "aria-label": name, onchange: (event) => {
    const ms = Date.parse(isLocalTime() ? event.target.value : `${event.target.value}Z`);
    go(linkWith({ [name]: Number.isFinite(ms) ? ms : null, last: null, zoom: null }));
  } });
  return [input("from"), input("to")];
}

function pickOwn() {
  const to = Date.now();
  go(linkWith({ from: shownRange ? shownRange.from : to - 86_400_000, to: shownRange ? shownRange.to : to, last: null, zoom: null }));
}

// ---- themes ----

const darkWanted = matchMedia("(prefers-color-scheme: dark)");

function applyTheme(force) {
  const theme = force || chosenTheme();
  const wanted = theme === "dark" || (theme === "auto" && darkWanted.matches) ? "dark" : "light";
  if (root.dataset.theme === wanted) return;
  root.dataset.theme = wanted;
  repaint();
}

function nextTheme() {
  const theme = { auto: "light", light: "dark", dark: "auto" }[chosenTheme()];
  storeTheme(theme);
  go(linkWith({ theme: view.params.has("theme") && theme !== "auto" ? theme : null }));
  applyTheme();
  drawHead();
}

// ---- pages ----

let turn = 0;
let shownPath = null;
let shownRange = null;

/** Loads and draws what the address means; what another address asked for meanwhile comes too late. */
async function show() {
  lookAgain();
  applyTheme();
  drawHead();
  const wanted = ++turn;
  const path = [view.page, ...view.parts].join("/");
  const fresh = path !== shownPath;
  if (fresh) main.replaceChildren(el("p", { class: "loading", role: "status" }, "Loading …"));
  main.setAttribute("aria-busy", "true");
  const page = PAGES.get(view.page);
  let nodes;
  let title = "No such page";
  try {
    const doc = page ? await page.load() : null;
    if (wanted !== turn) return;
    nodes = page ? page.draw(doc) : [empty("There is no such page.")];
    if (page) title = page.title(doc);
    shownRange = doc && doc.range ? doc.range : null;
  } catch (failure) {
    if (wanted !== turn) return;
    nodes = [el("section", { class: "card failure", role: "alert" }, el("h2", {}, "This could not be loaded"),
      el("p", {}, String(failure.message || failure)), el("button", { type: "button", id: "again", onclick: show }, "try again"))];
  }
  refill(main, [nodes.some((node) => node && node.querySelector("h1")) ? null : el("h1", { class: "unseen" }, title), ...nodes]);
  sweep();
  main.removeAttribute("aria-busy");
  document.title = `${title} · fivewhys`;
  root.dataset.ready = path;
  if (fresh) {
    const open = main.querySelector("details[open]");
    if (open) open.scrollIntoView({ block: "nearest" });
    else if (shownPath !== null) scrollTo(0, 0);
  }
  shownPath = path;
}

// ---- news ----

let dirty = false;
let fetching = false;

/** Nobody looks, or somebody chooses from a list of the page, which drawing would close. */
const isBusy = () => document.hidden || main.querySelector("select:focus") !== null;

/** News while news is being drawn is one more time, not many. */
async function refresh() {
  dirty = true;
  if (fetching || isBusy()) return;
  fetching = true;
  while (dirty) {
    dirty = false;
    await Promise.all([show(), lookAtCoverage().catch(() => connected(false))]);
  }
  fetching = false;
}

// ---- keys ----

const KEYS = [["/", "find a service"], ["?", "this help"], ["Tab, Enter", "go through links and charts"], ["← →", "on a chart: read values; with shift: move"], ["+ − 0", "on a chart: zoom in, out, all"]];
const help = el("dialog", { id: "help", "aria-label": "Keys" }, el("h2", {}, "Keys"),
  el("dl", { class: "keys" }, KEYS.map(([key, does]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, does)])),
  el("form", { method: "dialog" }, el("button", { id: "help-close" }, "close")));

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
  if (event.key === "?") help.showModal();
  else if (event.key === "/") {
    event.preventDefault();
    const find = document.getElementById("find");
    if (find) find.focus();
    else go(linkTo(["overview"]));
  }
});

// ---- the start ----

document.body.append(
  el("a", { class: "skip", href: "#main", onclick: (event) => {
    event.preventDefault();
    main.focus();
  } }, "Skip to the content"),
  el("header", { class: "top" }, brand, pageLinks, controls),
  main,
  el("footer", {}, "Error rate is 5xx over requests. Percentiles come from merged histograms and lie within 1 % of the exact value; "
    + "connections that stay open, such as WebSockets, are counted, not timed. Shift and wheel zoom a chart; ",
  el("button", { type: "button", id: "keys", onclick: () => help.showModal() }, "keys"), "."),
  help);
addEventListener("hashchange", show);
for (const free of ["visibilitychange", "focusout"]) {
  addEventListener(free, () => setTimeout(() => {
    if (dirty) refresh();
  }));
}
darkWanted.addEventListener("change", () => applyTheme());
addEventListener("beforeprint", () => {
  applyTheme("light");
  paintAll();
});
addEventListener("afterprint", () => applyTheme());
setInterval(tellCoverage, 10_000);
show().then(() => lookAtCoverage().catch(() => connected(false)));
listen(refresh, connected);
