// @ts-check
// Where the pointer is, in the coordinates of the panel under it, and the sample there as far
// as the page knows it: of an image its colour, of the active cursor's curve the number.

import { byId, setText } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { inverse } from "../lib/norm.js";
import { isInside, viewAt } from "./drag.js";
import { timeText } from "./ticks.js";
import { valueAxis } from "./fit.js";

/** @typedef {import("./panel.js").PanelView} PanelView */
/** @typedef {{clientX: number, clientY: number}} Point */

/** Colours from the first to the last, as LEVELS in itool/model/color.py. */
const STEPS = 254;

/**
 * Write where the pointer is while it is over a panel of `grid`.
 *
 * @param {HTMLElement} root what holds the panels
 * @param {import("./grid.js").Grid} grid
 * @returns {() => void} writes again, because samples changed
 */
export function enableHover(root, grid) {
  /** @type {{view: PanelView, point: Point} | null} */
  let at = null;
  const write = () => {
    if (at && grid.panels.get(at.view.panel.id) !== at.view) at = null;
    setText(byId("hover"), at ? textAt(at.view, at.point, grid) : "");
  };
  root.addEventListener("pointermove", (event) => {
    const view = viewAt(grid, /** @type {HTMLElement} */ (event.target));
    at = view && isInside(view, event) ? { view, point: event } : null;
    write();
  });
  root.addEventListener("pointerleave", () => {
    at = null;
    write();
  });
  return () => at && write();
}

/**
 * @param {PanelView} view
 * @param {Point} point
 * @param {import("./grid.js").Grid} grid
 */
function textAt(view, point, grid) {
  const texts = view.dims.map((dim) => {
    const axis = view.axisOf(dim);
    const position = view.positionAt(dim, point);
    if (axis.ruler.length) return `${dim} ${axis.ruler[Math.round(position)] ?? ""}`;
    const step = Math.abs(axis.extent[1] - axis.extent[0]) / axis.size;
    if (axis.kind === "datetime") return `${dim} ${timeText(position, step)}`;
    const digits = Math.ceil(Math.log10(Math.abs(position) / step)) + 2;
    return `${dim} ${number(position, Math.min(Math.max(digits || 4, 4), 12))}`;
  });
  const value = view.panel.kind === "image" ? colorAt(view, point, grid) : curveAt(view, point, grid);
  return [...texts, value && `value ${value}`].filter(Boolean).join("   ");
}

/**
 * Return between what the sample is that has the colour under a point, in as many digits as
 * the colours tell apart.
 *
 * @param {PanelView} view
 * @param {Point} point
 * @param {import("./grid.js").Grid} grid
 */
function colorAt(view, point, grid) {
  const [layer] = view.panel.layers;
  const [head, pixels] = (layer && grid.frameOf(view.panel.id, layer.id)) ?? [];
  if (!head?.norm || !head.shape || !pixels) return "";
  const [rows, columns] = head.shape;
  const row = Math.floor(placeAt(view, view.panel.y, point, head.windows?.[0], 0.5));
  const column = Math.floor(placeAt(view, view.panel.x, point, head.windows?.[1], 0.5));
  if (!(row >= 0 && row < rows && column >= 0 && column < columns)) return "";
  const pixel = pixels[row * columns + column] ?? 0;
  if (!pixel) return number(null);
  const ends = [pixel - 1.5, pixel - 0.5].map((step) => inverse(/** @type {NormValues} */ (head.norm), step / STEPS));
  const [low = 0, high = 0] = ends;
  // Samples beyond the levels have the colours at the ends.
  const [sign, value] = pixel === 1 ? ["≤", high] : pixel > STEPS ? ["≥", low] : ["≈", (low + high) / 2];
  const digits = Math.ceil(Math.log10(Math.abs(value) / Math.abs(high - low)) + 0.5);
  return `${sign} ${number(value, Math.min(Math.max(digits || 1, 1), 6))}`;
}

/**
 * @param {PanelView} view
 * @param {Point} point
 * @param {import("./grid.js").Grid} grid
 */
function curveAt(view, point, grid) {
  const active = grid.scene?.cursors.find((cursor) => cursor.is_active)?.id;
  const layer = view.panel.layers.find((each) => each.id === active);
  const [head, values] = (layer && grid.frameOf(view.panel.id, layer.id)) ?? [];
  if (!head || !values) return "";
  const axis = view.axisOf(view.dims[0] ?? "");
  const value = values[Math.round(placeAt(view, axis, point, head.windows?.[0], 0))];
  if (value === undefined) return "";
  return number(valueAxis(view.panel).kind === "log" ? 10 ** value : value);
}

/**
 * Return how many samples of a window come before a point.
 *
 * @param {PanelView} view
 * @param {PanelAxis} axis
 * @param {Point} point
 * @param {SampleWindow | undefined} window
 * @param {number} before of the first sample that belongs to it
 */
function placeAt(view, { dim, extent, size }, point, window, before) {
  const [first, , step] = window ?? [0, 0, 1];
  const index = ((view.positionAt(dim, point) - extent[0]) / (extent[1] - extent[0])) * size - 0.5;
  return (index - first + before) / step;
}
