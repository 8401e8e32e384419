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
 * @param range {from, to} in milliseconds or {last} in minutes, any may be missing; a page of one file has but one
 */
export async function load(path, range = {}) {
  if (held) return Object.hasOwn(held, path) ? held[path] : null;
  const query = new URLSearchParams(Object.entries(range).filter(([, at]) => at !== undefined && at !== null));
  const response = await fetch(`/api/${path}${query.size ? `?${query}` : ""}`);
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`the server answered ${response.status}: ${(await response.text()).trim()}`);
  return response.json();
}

/**
 * Calls back when the warehouse holds something new, and whenever the connection comes or goes.
 *
 * @param connected called with true or false
 */
export function listen(changed, connected) {
  if (held) return;
  let events = null;
  let missed = false;
  const open = () => {
    events = new EventSource("/events");
    events.addEventListener("open", () => {
      connected(true);
      if (missed) changed();
      missed = false;
    });
    events.addEventListener("error", () => {
      missed = true;
      connected(false);
    });
    events.addEventListener("changed", () => changed());
  };
  // A browser has few connections to one server: a page that nobody sees gives its own back.
  const follow = () => {
    if (document.hidden && events) {
      events.close();
      events = null;
      missed = true;
    } else if (!document.hidden && !events) open();
  };
  document.addEventListener("visibilitychange", follow);
  follow();
}
