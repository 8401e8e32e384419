// SPDX-License-Identifier: Apache-2.0
// Where documents come from: the server that the page came from, or the page itself where it is one
// file. Whoever asks does not know which.

const embedded = document.getElementById("documents");
const held = embedded ? JSON.parse(embedded.textContent) : null;

/** The path of a document, its parts encoded. */
export const pathOf = (...parts) => parts.map(encodeURIComponent).join("/");

/** Whether there may be newer ones later. */
export const isLive = () => held === null;

/**
 * The document of that path, or null where there is none.
 *
 * @param range {from, to} in milliseconds, either may be missing; a page of one file has but one
 */
export async function load(path, range = {}) {
  if (held) return Object.hasOwn(held, path) ? held[path] : null;
  const query = new URLSearchParams(Object.entries(range).filter(([, at]) => at !== undefined && at !== null));
  const response = await fetch(`/api/${path}${query.size ? `?${query}` : ""}`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${path}: the server answered ${response.status}: ${await response.text()}`);
  return response.json();
}

/** Calls back when the warehouse holds something new, and when the connection is there again. */
export function listen(changed) {
  if (held) return;
  const events = new EventSource("/events");
  events.addEventListener("open", () => changed(null));
  events.addEventListener("changed", (event) => changed(JSON.parse(event.data).newest));
}
