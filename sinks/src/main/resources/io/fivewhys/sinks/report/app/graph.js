// SPDX-License-Identifier: Apache-2.0
// Who failed at whom, in columns: who calls stands left of whom it calls. Drawn the same way each time.

import { el, svg } from "./elements.js";
import { plural, whole, words } from "./format.js";

const WIDE = 220;
const HIGH = 44;
const COLUMN = 310;
const LINE = 64;

const idOf = (place) => `${place.kind}\n${place.name}`;

/**
 * @param graph {nodes: [{kind, name, role}], edges: [{from, to, signals, failures}]}
 * @param roles what is written beside a node, by its role
 * @param address where a node leads, or null
 */
export function graphOf({ nodes, edges }, roles, address) {
  const columns = columnsOf(nodes, edges);
  const at = new Map();
  const most = Math.max(...columns.map((column) => column.length));
  columns.forEach((column, c) => column.forEach((node, r) =>
    at.set(idOf(node), { x: 8 + c * COLUMN, y: 14 + (r + (most - column.length) / 2) * LINE })));
  const width = 16 + (columns.length - 1) * COLUMN + WIDE;
  const height = 20 + most * LINE;
  const worst = Math.max(1, ...edges.map((e) => e.failures));
  const picture = svg("svg", { class: "graph", viewBox: `0 0 ${width} ${height}`, role: "group",
    "aria-label": `${plural(nodes.length, "component")}, ${plural(edges.length, "dependency", "dependencies")} that failed; the numbers are below.` },
  svg("defs", {}, svg("marker", { id: "arrowhead", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" }, svg("path", { d: "M0 0L8 4L0 8Z" }))),
  edges.map((e) => edgeOf(e, at.get(idOf(e.from)), at.get(idOf(e.to)), worst)),
  nodes.map((node) => nodeOf(node, at.get(idOf(node)), roles, address(node))));
  picture.style.maxWidth = `${width}px`;
  picture.style.minWidth = `${Math.min(width, 560)}px`;
  return el("div", { class: "scroll", tabindex: "0" }, picture);
}

/** Each node one column right of the rightmost that calls it; a circle is cut where it is met again. */
function columnsOf(nodes, edges) {
  const callers = new Map(nodes.map((node) => [idOf(node), []]));
  for (const e of edges) if (idOf(e.from) !== idOf(e.to)) callers.get(idOf(e.to))?.push(idOf(e.from));
  const depths = new Map();
  const depth = (id, path) => {
    if (depths.has(id)) return depths.get(id);
    if (path.has(id)) return 0;
    const found = Math.max(-1, ...callers.get(id).filter((from) => callers.has(from)).map((from) => depth(from, new Set(path).add(id)))) + 1;
    depths.set(id, found);
    return found;
  };
  const columns = [];
  for (const node of nodes) {
    const column = Math.min(depth(idOf(node), new Set()), nodes.length);
    (columns[column] ||= []).push(node);
  }
  return [...columns].filter((column) => column);
}

function edgeOf(e, from, to, worst) {
  if (!from || !to) return null;
  const [x1, y1] = [from.x + WIDE, from.y + HIGH / 2];
  const [x2, y2] = [to.x, to.y + HIGH / 2];
  const bend = Math.max(40, (x2 - x1) / 2);
  const around = x2 - x1 > COLUMN ? LINE * 0.9 : 0; // not behind what stands between them
  return svg("g", { class: "edge" },
    svg("title", {}, `${e.from.name} failed ${whole(e.failures)} times at ${e.to.name}: ${e.signals.map(words).join(", ")}`),
    svg("path", { d: `M${x1} ${y1}C${x1 + bend / (around ? 2 : 1)} ${y1 + around} ${x2 - bend / (around ? 2 : 1)} ${y2 + around} ${x2 - 2} ${y2}`, "stroke-width": (1.2 + 2.5 * e.failures / worst).toFixed(1), "marker-end": "url(#arrowhead)" }),
    svg("text", { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 5 + around * 0.75, "text-anchor": "middle" }, `${whole(e.failures)}×`));
}

function nodeOf(node, { x, y }, roles, href) {
  const cut = (text) => (text.length > 24 ? `${text.slice(0, 23)}…` : text);
  return svg(href ? "a" : "g", { class: `node ${node.role}`, "data-node": node.name, href },
    svg("title", {}, `${words(node.kind)} ${node.name}${roles.get(node.role) ? `: ${roles.get(node.role)}` : ""}`),
    svg("rect", { x, y, width: WIDE, height: HIGH, rx: 7 }),
    svg("text", { class: "name", x: x + 10, y: y + 18 }, cut(node.name)),
    svg("text", { class: "kind", x: x + 10, y: y + 34 }, [node.kind === "OTHER" ? null : words(node.kind), roles.get(node.role)].filter((part) => part).join(" · ")));
}
