// SPDX-License-Identifier: Apache-2.0
// The page: which part of it the address means, its head, what is new, themes and keys.

import { el, empty, refill } from "./elements.js";
import { capacityPage } from "./capacity.js";
import { comparePage, comparesTimes } from "./compare.js";
import { isLive, listen } from "./documents.js";
import { duration } from "./format.js";
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
  refill(pageLinks, () => [link("overview", "Overview"), link("capacity", "Capacity"), link("compare", "Compare")]);
  const theme = chosenTheme();
  refill(controls, () => [
    isLive() && hasRange() ? rangePicker() : null,
    el("button", { type: "button", id: "zone", title: "Show times in UTC or as this computer has them", onclick: () => go(linkWith({ time: isLocalTime() ? null : "local" })) }, isLocalTime() ? "local time" : "UTC"),
    el("button", { type: "button", id: "theme", onclick: nextTheme }, `theme: ${theme}`),
    isLive() ? el("button", { type: "button", id: "share", title: "Copies the address of this page with the time that it shows now", onclick: share }, "copy link") : null,
    indicator,
  ]);
}

/** An incident has its own time, and times that are compared too. */
const hasRange = () => view.page !== "incident" && !(view.page === "compare" && comparesTimes());

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
  !own && last && !RANGES.some(([minutes]) => last === String(minutes)) ? el("option", { value: last, selected: true }, `last ${duration(last * 60_000)}`) : null,
  el("option", { value: "own", selected: own }, "from … to …"));
  return [choose, own ? ownRange() : null];
}

/** Times are typed as they are shown, and taken when both are. */
function ownRange() {
  const text = (ms) => (ms ? new Date(ms - (isLocalTime() ? new Date(ms).getTimezoneOffset() * 60_000 : 0)).toISOString().slice(0, 16) : "");
  const input = (name) => el("input", { type: "datetime-local", id: name, required: true, value: text(askedRange()[name]), "aria-label": name, oninput: () => to.setCustomValidity("") });
  const ms = (field) => Date.parse(isLocalTime() ? field.value : `${field.value}Z`);
  const [from, to] = [input("from"), input("to")];
  return el("form", { class: "own", onsubmit: (event) => {
    event.preventDefault();
    if (ms(from) < ms(to)) go(linkWith({ from: ms(from), to: ms(to), last: null, zoom: null }));
    else {
      to.setCustomValidity("must lie after the begin");
      to.reportValidity();
    }
  } }, from, " – ", to, el("button", { id: "own-range" }, "show"));
}

/** A link to what is seen now, whenever it is opened. */
async function share(event) {
  const pinned = shownRange && hasRange() ? { from: shownRange.from, to: shownRange.to, last: null } : {};
  const address = `${location.origin}${location.pathname}${linkWith(pinned)}`;
  try {
    await navigator.clipboard.writeText(address);
    event.target.textContent = "copied";
  } catch {
    go(linkWith(pinned)); // it stands in the address then
  }
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
  let make = () => [empty("There is no such page.")];
  let title = "No such page";
  try {
    const { from, to } = askedRange();
    if (from && to && from >= to) throw new Error("The time begins after its end: choose another.");
    const doc = page ? await page.load() : null;
    if (wanted !== turn) return;
    if (page) {
      make = () => page.draw(doc);
      title = page.title(doc);
    }
    shownRange = doc && doc.range ? doc.range : null;
  } catch (failure) {
    if (wanted !== turn) return;
    title = "Not loaded";
    make = () => [el("section", { class: "card failure", role: "alert" }, el("h2", {}, "This could not be loaded"),
      el("p", {}, String(failure.message || failure)), el("button", { type: "button", id: "again", onclick: show }, "try again"))];
  }
  refill(main, () => {
    const nodes = make();
    return [nodes.some((node) => node && node.querySelector("h1")) ? null : el("h1", { class: "unseen" }, title), ...nodes];
  });
  sweep();
  main.removeAttribute("aria-busy");
  document.title = `${title} · fivewhys`;
  root.dataset.ready = path;
  if (fresh) arrive(shownPath !== null);
  shownPath = path;
}

/** At what the address means, else where one was before going on from there, else at the top. */
function arrive(moved) {
  const meant = main.querySelector("details.deploy[open], .step details[open], details.resource[open][data-linked]");
  for (let fold = meant?.parentElement.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (moved) main.focus({ preventScroll: true });
  if (meant && !places.has(location.hash)) meant.scrollIntoView({ block: "nearest" });
  else if (moved) scrollTo({ top: places.get(location.hash) || 0, behavior: "instant" });
}

/** How far down one was, by address; a link followed anew begins at the top. */
const places = new Map();
history.scrollRestoration = "manual";
addEventListener("scroll", () => {
  if (!main.hasAttribute("aria-busy")) places.set(location.hash, scrollY);
}, { passive: true });
addEventListener("click", (event) => {
  const link = event.target.closest ? event.target.closest("a[href]") : null;
  if (link) places.delete(link.getAttribute("href"));
});

// ---- news ----

let dirty = false;
let fetching = false;

/** Nobody looks, or somebody chooses from a list of the page or marks a text: drawing would end that. */
const isBusy = () => document.hidden || main.querySelector("select:focus") !== null || (!getSelection().isCollapsed && main.contains(getSelection().anchorNode));

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
for (const free of ["visibilitychange", "focusout", "selectionchange"]) {
  document.addEventListener(free, () => setTimeout(() => {
    if (dirty) refresh();
  }));
}
darkWanted.addEventListener("change", () => applyTheme());
addEventListener("beforeprint", () => {
  root.dataset.paper = "true"; // as wide as paper, before charts are drawn
  applyTheme("light");
  paintAll();
});
addEventListener("afterprint", () => {
  delete root.dataset.paper;
  applyTheme();
  paintAll();
});
setInterval(tellCoverage, 10_000);
show().then(() => lookAtCoverage().catch(() => connected(false)));
listen(refresh, connected);
