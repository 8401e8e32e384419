// SPDX-License-Identifier: Apache-2.0
// What is looked at stands in the address after its #, so that a link shows what its sender saw:
// #/service/PROJECT/LOCATION/NAME?last=10080&zoom=FROM-TO&time=local

/** Kept from page to page; everything else is one page's own. */
const CARRIED = ["from", "to", "last", "time", "theme"];

/** The page's parts and what is set on it. */
export let view = parseView(location.hash);

/** As it stands where it is no encoding of anything. */
export function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function parseView(hash) {
  const [path, query] = hash.replace(/^#\/?/, "").split("?", 2);
  const parts = path.split("/").map(decoded);
  return { page: parts[0] || "overview", parts: parts.slice(1), params: new URLSearchParams(query || "") };
}

/** Reads the address anew. */
export function lookAgain() {
  view = parseView(location.hash);
}

/** The address of a page, with the time, its zone and the theme that are set now. */
export function linkTo(parts, own = {}) {
  const params = new URLSearchParams();
  for (const name of CARRIED) if (view.params.has(name)) params.set(name, view.params.get(name));
  for (const [name, value] of Object.entries(own)) {
    if (value === null || value === undefined) params.delete(name);
    else params.set(name, value);
  }
  return `#/${parts.map(encodeURIComponent).join("/")}${params.size ? `?${params}` : ""}`;
}

/** The address of this page with some settings changed; null takes one out. */
export function linkWith(changes) {
  return linkTo([view.page, ...view.parts], { ...Object.fromEntries(view.params), ...changes });
}

/** Sets something without drawing the page again. */
export function note(changes) {
  history.replaceState(null, "", linkWith(changes));
  lookAgain();
}

/** Sets something and goes there. */
export function go(address) {
  location.hash = address;
}

const number = (text) => (text !== null && /^\d{1,14}$/.test(text) ? Number(text) : null);

/** The time to ask documents for: {from, to} or {last} minutes, or nothing for the usual. */
export function askedRange() {
  const from = number(view.params.get("from"));
  const to = number(view.params.get("to"));
  const last = number(view.params.get("last"));
  if (from !== null || to !== null) return { from, to };
  return last === null ? {} : { last };
}

/** [from, to] in milliseconds, or null where everything is shown. */
export function zoomed() {
  const [from, to] = (view.params.get("zoom") || "").split("-").map((text) => number(text));
  return from && to && from < to ? [from, to] : null;
}

export const isLocalTime = () => view.params.get("time") === "local";

/** auto, light or dark: of the address, else what was chosen here before. */
export function chosenTheme() {
  const theme = view.params.get("theme") || stored("fivewhys-theme");
  return theme === "light" || theme === "dark" ? theme : "auto";
}

export function storeTheme(theme) {
  stored("fivewhys-theme", theme);
}

function stored(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch {
    return null; // a browser that stores nothing for files
  }
}
