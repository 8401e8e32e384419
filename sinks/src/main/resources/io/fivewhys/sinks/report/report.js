// SPDX-License-Identifier: Apache-2.0
// Draws the report from the JSON beside it. Log text is written by strangers: it reaches the page
// through textContent only.
"use strict";
(() => {
  const MINUTE = 60_000;
  const LIVE = Number(document.documentElement.dataset.live || 0);
  const NOTHING = LIVE ? "No requests yet." : "No requests in this export.";
  const SHOWN_REVISIONS = 6;
  const MARKS_NAMED = 10;
  const GAMMA = 1.01 / 0.99; // a latency bucket's upper bound over its lower one
  const DASHES = ["solid", "dashed", "dotted"];

  let data = JSON.parse(document.getElementById("data").textContent);
  let sort = { by: "state", down: true };
  let filter = "";
  let zoom = null; // [from, to] in milliseconds, shared by all charts; null shows everything
  const sections = new Map();

  // ---- elements ----

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
      else if (value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null));
    return node;
  }

  function svg(tag, attributes) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  }

  function table(heads, rows, caption) {
    const head = el("tr", {}, ...heads.map(([title, kind]) => el("th", { scope: "col", class: kind }, title)));
    return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      el("table", {}, el("thead", {}, head), el("tbody", {}, ...rows)));
  }

  // ---- words and numbers ----

  const whole = (n) => n.toLocaleString("en-US");
  const plural = (n, word) => `${whole(n)} ${word}${n === 1 ? "" : "s"}`;
  const revisionName = (name) => name || "(no revision named)";

  function percent(rate) {
    if (rate === null || rate === undefined) return "–";
    const value = rate * 100;
    if (value === 0 || value === 100) return `${value} %`;
    if (value < 0.01) return "< 0.01 %";
    return `${value.toFixed(value < 10 ? 2 : 1)} %`;
  }

  function duration(ms) {
    if (ms === null || ms === undefined) return "–";
    if (ms < 1000) return `${Number(ms.toPrecision(3))} ms`;
    if (ms < 60_000) return `${Number((ms / 1000).toPrecision(3))} s`;
    const seconds = Math.round(ms / 1000);
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  }

  const iso = (ms) => new Date(ms).toISOString();
  const clock = (ms) => iso(ms).slice(11, 16);
  const instant = (ms) => `${iso(ms).slice(0, 10)} ${clock(ms)}`;

  /** A table cell's time; on a narrow screen its day is left out. */
  const moment = (minute) => [el("span", { class: "wide" }, `${iso(minute * MINUTE).slice(0, 10)} `), clock(minute * MINUTE)];

  function width(minutes) {
    if (minutes % 1440 === 0) return plural(minutes / 1440, "day");
    return minutes % 60 === 0 ? plural(minutes / 60, "hour") : plural(minutes, "minute");
  }

  function span(from, to) {
    const sameDay = iso(from).slice(0, 10) === iso(to - 1).slice(0, 10);
    return `${instant(from)} – ${sameDay ? clock(to) : instant(to)} UTC`;
  }

  /** The next of 1, 2, 4, 5 or 10 times a power of ten: an axis that ends there has even labels. */
  function niceUp(value) {
    if (!(value > 0)) return 1;
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 4, 5, 10].find((step) => step * power >= value) * power;
  }

  // ---- series ----

  /** Rows {slot, requests, …} of a series that is written in columns. */
  function rows(series) {
    const slots = [];
    for (let i = 0; i < series.runs.length; i += 2) {
      for (let k = 0; k < series.runs[i + 1]; k++) slots.push(series.runs[i] + k);
    }
    const at = (name, i) => (series[name] ? series[name][i] : 0);
    const latency = (name, i) => (series[name] ? series[name][i] : null);
    return slots.map((slot, i) => ({
      slot,
      requests: at("requests", i), errors5xx: at("errors5xx", i), errors4xx: at("errors4xx", i),
      errorsAuth: at("errorsAuth", i), errors429: at("errors429", i),
      instances: at("instances", i), starts: at("starts", i), exits: at("exits", i),
      p50: latency("p50", i), p95: latency("p95", i), p99: latency("p99", i),
    }));
  }

  const errorRate = (row) => (row.requests ? row.errors5xx / row.requests : null);
  const slotStart = (slot) => slot * data.step * MINUTE;
  const slotMiddle = (slot) => (slot + 0.5) * data.step * MINUTE;

  /** Points of a line; a slot without data, or without this value, breaks it. */
  function line(points, value) {
    const out = [];
    let last = null;
    for (const row of points) {
      if (last !== null && row.slot !== last + 1) out.push([slotMiddle(last + 1), null]);
      out.push([slotMiddle(row.slot), value(row)]);
      last = row.slot;
    }
    return out;
  }

  /** Points of a silhouette that stands over each slot from its begin to its end. */
  function steps(points, value) {
    const out = [];
    points.forEach((row, i) => {
      out.push([slotStart(row.slot), value(row)]);
      const next = points[i + 1];
      if (!next || next.slot !== row.slot + 1) {
        out.push([slotStart(row.slot + 1), value(row)], [slotStart(row.slot + 1), null]);
      }
    });
    return out;
  }

  /** A value with a gap on both sides has no line: it needs a dot. */
  const dot = (points) => (_, { dataIndex: i }) =>
    points[i][1] !== null && !(points[i - 1] && points[i - 1][1] !== null)
      && !(points[i + 1] && points[i + 1][1] !== null) ? 5 : 0;

  function extent() {
    let from = Infinity;
    let to = -Infinity;
    for (const { series: { runs } } of data.services) {
      if (!runs.length) continue;
      from = Math.min(from, slotStart(runs[0]));
      to = Math.max(to, slotStart(runs[runs.length - 2] + runs[runs.length - 1]));
    }
    return from < to ? [from, to] : null;
  }

  // ---- header ----

  function top() {
    const range = extent();
    return el("header", { class: "top" },
      el("h1", {}, "fivewhys report"),
      el("div", { class: "range" },
        range ? `${span(...range)} · one point is ${width(data.step)}` : "nothing in this report yet"),
      LIVE ? el("span", { class: "live", role: "status", id: "live" }, "● live") : null,
      el("button", { type: "button", id: "theme", onclick: nextTheme }, themeLabel()));
  }

  function tile(name, value, id) {
    return el("div", {}, el("dt", {}, name), el("dd", id ? { "data-total": id } : {}, value));
  }

  function accounting(summary) {
    const operator = (sign) => el("div", { class: "operator", "aria-hidden": "true" }, sign);
    const ignored = Object.entries(summary.ignoredByReason);
    return [
      el("dl", { class: "tiles" },
        tile("entries read", whole(summary.read), "read"), operator("="),
        tile("accepted", whole(summary.accepted), "accepted"), operator("+"),
        tile("duplicates", whole(summary.duplicates), "duplicates"), operator("+"),
        tile("ignored", whole(summary.ignored), "ignored"), operator("+"),
        tile("rejected", whole(summary.rejected), "rejected"),
        el("div", { class: `verdict ${summary.balances ? "ok" : "trouble"}` },
          summary.balances ? "✓ every entry accounted for" : "✗ the counts do not add up")),
      ignored.length ? el("details", {}, el("summary", {}, "Why entries were ignored"),
        table([["reason", "text"], ["entries"]],
          ignored.map(([reason, n]) => el("tr", {}, el("td", { class: "text" }, reason), el("td", {}, whole(n)))),
          "Ignored entries by reason")) : null,
    ];
  }

  function rejections() {
    if (!data.rejections.length) return null;
    return el("details", {}, el("summary", {}, "What could not be understood"),
      table([["reason", "text"], ["entries"], ["first of them", "text"], ["what was wrong", "text"]],
        data.rejections.map((r) => el("tr", {}, el("td", { class: "text" }, r.reason), el("td", {}, whole(r.count)),
          el("td", { class: "wrap" }, r.source), el("td", { class: "wrap" }, r.detail))),
        "Rejected entries by reason"));
  }

  function overall() {
    const sum = (name) => data.services.reduce((n, s) => n + s.total[name], 0);
    const requests = sum("requests");
    const revisions = data.services.reduce((n, s) => n + s.revisions.filter((r) => r.name).length, 0);
    return el("section", { class: "card", "aria-label": "What was read" },
      ...(data.summary ? [...accounting(data.summary), el("hr")] : []),
      el("dl", { class: "tiles" },
        tile("services", whole(data.services.length), "services"),
        tile("revisions", whole(revisions), "revisions"),
        tile("requests", whole(requests), "requests"),
        tile("5xx", whole(sum("errors5xx")), "errors5xx"),
        tile("error rate", requests ? percent(sum("errors5xx") / requests) : "–", "errorRate"),
        tile("instances started", whole(sum("starts")), "starts"),
        tile("container exits", whole(sum("exits")), "exits"),
        sum("late") ? tile("late entries", whole(sum("late")), "late") : null),
      rejections());
  }

  // ---- overview ----

  const STATES = ["quiet", "healthy", "degraded", "failing"];
  const COLUMNS = [
    ["state", "State", "text", (s) => STATES.indexOf(s.state) * 2 + (s.worst ? s.worst.errorRate : 0)],
    ["name", "Service", "text", (s) => s.name],
    ["requests", "Requests", "", (s) => s.total.requests],
    ["errorRate", "Error rate", "", (s) => s.total.errorRate ?? -1],
    ["worst", "Worst", "wide", (s) => (s.worst ? s.worst.errorRate : -1)],
    ["p50", "p50", "wide", (s) => s.total.p50 ?? -1],
    ["p95", "p95", "", (s) => s.total.p95 ?? -1],
    ["p99", "p99", "wide", (s) => s.total.p99 ?? -1],
    ["revisions", "Revisions", "wide", (s) => s.revisions.length],
  ];
  const anchor = (s) => `s-${encodeURIComponent(s.project)}-${s.location}-${encodeURIComponent(s.name)}`;

  function overview() {
    const key = COLUMNS.find(([id]) => id === sort.by)[3];
    const sign = sort.down ? -1 : 1;
    const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    const shown = data.services
      .filter((s) => `${s.project} ${s.location} ${s.name}`.toLowerCase().includes(filter))
      .sort((a, b) => sign * order(key(a), key(b)) || order(a.name, b.name));
    const heads = COLUMNS.map(([id, title, kind]) =>
      el("th", { scope: "col", class: kind, "aria-sort": sort.by === id ? (sort.down ? "descending" : "ascending") : null },
        el("button", { type: "button", id: `sort-${id}`, onclick: () => resort(id) }, title)));
    const range = extent();
    return el("section", { class: "card", id: "overview", "aria-label": "Services" },
      data.services.length > 8 ? el("div", { class: "filter" },
        el("label", { for: "filter" }, "Find a service"),
        el("input", { id: "filter", type: "search", value: filter, oninput: (e) => refilter(e.target.value) }),
        el("small", {}, `${shown.length} of ${data.services.length}`)) : null,
      shown.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Overview of services" },
        el("table", {},
          el("thead", {}, el("tr", {}, ...heads, el("th", { scope: "col", class: "text wide" }, "Requests and error rate"))),
          el("tbody", {}, ...shown.map((s) => overviewRow(s, range)))))
        : el("p", { class: "empty" }, data.services.length ? "No service of that name." : NOTHING));
  }

  function overviewRow(s, range) {
    const t = s.total;
    const location = el("small", { class: "wide" }, ` ${s.location}`);
    return el("tr", { "data-service": s.name },
      el("td", { class: "text" }, el("span", { class: `state ${s.state}` }, s.state)),
      el("td", { class: "name" }, el("a", { href: `#${anchor(s)}` }, s.name), location),
      el("td", { "data-value": "requests" }, whole(t.requests)),
      el("td", { "data-value": "errorRate", class: t.errors5xx ? "" : "zero" }, percent(t.errorRate)),
      el("td", { class: "wide" }, s.worst ? `${percent(s.worst.errorRate)} at ${clock(slotStart(s.worst.slot))}` : "–"),
      el("td", { class: "wide", "data-value": "p50" }, duration(t.p50)),
      el("td", { "data-value": "p95" }, duration(t.p95)),
      el("td", { class: "wide", "data-value": "p99" }, duration(t.p99)),
      el("td", { class: "wide" }, whole(s.revisions.filter((r) => r.name).length)),
      el("td", { class: "wide" }, spark(s, range)));
  }

  /** Volume behind, error rate in front; each slot has the same width in every row. */
  function spark(s, [from, to]) {
    const points = rows(s.series);
    const x = (ms) => (((ms - from) / (to - from)) * 200).toFixed(2);
    const most = Math.max(1, ...points.map((r) => r.requests));
    const worst = Math.max(0.02, ...points.map((r) => errorRate(r) || 0));
    const picture = svg("svg", { class: "spark", viewBox: "0 0 200 40", preserveAspectRatio: "none", "aria-hidden": "true" });
    let volume = "";
    let errors = "";
    let last = null;
    for (const row of points) {
      const left = x(slotStart(row.slot));
      const right = x(slotStart(row.slot + 1));
      volume += `M${left} 40V${(40 - (row.requests / most) * 38).toFixed(1)}H${right}V40Z`;
      const rate = errorRate(row);
      if (rate !== null) {
        errors += `${last === row.slot - 1 ? "L" : "M"}${x(slotMiddle(row.slot))} ${(39 - (rate / worst) * 36).toFixed(1)}`;
        last = row.slot;
      }
    }
    picture.append(svg("path", { class: "volume", d: volume || "M0 0" }), svg("path", { class: "error", d: errors || "M0 0" }));
    return picture;
  }

  function resort(id) {
    sort = { by: id, down: sort.by === id ? !sort.down : id !== "name" };
    replace("overview", overview());
  }

  function refilter(text) {
    filter = text.trim().toLowerCase();
    replace("overview", overview());
    filterDeploys();
    for (const { root, service } of sections.values()) {
      root.hidden = !`${service.project} ${service.location} ${service.name}`.toLowerCase().includes(filter);
    }
  }

  /** Puts the new element in the old one's place and leaves the keyboard where it was. */
  function replace(id, node) {
    const old = document.getElementById(id);
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const caret = focused && focused.id === "filter" ? focused.selectionStart : null;
    const href = focused && focused.getAttribute("href");
    old.replaceWith(node);
    const again = focused && (focused.id ? document.getElementById(focused.id)
      : href ? [...node.querySelectorAll("a")].find((a) => a.getAttribute("href") === href) : null);
    if (again) again.focus({ preventScroll: true });
    if (again && caret !== null) again.setSelectionRange(caret, caret);
  }

  // ---- incidents ----

  const SHOWN_INCIDENTS = 5;
  const SEVERITIES = new Map([["P0", "bad"], ["P1", "bad"], ["P2", "warn"], ["P3", "dim"]]);
  const words = (symbol) => symbol.toLowerCase().replaceAll("_", " ");
  const basisOf = (w) => (w.count ? `${words(w.basis)} · ${whole(w.count)}×` : words(w.basis));
  const named = (c) => el("span", { class: "component" }, el("small", {}, `${words(c.kind)} `), el("b", {}, c.name));
  const incidentId = (i) => `i-${encodeURIComponent(i.id)}`;
  const over = (i) => i.status === "RESOLVED";

  function incidentCard(i) {
    const s = i.symptom;
    const observed = [
      s.observed === null ? null : String(s.observed),
      s.objective === null ? null : `objective ${s.objective}`,
      s.burnRate === null ? null : `burning ${s.burnRate} times too fast`,
    ].filter((part) => part).join(", ");
    const times = [["began", i.began], ["opened", i.opened], over(i) ? ["resolved", i.resolved] : ["last looked at", i.observed]]
      .filter(([, ms]) => ms !== null);
    const items = (title, list) => (list.length ? el("div", {}, el("h3", {}, title), el("ul", { class: "findings" }, ...list)) : null);
    return el("article", { class: `incident ${over(i) ? "over" : "open"}`, id: incidentId(i), "data-incident": i.id },
      el("header", {},
        el("span", { class: `badge ${SEVERITIES.get(i.severity) || "dim"}`, "data-severity": i.severity }, i.severity),
        el("h3", {}, i.title),
        el("span", { class: over(i) ? "ok" : "trouble" }, over(i) ? "● resolved" : "◆ open")),
      el("dl", { class: "tiles facts" },
        ...times.map(([name, ms]) => tile(name, when(ms))),
        over(i) ? tile("lasted", duration(Math.max(0, i.resolved - i.opened))) : null,
        tile("failed requests", `${whole(i.failed)} of ${whole(i.requests)}${i.share === null ? "" : ` (${percent(i.share)})`}`),
        tile("minutes affected", whole(i.minutes)),
        tile("project", i.project)),
      el("ol", { class: "chain", "aria-label": "From the symptom to the cause" },
        el("li", { class: "step symptom" },
          el("div", { class: "of" }, el("span", { class: "badge bad" }, words(s.signal)), named(s.component)),
          el("p", {}, [observed, s.slo].filter((part) => part).join(" · "))),
        ...i.whys.map(whyStep),
        el("li", { class: "step cause" },
          el("div", { class: "of" }, el("span", { class: "badge warn" }, `cause: ${words(i.cause.kind)}`), named(i.cause.component)),
          el("p", {}, [i.cause.revision ? `revision ${i.cause.revision}` : null, words(i.cause.basis), `confidence ${percent(i.cause.confidence)}`]
            .filter((part) => part).join(" · ")))),
      items("What it was not", i.exonerated.map((x) => el("li", {}, el("b", {}, `not ${words(x.kind)} `), named(x.component), `: ${x.reason}`))),
      items("Affected", i.affected.map((c) => el("li", {}, named(c)))),
      el("div", {}, el("h3", {}, `Do: ${words(i.decision)}`), ...i.actions.map(actionStep)),
      el("p", { class: "links" }, el("a", { href: `#${incidentId(i)}` }, "link to this incident"),
        // What is offered to a shell is a plain word.
        /^\w[\w.-]*$/.test(i.id) ? el("code", {}, `./fivewhys postmortem ${i.id}`) : null));
  }

  function whyStep(w, n) {
    const proofs = w.evidence.map((e) => el("li", {},
      el("small", {}, `${iso(e.at).replace(".000Z", "Z")} · ${e.log} · ${e.entry}`), el("pre", {}, e.excerpt)));
    return el("li", { class: "step", "data-why": String(n + 1) },
      el("div", { class: "of" }, el("span", { class: "question" }, w.question), named(w.component)),
      el("p", {}, w.answer, " ", el("small", { class: "basis" }, `[${basisOf(w)}]`)),
      proofs.length || w.query ? el("details", { "data-id": `why-${n}` },
        el("summary", {}, proofs.length ? `evidence, ${plural(proofs.length, "entry").replace("entrys", "entries")}` : "query"),
        el("ul", { class: "proofs" }, ...proofs), w.query ? el("pre", {}, w.query) : null) : null);
  }

  function actionStep(a) {
    if (!a.command) return el("p", {}, a.text);
    const said = el("span", { role: "status", class: "ok" });
    const command = el("code", {}, a.command);
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(a.command);
        said.textContent = " copied";
      } catch (e) {
        getSelection().selectAllChildren(command); // a browser that lets files copy nothing
        said.textContent = " selected";
      }
    };
    return el("div", { class: "action" }, el("p", {}, a.text),
      el("div", { class: "command" }, el("pre", {}, command), el("button", { type: "button", onclick: copy }, "copy"), said));
  }

  const incidentsCard = el("section", { class: "card", id: "incidents", "aria-label": "Incidents" });
  const incidentCards = new Map();

  /** A card is drawn anew only when its incident has changed: what is open in the others stays open. */
  function renderIncidents() {
    const rank = (i) => (over(i) ? "1" : "0");
    const order = (a, b) => rank(a).localeCompare(rank(b)) || (over(a) ? 0 : a.severity.localeCompare(b.severity));
    const sorted = [...data.incidents].sort(order);
    incidentsCard.hidden = !sorted.length;
    for (const i of sorted) {
      const text = JSON.stringify(i);
      const known = incidentCards.get(i.id);
      if (known && known.text === text) continue;
      const node = incidentCard(i);
      if (known) {
        const open = new Set([...known.node.querySelectorAll("details[open]")].map((d) => d.dataset.id));
        node.querySelectorAll("details").forEach((d) => { d.open = open.has(d.dataset.id); });
        known.node.replaceWith(node);
      }
      incidentCards.set(i.id, { text, node });
    }
    const cards = sorted.map((i) => incidentCards.get(i.id).node);
    const unfinished = sorted.filter((i) => !over(i)).length;
    incidentsTitle.textContent = `${unfinished ? `◆ ${whole(unfinished)} open` : "● none open"} · ${whole(data.totalIncidents)} in all`;
    inOrder(latestIncidents, cards.slice(0, SHOWN_INCIDENTS));
    inOrder(earlierIncidents, cards.slice(SHOWN_INCIDENTS));
    earlierPart.hidden = cards.length <= SHOWN_INCIDENTS;
    earlierTitle.textContent = `${plural(cards.length - SHOWN_INCIDENTS, "more incident")}`;
    const rest = data.totalIncidents - data.incidents.length;
    incidentsNote.hidden = rest <= 0;
    incidentsNote.textContent = `and ${plural(rest, "older one")}: ./fivewhys query 'SELECT * FROM incidents'`;
  }

  const incidentsTitle = el("small", {});
  const latestIncidents = el("div", {});
  const earlierIncidents = el("div", {});
  const earlierTitle = el("summary", {});
  const earlierPart = el("details", {}, earlierTitle, earlierIncidents);
  const incidentsNote = el("p", { class: "dim" });
  incidentsCard.append(el("header", {}, el("h2", {}, "Incidents"), incidentsTitle), latestIncidents, earlierPart, incidentsNote);

  // ---- deploys ----

  const SHOWN_DEPLOYS = 12;
  // By shape and word, not by colour alone.
  const VERDICTS = new Map([
    ["REGRESSION", { glyph: "◆", color: "bad", word: "regression" }],
    ["SHARED_CAUSE", { glyph: "▲", color: "warn", word: "shared cause" }],
    ["NO_EFFECT", { glyph: "●", color: "good", word: "no effect" }],
    ["INSUFFICIENT_DATA", { glyph: "○", color: "dim", word: "too little data" }],
  ]);
  const NEVER_READY = { glyph: "✕", color: "bad", word: "never ready" };
  const CONTROLS = new Map([
    ["SAME_MINUTES", "the old revision in the same minutes"],
    ["MINUTES_BEFORE", "the old revision in the minutes before"],
    ["NONE", "nothing"],
  ]);
  const INDICATORS = new Map([
    ["errors_5xx", "5xx"], ["errors_auth", "401, 403"], ["errors_429", "429"],
    ["latency_p50", "slower than the old p50"], ["latency_p95", "slower than the old p95"], ["latency_p99", "slower than the old p99"],
  ]);

  const kindOf = (d) => VERDICTS.get(d.verdict) || VERDICTS.get("INSUFFICIENT_DATA");
  const markOf = (d) => (d.neverReady && d.verdict !== "REGRESSION" ? NEVER_READY : kindOf(d));
  const deployId = (d) => `d-${[d.project, d.location, d.service, d.to].map(encodeURIComponent).join("-")}`;
  const sameService = (d, s) => d.service === s.name && d.location === s.location && d.project === s.project;
  const shortRevision = (name, service) => (name.startsWith(`${service}-`) ? name.slice(service.length + 1) : name);
  const when = (ms) => (ms === null ? null : `${instant(ms)} UTC`);

  /** A difference of shares, in percentage points. */
  function points(share) {
    const value = Math.abs(share * 100);
    const digits = value >= 10 ? 0 : value >= 1 ? 1 : 2;
    return `${share < 0 ? "−" : "+"}${value.toFixed(digits)}`;
  }

  function effect(d) {
    if (d.effect === null) return null;
    const interval = d.effectLow === null || d.effectHigh === null ? "" : ` (${points(d.effectLow)} to ${points(d.effectHigh)})`;
    return `${points(d.effect)} points${interval} ${INDICATORS.get(d.indicator) || ""}`;
  }

  const needed = (d) => (d.requestsNeeded === null ? null : `about ${whole(d.requestsNeeded)} more requests needed`);

  const badge = (kind, text, more) => el("span", { class: `badge ${kind.color}`, ...more },
    el("span", { "aria-hidden": "true" }, `${kind.glyph} `), text);

  /** A row that opens: what was deployed and how it went, then both revisions side by side. */
  class DeployRow {
    constructor(deploy) {
      this.charts = [];
      this.summary = el("summary", {});
      this.body = el("div", { class: "body" });
      this.root = el("details", { class: "deploy", ontoggle: () => this.toggled() }, this.summary, this.body);
      this.update(deploy);
    }

    update(deploy) {
      const text = JSON.stringify(deploy);
      if (text === this.text) return;
      this.text = text;
      this.deploy = deploy;
      this.root.id = deployId(deploy);
      this.summary.replaceChildren(...this.head());
      if (this.root.open) this.fill();
    }

    head() {
      const d = this.deploy;
      const name = (revision) => el("span", { class: "revision" }, shortRevision(revision, d.service));
      const by = [d.actor, d.tool].filter((part) => part).join(" · ");
      return [
        el("span", { class: "when" }, el("span", { class: "wide" }, `${iso(d.at).slice(0, 10)} `), clock(d.at)),
        el("span", { class: "what" }, el("b", {}, d.service), " ",
          d.from === null ? null : name(d.from), d.from === null ? "first seen: " : " → ", name(d.to)),
        el("span", { class: "ruling" },
          badge(kindOf(d), d.verdict, { "data-verdict": d.verdict }),
          d.neverReady ? badge(NEVER_READY, "never ready") : null),
        el("span", { class: "effect" }, effect(d) || needed(d) || ""),
        el("span", { class: "reason" }, d.neverReady ? `${d.reason} ${d.findings.join(" ")}` : d.reason),
        by ? el("span", { class: "by" }, by) : null,
      ].filter((part) => part);
    }

    toggled() {
      if (this.root.open) this.fill();
      else this.empty();
    }

    empty() {
      for (const chart of this.charts) {
        resizing.unobserve(chart.getDom());
        chart.dispose();
      }
      this.charts = [];
      this.body.replaceChildren();
    }

    fill() {
      this.empty();
      this.body.replaceChildren(...this.content().filter((part) => part));
      this.draw();
    }

    content() {
      const d = this.deploy;
      const section = data.services.find((s) => sameService(d, s));
      const fact = (name, value) => (value ? tile(name, value) : null);
      return [
        el("p", { class: "long" }, d.reason),
        el("dl", { class: "tiles facts" },
          ...[fact("made", when(d.created)), el("div", {}, el("dt", {}, "ready"), el("dd", {}, when(d.ready) || (d.neverReady ? "never" : "not told"))),
            el("div", {}, el("dt", {}, "first request"), el("dd", {}, when(d.firstTraffic) || "none")),
            fact("restored", when(d.restored)), fact("by", d.actor), fact("with", d.tool),
            tile("verdict", d.final ? "final" : "may be revised"),
            fact("effect, 95 % interval", effect(d)), fact("p-value", d.p === null ? null : d.p < 0.0001 ? "< 0.0001" : String(d.p)),
            fact("data", needed(d))].filter((part) => part)),
        d.findings.length ? el("ul", { class: "findings" }, ...d.findings.map((text) => el("li", {}, text))) : null,
        this.compared(),
        ...this.boxes(),
        this.differences(),
        d.signatures.length ? el("div", {}, el("h3", {}, "Errors that the old revision did not have"),
          el("ul", { class: "codes" }, ...d.signatures.map((text) => el("li", {}, el("code", {}, text))))) : null,
        el("p", { class: "links" }, section ? el("a", { href: `#${anchor(section)}` }, `${d.service} over time`) : null,
          el("a", { href: `#${deployId(d)}` }, "link to this deploy")),
      ];
    }

    compared() {
      const d = this.deploy;
      if (!d.requestsBefore && !d.requestsAfter) return null;
      const row = (name, before, after) => el("tr", {}, el("td", { class: "text" }, name), el("td", {}, before), el("td", {}, after));
      return el("div", { class: "figures" }, el("h3", {}, `Compared with ${CONTROLS.get(d.control) || d.control}`),
        table([["", "text"], [d.from === null ? "before" : d.from, "name"], [d.to, "name"]], [
          row("requests", whole(d.requestsBefore), whole(d.requestsAfter)),
          row("5xx", percent(d.errorRateBefore), percent(d.errorRateAfter)),
          row("p95", duration(d.p95Before), duration(d.p95After)),
        ], "What was compared"),
        d.latencyChanged ? el("p", { class: "dim" }, "Latencies are distributed otherwise than before, for better or worse.") : null);
    }

    boxes() {
      const d = this.deploy;
      if (!d.fresh) return [el("p", { class: "dim" }, "Curves are drawn for the latest deploys only.")];
      const rate = d.old.minutes.length + d.fresh.minutes.length > 0;
      const latency = d.old.bins.length + d.fresh.bins.length > 0;
      if (!rate) return [el("p", { class: "dim" }, "Neither revision had a request in the hour before and the hour after.")];
      const name = INDICATORS.get(d.indicator) || "";
      const what = d.indicator === "errors_auth" || d.indicator === "errors_429" ? `${name} a request` : "error rate";
      const says = (side, revision) => `${revision}: p50 ${duration(side.p50)}, p95 ${duration(side.p95)}, p99 ${duration(side.p99)}`;
      this.rateBox = el("div", { class: "small-chart", role: "img", "aria-label": `${what} of both revisions by minute` });
      this.latencyBox = latency ? el("div", { class: "small-chart", role: "img",
        "aria-label": `Latencies. ${says(d.old, d.from || "before")}. ${says(d.fresh, d.to)}.` }) : null;
      const entry = (kind, revision, side) => el("li", {}, el("span", { class: `swatch ${kind}` }), shortRevision(revision, d.service),
        side && side.p50 !== null ? `: p50 ${duration(side.p50)} · p95 ${duration(side.p95)} · p99 ${duration(side.p99)}` : "");
      const legend = (withLatency) => el("ul", { class: "legend" },
        d.from === null ? null : entry("r0", d.from, withLatency ? d.old : null), entry("r1", d.to, withLatency ? d.fresh : null));
      return [el("div", { class: "pair" },
        el("div", {}, el("h3", {}, `${what[0].toUpperCase()}${what.slice(1)} by minute`), legend(false), this.rateBox),
        el("div", {}, el("h3", {}, "Latencies of the compared minutes"), legend(true),
          this.latencyBox || el("p", { class: "empty" }, "No latency was measured in them.")))];
    }

    /** Suspects first, most likely on top. */
    differences() {
      const d = this.deploy;
      if (!d.diff.length && !d.suspects.length) {
        return el("p", { class: "dim" }, "No difference in the configuration is known.");
      }
      const before = new Map(d.diff.map((f) => [f.field, f]));
      const suspected = new Set(d.suspects.map((s) => s.field));
      const value = (text, absent) => el("td", { class: "wrap" }, text === null ? el("span", { class: "dim" }, absent) : el("code", {}, text));
      const row = (field, difference, suspect) => el("tr", { "data-field": field, class: suspect ? "suspect" : null },
        el("td", { class: "wrap" }, el("code", {}, field),
          suspect ? el("div", { class: "why" }, el("b", {}, `▸ suspect, ${suspect.score.toFixed(2)}`), ` ${suspect.reason}`) : null),
        value(difference ? difference.before : null, difference ? "not there" : "–"),
        value(difference ? difference.after : null, difference ? "no longer there" : "–"));
      return el("div", {}, el("h3", {}, "What differs in the configuration"),
        table([["field", "text"], ["before", "text"], ["after", "text"]], [
          ...d.suspects.map((s) => row(s.field, before.get(s.field), s)),
          ...d.diff.filter((f) => !suspected.has(f.field)).map((f) => row(f.field, f, null)),
        ], `Differences of ${d.to}`));
    }

    // ---- its charts ----

    draw() {
      const d = this.deploy;
      if (!this.root.open || !d.fresh || !this.body.querySelector(".small-chart")) return;
      for (const chart of this.charts) chart.dispose();
      this.charts = [];
      this.chart(this.rateBox, this.rates());
      if (this.latencyBox) this.chart(this.latencyBox, this.latencies());
    }

    chart(box, option) {
      const chart = echarts.init(box, null, { renderer: "canvas" });
      chart.setOption(option);
      resizing.observe(box);
      this.charts.push(chart);
    }

    common() {
      const text = { color: css("dim"), fontSize: 11 };
      return {
        text,
        option: {
          animation: false, useUTC: true, backgroundColor: "transparent",
          textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
          grid: { left: 52, right: 18, top: 30, bottom: 26 },
        },
        side: (points, i, more) => ({
          type: "line", data: points, symbol: "circle", symbolSize: dot(points), showSymbol: true, connectNulls: false,
          lineStyle: { width: 1.8, type: DASHES[i] }, itemStyle: { color: css(`r${i}`) }, emphasis: { disabled: true }, silent: true, ...more,
        }),
        mark: (data) => ({ silent: true, symbol: "none", data, label: { ...text, formatter: "{b}" }, lineStyle: { color: css("mark"), type: "solid", width: 1.2 } }),
      };
    }

    rates() {
      const d = this.deploy;
      const { text, option, side, mark } = this.common();
      const minutes = [...d.old.minutes, ...d.fresh.minutes];
      const from = Math.min(...minutes) * MINUTE;
      const to = (Math.max(...minutes) + 1) * MINUTE;
      const curve = (s) => s.minutes.flatMap((minute, i) => {
        const point = [(minute + 0.5) * MINUTE, s.errors[i] / s.requests[i]];
        return i && s.minutes[i - 1] !== minute - 1 ? [[(minute - 0.5) * MINUTE, null], point] : [point];
      });
      const event = (ms, name, distance) => ({ xAxis: ms, name, label: { ...text, show: true, position: "end", distance, formatter: name } });
      const events = [];
      if (d.firstTraffic !== null) events.push(event(d.firstTraffic, "first request", 3));
      if (d.restored !== null) events.push(event(d.restored, "restored", 14));
      return {
        ...option,
        xAxis: { type: "time", min: from, max: to, axisLine: { lineStyle: { color: css("line") } }, splitLine: { show: false }, axisLabel: { ...text, hideOverlap: true } },
        yAxis: { type: "value", min: 0, max: (v) => Math.min(1, Math.max(0.01, niceUp(v.max * 1.02))), splitLine: { lineStyle: { color: css("soft") } },
          axisLabel: { ...text, formatter: (v) => `${Number((v * 100).toPrecision(3))} %` } },
        series: [side(curve(d.old), 0, { markLine: mark(events) }), side(curve(d.fresh), 1, {})],
      };
    }

    /** Share of requests by latency: bins of the merged histogram, smoothed over their neighbours. */
    latencies() {
      const d = this.deploy;
      const { text, option, side, mark } = this.common();
      const bins = [...d.old.bins, ...d.fresh.bins].filter((_, i) => i % 2 === 0);
      const first = Math.min(...bins) - 3;
      const last = Math.max(...bins) + 3;
      const ms = (bin) => 2 * GAMMA ** (bin * data.binBuckets + (data.binBuckets - 1) / 2) / (GAMMA + 1);
      const weights = [1, 2, 3, 2, 1];
      const curve = (s) => {
        const counts = new Map();
        for (let i = 0; i < s.bins.length; i += 2) counts.set(s.bins[i], s.bins[i + 1]);
        const total = [...counts.values()].reduce((a, b) => a + b, 0);
        const out = [];
        for (let bin = first; total && bin <= last; bin++) {
          const near = weights.reduce((sum, weight, k) => sum + weight * (counts.get(bin + k - 2) || 0), 0);
          out.push([ms(bin), near / 9 / total]);
        }
        return out;
      };
      const p95 = (s, i) => (s.p95 ? { markLine: { ...mark([{ xAxis: s.p95, label: { ...text, color: css(`r${i}`), position: "end", distance: 3 + i * 12, formatter: `p95 ${duration(s.p95)}` } }]),
        lineStyle: { color: css(`r${i}`), type: DASHES[i], width: 1.2 } } } : {});
      return {
        ...option,
        xAxis: { type: "log", min: ms(first), max: ms(last), axisLine: { lineStyle: { color: css("line") } }, splitLine: { lineStyle: { color: css("soft") } },
          axisLabel: { ...text, hideOverlap: true, formatter: duration, showMinLabel: false, showMaxLabel: false } },
        yAxis: { type: "value", min: 0, name: "share of requests", nameTextStyle: { ...text, align: "left", padding: [0, 0, 0, -44] }, nameGap: 12, splitNumber: 3,
          splitLine: { lineStyle: { color: css("soft") } }, axisLabel: { ...text, formatter: (v) => `${Number((v * 100).toPrecision(2))} %` } },
        series: [d.old, d.fresh].map((s, i) => side(curve(s), i, { symbol: "none", areaStyle: { color: css(`r${i}`), opacity: 0.12 }, ...p95(s, i) })),
      };
    }
  }

  const deployRows = new Map();
  const newest = el("div", {});
  const older = el("div", {});
  const olderTitle = el("summary", {});
  const olderPart = el("details", {}, olderTitle, older);
  const deploysTitle = el("small", {});
  const deploysNote = el("p", { class: "dim" });
  const deploysCard = el("section", { class: "card", id: "deploys", "aria-label": "Deploys" },
    el("header", {}, el("h2", {}, "Deploys"), deploysTitle), newest, olderPart, deploysNote);

  function renderDeploys() {
    const seen = new Set();
    const roots = [];
    for (const deploy of data.deploys) {
      const key = deployId(deploy);
      seen.add(key);
      if (deployRows.has(key)) deployRows.get(key).update(deploy);
      else deployRows.set(key, new DeployRow(deploy));
      roots.push(deployRows.get(key).root);
    }
    for (const [key, row] of deployRows) {
      if (!seen.has(key)) {
        row.empty();
        row.root.remove();
        deployRows.delete(key);
      }
    }
    inOrder(newest, roots.slice(0, SHOWN_DEPLOYS));
    inOrder(older, roots.slice(SHOWN_DEPLOYS));
    const count = (verdict) => data.deploys.filter((d) => d.verdict === verdict).length;
    deploysTitle.textContent = data.deploys.length
      ? `newest first · ${[...VERDICTS].filter(([name]) => count(name)).map(([name, kind]) => `${kind.glyph} ${count(name)} ${kind.word}`).join(" · ")}` : "";
    olderPart.hidden = roots.length <= SHOWN_DEPLOYS;
    olderTitle.textContent = plural(roots.length - SHOWN_DEPLOYS, "older deploy");
    const rest = data.totalDeploys - data.deploys.length;
    deploysNote.hidden = data.deploys.length > 0 && rest <= 0;
    deploysNote.textContent = data.deploys.length
      ? `and ${plural(rest, "older one")}: ./fivewhys query 'SELECT * FROM revision_verdicts'`
      : LIVE ? "No deploy yet: no revision took over from another." : "No deploy in this export: no revision took over from another.";
    filterDeploys();
  }

  /** Moves only what is not in its place, so that the keyboard stays where it is. */
  function inOrder(parent, nodes) {
    nodes.forEach((node, i) => {
      if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] || null);
    });
  }

  /** An address that ends in #d-… is that of one deploy: it opens. One in #i-… is an incident's. */
  function openTarget() {
    const incident = data.incidents.find((i) => incidentId(i) === location.hash.slice(1));
    if (incident) {
      const { node } = incidentCards.get(incident.id);
      if (earlierIncidents.contains(node)) earlierPart.open = true;
      node.scrollIntoView();
      return;
    }
    const row = deployRows.get(location.hash.slice(1));
    if (!row) return;
    if (older.contains(row.root)) olderPart.open = true;
    row.root.open = true;
    row.root.scrollIntoView();
  }

  function filterDeploys() {
    for (const { root, deploy } of deployRows.values()) {
      root.hidden = !`${deploy.project} ${deploy.location} ${deploy.service}`.toLowerCase().includes(filter);
    }
  }

  // ---- one service ----

  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  class Section {
    constructor(service) {
      this.mode = "service";
      this.chart = null;
      this.box = el("div", { class: "chart", tabindex: "0", role: "img", onkeydown: (e) => this.key(e) });
      this.root = el("section", { class: "card service", id: anchor(service) });
      this.update(service);
      lazily.observe(this.box);
    }

    update(service) {
      this.service = service;
      this.points = rows(service.series);
      this.root.setAttribute("aria-label", service.name);
      this.box.setAttribute("aria-label", this.description());
      const open = new Set([...this.root.querySelectorAll("details[open]")].map((d) => d.dataset.id));
      const focused = this.root.contains(document.activeElement) ? document.activeElement : null;
      this.root.replaceChildren(...this.content().filter((node) => node !== null));
      this.root.querySelectorAll("details").forEach((d) => { d.open = open.has(d.dataset.id); });
      if (focused === this.box) this.box.focus({ preventScroll: true });
      if (this.chart) this.draw();
    }

    description() {
      const t = this.service.total;
      return `Error rate and latency of ${this.service.name} over time: ${percent(t.errorRate)} errors in `
        + `${plural(t.requests, "request")}, p50 ${duration(t.p50)}, p95 ${duration(t.p95)}, p99 ${duration(t.p99)}. `
        + "Arrow keys move, plus and minus zoom, 0 shows everything.";
    }

    content() {
      const s = this.service;
      const t = s.total;
      return [
        el("header", {},
          el("h2", {}, s.name),
          el("span", { class: `state ${s.state}` }, s.state),
          el("small", {}, `${s.project} · ${s.location}`),
          el("span", { class: "spacer" }),
          el("a", { href: "#overview", class: "wide" }, "overview")),
        el("dl", { class: "tiles" },
          tile("requests", whole(t.requests)), tile("error rate", percent(t.errorRate)), tile("5xx", whole(t.errors5xx)),
          tile("4xx", whole(t.errors4xx)), tile("401, 403", whole(t.errorsAuth)), tile("429", whole(t.errors429)),
          tile("p50", duration(t.p50)), tile("p95", duration(t.p95)), tile("p99", duration(t.p99)),
          tile("most instances", whole(t.instances)), tile("starts", whole(t.starts)), tile("exits", whole(t.exits)),
          t.connections ? tile("connections", whole(t.connections)) : null),
        this.controls(),
        t.requests ? this.box : el("p", { class: "empty" }, NOTHING),
        this.revisions(),
        ...this.signatures(),
      ];
    }

    controls() {
      const entry = (kind, name) => el("li", {}, el("span", { class: `swatch ${kind}` }), name);
      const many = this.service.revisions.length > 1;
      const mode = (id, name) => el("button",
        { type: "button", "aria-pressed": String(this.mode === id), onclick: () => this.setMode(id) }, name);
      const legend = this.mode === "service"
        ? [entry("error", "error rate"), entry("volume", "requests a minute"), entry("p50", "p50"), entry("p95", "p95"), entry("p99", "p99")]
        : [...this.shown().map((r, i) => entry(`r${i}`, revisionName(r.name))), el("li", {}, "above error rate, below p95")];
      if (!this.service.total.requests) return null;
      return el("div", { class: "controls" },
        many ? el("div", { class: "modes", role: "group", "aria-label": "Lines" }, mode("service", "All together"), mode("revision", "By revision")) : null,
        el("ul", { class: "legend" }, ...legend));
    }

    setMode(id) {
      this.mode = id;
      const old = this.root.querySelector(".controls");
      const now = this.controls();
      old.replaceWith(now);
      now.querySelector('[aria-pressed="true"]').focus();
      this.draw();
    }

    /** The newest revisions, as many as can be told apart. */
    shown() {
      return this.service.revisions.filter((r) => r.series).slice(-SHOWN_REVISIONS);
    }

    revisions() {
      const fresh = new Map(this.service.marks.map((m) => [m.revision, m]));
      const list = [...this.service.revisions].reverse();
      const row = (r, i) => el("tr", { "data-revision": r.name },
        el("td", { class: "name" }, revisionName(r.name), i === 0 && fresh.has(r.name) ? el("small", {}, " newest") : null),
        el("td", {}, ...moment(r.first)), el("td", { class: "wide" }, instant(r.last * MINUTE)),
        el("td", {}, whole(r.total.requests)),
        el("td", { class: r.total.errors5xx ? "" : "zero" }, percent(r.total.errorRate)),
        el("td", { class: "wide" }, duration(r.total.p50)), el("td", {}, duration(r.total.p95)), el("td", { class: "wide" }, duration(r.total.p99)),
        el("td", { class: "wide" }, whole(r.total.starts)), el("td", {}, whole(r.total.exits)));
      return el("div", {}, el("h3", {}, list.length > 1 ? "Revisions, newest first" : "Revision"),
        table([["revision", "text"], ["first seen, UTC"], ["last seen", "wide"], ["requests"], ["error rate"],
          ["p50", "wide"], ["p95"], ["p99", "wide"], ["starts", "wide"], ["exits"]], list.map(row), `Revisions of ${this.service.name}`));
    }

    signatures() {
      const s = this.service;
      if (!s.signatures.length) return [];
      const rest = s.distinctSignatures - s.signatures.length;
      const row = (g) => el("tr", { "data-signature": g.id },
        el("td", {}, whole(g.count)),
        el("td", { class: "wrap" }, el("code", {}, g.text),
          el("details", { "data-id": g.id }, el("summary", {}, "an example"), el("pre", {}, g.example))),
        el("td", { class: "wide" }, instant(g.first * MINUTE)), el("td", { class: "wide" }, instant(g.last * MINUTE)),
        el("td", { class: "text wide" }, g.revisions.map(revisionName).join(", ")));
      return [
        el("h3", {}, "Errors by what they say"),
        table([["count"], ["signature", "text"], ["first", "wide"], ["last, UTC", "wide"], ["revisions", "text wide"]],
          s.signatures.map(row), `Errors of ${s.name}`),
        rest > 0 ? el("p", { class: "dim" }, `and ${plural(rest, "rarer signature")}`) : null,
      ];
    }

    // ---- its chart ----

    draw() {
      if (!this.service.total.requests) return;
      if (!this.chart) {
        this.chart = echarts.init(this.box, null, { renderer: "canvas" });
        this.chart.on("datazoom", () => this.zoomed());
        resizing.observe(this.box);
      }
      this.applying = true;
      this.chart.setOption(this.option(), { replaceMerge: ["series"] });
      this.applying = false;
      this.setZoom();
    }

    option() {
      const [from, to] = extent();
      const narrow = this.box.clientWidth < 560;
      const text = { color: css("dim"), fontSize: 11 };
      const grid = { left: narrow ? 50 : 58, right: narrow ? 40 : 52 };
      const ruler = { lineStyle: { color: css("line") } };
      const time = (index, label) => ({
        type: "time", gridIndex: index, min: from, max: to,
        axisLine: ruler, axisTick: { show: label }, splitLine: { show: false },
        axisLabel: { ...text, show: label, hideOverlap: true }, axisPointer: { label: { show: false } },
      });
      const value = (index, name, more) => ({
        type: "value", gridIndex: index, name, nameTextStyle: { ...text, align: "left", padding: [0, 0, 0, -grid.left + 8] }, nameGap: 9,
        axisLabel: text, splitLine: { lineStyle: { color: css("soft") } }, axisPointer: { show: false }, min: 0, ...more,
      });
      return {
        animation: false, useUTC: true, backgroundColor: "transparent",
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        grid: [{ ...grid, top: 46, height: "35%" }, { ...grid, top: "57%", height: "28%" }],
        xAxis: [time(0, false), time(1, true)],
        yAxis: [
          value(0, "error rate", { axisLabel: { ...text, formatter: (v) => `${Number((v * 100).toPrecision(3))} %` }, max: (v) => Math.min(1, Math.max(0.01, niceUp(v.max * 1.02))) }),
          value(0, narrow ? "" : "requests/min", { position: "right", splitLine: { show: false }, max: (v) => niceUp(v.max * 1.6), splitNumber: 3,
            nameTextStyle: { ...text, align: "right", padding: [0, -40, 0, 0] } }),
          value(1, this.mode === "service" ? "latency, log scale" : "p95, log scale", { type: "log", min: null, axisLabel: { ...text, formatter: duration } }),
        ],
        axisPointer: { link: [{ xAxisIndex: "all" }] },
        tooltip: {
          trigger: "axis", confine: true, transitionDuration: 0, axisPointer: { lineStyle: { color: css("dim") } },
          backgroundColor: css("card"), borderColor: css("line"), padding: [6, 10],
          formatter: (params) => this.hover(params[0].axisValue),
        },
        dataZoom: [
          { type: "inside", xAxisIndex: [0, 1], zoomOnMouseWheel: "shift", moveOnMouseMove: "shift", minValueSpan: 2 * data.step * MINUTE },
          { type: "slider", xAxisIndex: [0, 1], bottom: 6, height: 22, showDataShadow: false, brushSelect: false,
            borderColor: css("line"), fillerColor: `${css("p50")}22`, textStyle: text, labelFormatter: (v) => clock(v),
            handleStyle: { color: css("card"), borderColor: css("dim") }, moveHandleStyle: { color: css("line") } },
        ],
        series: [this.volume(), ...(this.mode === "service" ? this.together() : this.byRevision()), ...this.marks(narrow)],
      };
    }

    line(id, points, axis, color, more) {
      return {
        id, type: "line", data: points, xAxisIndex: axis === 2 ? 1 : 0, yAxisIndex: axis, connectNulls: false,
        symbol: "circle", showSymbol: true, symbolSize: dot(points), z: 3,
        lineStyle: { width: 1.8, ...more }, itemStyle: { color: css(color) }, emphasis: { disabled: true },
      };
    }

    volume() {
      return { id: "volume", type: "line", step: "end", data: steps(this.points, (r) => r.requests / data.step), xAxisIndex: 0, yAxisIndex: 1,
        symbol: "none", lineStyle: { width: 0 }, areaStyle: { color: css("volume"), opacity: 1 }, z: 1, emphasis: { disabled: true }, silent: true };
    }

    together() {
      const p = this.points;
      const latency = (name) => line(p, (r) => (r[name] === null ? null : Math.max(r[name], 0.01)));
      return [
        this.line("errors", line(p, errorRate), 0, "error", {}),
        this.line("p50", latency("p50"), 2, "p50", {}),
        this.line("p95", latency("p95"), 2, "p95", {}),
        this.line("p99", latency("p99"), 2, "p99", { type: "dashed", width: 1.3 }),
      ];
    }

    byRevision() {
      return this.shown().flatMap((revision, i) => {
        const p = rows(revision.series);
        const style = { type: DASHES[i % DASHES.length] };
        return [
          this.line(`errors ${i}`, line(p, errorRate), 0, `r${i}`, style),
          this.line(`p95 ${i}`, line(p, (r) => (r.p95 === null ? null : Math.max(r.p95, 0.01))), 2, `r${i}`, style),
        ];
      });
    }

    /** Deploys with their verdicts, and revisions first heard of without one. */
    changes() {
      const own = data.deploys.filter((d) => sameService(d, this.service));
      const judged = new Set(own.map((d) => d.to));
      return [
        ...this.service.marks.filter((m) => !judged.has(m.revision))
          .map((m) => ({ at: m.minute * MINUTE, name: m.revision, color: "mark", text: `${m.revision} appears, after ${m.previous}` })),
        ...own.map((d) => ({ at: d.at, name: d.to, ...markOf(d),
          text: `${d.to} ${d.from === null ? "is deployed" : `takes over from ${d.from}`}: ${d.verdict}${d.neverReady ? ", never ready" : ""}` })),
      ].sort((a, b) => a.at - b.at);
    }

    /** A vertical line in both charts for each of them; above it a shape, the name and the verdict. */
    marks(narrow) {
      const changes = this.changes();
      const crowded = changes.length > (narrow ? 4 : MARKS_NAMED);
      const title = ({ name, glyph, word }) => {
        const revision = shortRevision(name, this.service.name);
        const shown = revision.length > 24 ? `${revision.slice(0, 23)}…` : revision;
        return crowded ? glyph || "" : word ? `${glyph} ${shown} ${word}` : shown;
      };
      const lines = (named) => ({
        silent: true, symbol: "none",
        data: changes.map((change, i) => ({
          xAxis: change.at,
          lineStyle: { color: css(change.color), type: change.word ? "dashed" : "solid", width: 1.2 },
          label: { show: named, position: "end", distance: 6 + (crowded ? 0 : (i % 2) * 13), color: css(change.color), fontSize: 11, fontWeight: 600,
            formatter: () => title(change), width: narrow ? 110 : 240, overflow: "truncate" },
        })),
      });
      return [0, 1].map((axis) => ({
        id: `marks ${axis}`, type: "line", data: [], xAxisIndex: axis, yAxisIndex: axis * 2, markLine: lines(axis === 0),
      }));
    }

    hover(ms) {
      const slot = Math.floor(ms / (data.step * MINUTE));
      const box = el("div", { class: "hover" }, el("b", {}, span(slotStart(slot), slotStart(slot + 1))));
      const item = (name, value) => box.append(el("div", {}, el("span", {}, name), el("span", {}, value)));
      for (const change of this.changes()) {
        if (Math.floor(change.at / MINUTE / data.step) === slot) box.append(el("div", { class: "new" }, change.text));
      }
      if (this.mode === "revision") {
        for (const revision of this.shown()) {
          const row = rows(revision.series).find((r) => r.slot === slot);
          if (row) item(revisionName(revision.name), `${percent(errorRate(row))} of ${whole(row.requests)}, p95 ${duration(row.p95)}`);
        }
        return box;
      }
      const row = this.points.find((r) => r.slot === slot);
      if (!row) {
        item("no data", "");
        return box;
      }
      item("error rate", `${percent(errorRate(row))} (${whole(row.errors5xx)} of ${whole(row.requests)})`);
      item("p50 · p95 · p99", `${duration(row.p50)} · ${duration(row.p95)} · ${duration(row.p99)}`);
      if (row.errors4xx) item("4xx (401, 403 · 429)", `${whole(row.errors4xx)} (${whole(row.errorsAuth)} · ${whole(row.errors429)})`);
      item("instances", whole(row.instances));
      if (row.starts || row.exits) item("starts · exits", `${whole(row.starts)} · ${whole(row.exits)}`);
      return box;
    }

    // ---- zoom, shared by all charts ----

    zoomed() {
      if (this.applying) return;
      const { startValue, endValue, start, end } = this.chart.getOption().dataZoom[0];
      zoom = start <= 0 && end >= 100 ? null : [startValue, endValue];
      for (const section of sections.values()) if (section !== this) section.setZoom();
    }

    setZoom() {
      if (!this.chart) return;
      this.applying = true;
      this.chart.dispatchAction(zoom
        ? { type: "dataZoom", dataZoomIndex: 0, startValue: zoom[0], endValue: zoom[1] }
        : { type: "dataZoom", dataZoomIndex: 0, start: 0, end: 100 });
      this.applying = false;
    }

    key(event) {
      const [from, to] = zoom || extent();
      const part = (to - from) / 4;
      const next = {
        "+": [from + part, to - part], "=": [from + part, to - part], "-": [from - 2 * part, to + 2 * part],
        ArrowLeft: [from - part, to - part], ArrowRight: [from + part, to + part], 0: null,
      }[event.key];
      if (next === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      zoom = within(next);
      for (const section of sections.values()) section.setZoom();
    }
  }

  function within(range) {
    if (!range) return null;
    const [first, last] = extent();
    const size = Math.max(range[1] - range[0], 2 * data.step * MINUTE);
    if (size >= last - first) return null;
    const from = Math.min(Math.max(range[0], first), last - size);
    return [from, from + size];
  }

  // Charts are drawn when they come near the screen: a page may hold hundreds.
  const lazily = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      lazily.unobserve(entry.target);
      for (const section of sections.values()) if (section.box === entry.target) section.draw();
    }
  }, { rootMargin: "400px" });

  const resizing = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = echarts.getInstanceByDom(target);
      if (chart && target.clientWidth) chart.resize();
    }
  });

  // ---- theme ----

  const darkWanted = matchMedia("(prefers-color-scheme: dark)");
  let theme = stored() || "auto";

  function stored(value) {
    try {
      if (value) localStorage.setItem("fivewhys-theme", value);
      return localStorage.getItem("fivewhys-theme");
    } catch (e) {
      return null; // a browser that stores nothing for files
    }
  }

  const themeLabel = () => `theme: ${theme}`;

  function applyTheme() {
    const dark = theme === "dark" || (theme === "auto" && darkWanted.matches);
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    for (const section of sections.values()) if (section.chart) section.draw();
    for (const row of deployRows.values()) row.draw();
  }

  function nextTheme() {
    theme = { auto: "light", light: "dark", dark: "auto" }[theme];
    stored(theme);
    document.getElementById("theme").textContent = themeLabel();
    applyTheme();
  }

  // ---- the page ----

  const head = el("div", { id: "head" });
  const list = el("main", {});

  function render() {
    if (!document.getElementById("overview")) head.append(el("div", { id: "top" }), incidentsCard, el("div", { id: "summary" }), el("div", { id: "overview" }), deploysCard);
    replace("top", el("div", { id: "top" }, top()));
    renderIncidents();
    replace("summary", el("div", { id: "summary" }, overall()));
    replace("overview", overview());
    renderDeploys();
    const seen = new Set();
    for (const service of data.services) {
      const id = anchor(service);
      seen.add(id);
      if (sections.has(id)) sections.get(id).update(service);
      else sections.set(id, new Section(service));
    }
    for (const [id, section] of sections) {
      if (!seen.has(id)) {
        if (section.chart) section.chart.dispose();
        section.root.remove();
        sections.delete(id);
      }
    }
    // What is in trouble comes first; what the reader already looks at stays where it is.
    [...data.services].sort((a, b) => STATES.indexOf(b.state) - STATES.indexOf(a.state))
      .map((service) => sections.get(anchor(service)).root)
      .filter((root) => root.parentNode !== list)
      .forEach((root) => list.append(root));
  }

  // ---- live ----

  let shownText = null;

  async function poll() {
    let fresh = true;
    try {
      const response = await fetch("data.json", { cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      const text = await response.text();
      if (text !== shownText) {
        shownText = text;
        data = JSON.parse(text);
        render();
      }
    } catch (e) {
      fresh = false; // the demo has ended, or is busy: say so and ask again
    }
    const sign = document.getElementById("live");
    sign.textContent = fresh ? "● live" : "○ no connection";
    sign.classList.toggle("stale", !fresh);
    setTimeout(poll, LIVE);
  }

  applyTheme();
  document.body.append(head, list, el("footer", {},
    "Times are UTC. Error rate is 5xx over requests. Percentiles come from merged histograms and lie within 1 % of the exact value; ",
    "WebSocket and other connection-long requests are counted, not timed. Shift and wheel zoom, or + and − on a chart."));
  render();
  openTarget();
  addEventListener("hashchange", openTarget);
  darkWanted.addEventListener("change", applyTheme);
  addEventListener("beforeprint", () => { for (const section of sections.values()) section.draw(); });
  if (LIVE) setTimeout(poll, LIVE);
  document.documentElement.dataset.ready = "true";
})();
