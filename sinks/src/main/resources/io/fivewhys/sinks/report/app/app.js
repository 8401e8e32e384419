// SPDX-License-Identifier: Apache-2.0
// The page. Log text is written by strangers: it reaches the page through textContent only.

import { listen, load } from "./documents.js";

async function draw() {
  const overview = await load("overview");
  const rows = overview.services.map((service) => {
    const row = document.createElement("tr");
    for (const text of [service.name, service.state, service.total.requests]) {
      row.append(Object.assign(document.createElement("td"), { textContent: text }));
    }
    return row;
  });
  const table = document.createElement("table");
  table.append(...rows);
  document.body.replaceChildren(table);
  document.documentElement.dataset.ready = "true";
}

draw().catch((failure) => document.body.append(String(failure)));
listen(() => draw());
