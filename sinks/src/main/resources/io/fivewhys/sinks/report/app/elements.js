// SPDX-License-Identifier: Apache-2.0
// Makes elements. Log text is written by strangers: it reaches the page through text nodes only, never
// as markup, and no address is made of it but the page's own.

/** An element; children may be nodes, text or null. Listeners are attributes that begin with "on". */
export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

/** The same of a drawing. */
export function svg(tag, attributes, ...children) {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return node;
}

/**
 * A table that scrolls sideways where it is too wide.
 *
 * @param heads [title, classes of its cells] of each column
 * @param rows elements, see row()
 */
export function table(caption, heads, rows, more) {
  const head = el("tr", {}, heads.map(([title, kind]) =>
    (title === "" ? el("td", { class: kind }) : el("th", { scope: "col", class: kind }, title))));
  return el("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    el("table", more, el("thead", {}, head), el("tbody", {}, rows)));
}

/** A row whose cells have the classes of their columns. */
export const row = (heads, cells, more) =>
  el("tr", more, cells.map((cell, i) => (cell instanceof HTMLTableCellElement ? cell : el("td", { class: heads[i][1] }, cell))));

export const section = (id, title, note, ...content) =>
  el("section", { class: "card", id, "aria-labelledby": `${id}-title` },
    el("header", {}, el("h2", { id: `${id}-title` }, title), note ? el("small", {}, note) : null), content);

export const tile = (name, value, key) =>
  el("div", {}, el("dt", {}, name), el("dd", key ? { "data-value": key } : {}, value));

export const tiles = (...list) => el("dl", { class: "tiles" }, list);

export const empty = (text) => el("p", { class: "empty" }, text);

/** A shape and a word: nothing is told by colour alone. */
export const badge = ({ color, glyph, word }, more) => el("span", { class: `badge ${color}`, ...more },
  glyph ? el("span", { "aria-hidden": "true" }, `${glyph} `) : null, word);

/** Opens; what was open stays so when the page is drawn again, by its id. */
export const fold = (id, title, ...content) =>
  el("details", { "data-id": id }, el("summary", {}, title), content);

/** The same, its content made when it is opened first. */
export function foldLater(id, title, make) {
  const details = el("details", { "data-id": id, ontoggle: () => {
    if (details.open && details.childElementCount === 1) details.append(...[make()].flat(Infinity));
  } }, el("summary", {}, title));
  return details;
}

/** A command or query with a button that copies it. */
export function copyable(text) {
  const said = el("span", { role: "status", class: "ok" });
  const code = el("code", {}, text);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      said.textContent = "copied";
    } catch {
      getSelection().selectAllChildren(code); // a browser that lets a file copy nothing
      said.textContent = "selected";
    }
  };
  return el("div", { class: "command" }, el("pre", { tabindex: "0" }, code), el("button", { type: "button", onclick: copy }, "copy"), said);
}

const named = (node) => node.id || node.dataset.id || node.getAttribute("href");

/** Finds what stands in the place of an element when all around it is drawn again: by its name, else by that of what it is in. */
function successor(node, parent) {
  const host = named(node) ? node : node.closest("[id], [data-id]");
  const name = named(host);
  const place = host === node ? -1 : [...host.querySelectorAll(node.tagName)].indexOf(node);
  return () => {
    const found = host.contains(parent) ? parent : [...parent.querySelectorAll("[id], [data-id], a[href]")].find((each) => named(each) === name);
    return found && place >= 0 ? found.querySelectorAll(node.tagName)[place] : found;
  };
}

/**
 * Puts the new content in the old one's place; what is open stays open, the keyboard where it is.
 *
 * @param make gives the content: what it takes over from the old one, such as charts, it takes when all is noted
 */
export function refill(parent, make) {
  const open = new Map([...parent.querySelectorAll("details[data-id]")].map((d) => [d.dataset.id, d.open]));
  const focused = parent.contains(document.activeElement) && document.activeElement !== parent ? document.activeElement : null;
  const find = focused && successor(focused, parent);
  const caret = focused && focused.tagName === "INPUT" ? focused.selectionStart : null;
  parent.replaceChildren(...make().flat(Infinity).filter((node) => node));
  for (const details of parent.querySelectorAll("details[data-id]")) {
    if (open.has(details.dataset.id)) details.open = open.get(details.dataset.id);
  }
  if (!focused) return;
  const again = parent.contains(focused) ? focused : find();
  if (again) again.focus({ preventScroll: true });
  if (again && caret !== null && again.setSelectionRange) again.setSelectionRange(caret, caret);
}
