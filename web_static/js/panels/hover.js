// @ts-check
// Where the pointer is, in the coordinates of the panel under it.

import { byId, setText } from "../lib/dom.js";
import { number } from "../lib/format.js";
import { isInside, viewAt } from "./drag.js";

/**
 * Write where the pointer is while it is over a panel of `grid`.
 *
 * @param {HTMLElement} root what holds the panels
 * @param {import("./grid.js").Grid} grid
 */
export function enableHover(root, grid) {
  const write = (/** @type {PointerEvent} */ event) => {
    const view = viewAt(grid, /** @type {HTMLElement} */ (event.target));
    setText(byId("hover"), view && isInside(view, event) ? textAt(view, event) : "");
  };
  root.addEventListener("pointermove", write);
  root.addEventListener("pointerleave", () => setText(byId("hover"), ""));
}

/**
 * @param {import("./panel.js").PanelView} view
 * @param {PointerEvent} event
 */
function textAt(view, event) {
  const texts = view.dims.map((dim) => {
    const axis = view.axisOf(dim);
    const position = view.positionAt(dim, event);
    if (axis.ruler.length) return `${dim} ${axis.ruler[Math.round(position)] ?? ""}`;
    if (axis.kind === "datetime") return `${dim} ${new Date(position).toISOString().slice(0, 16).replace("T", " ")}`;
    return `${dim} ${number(position, 4)}`;
  });
  return texts.join("   ");
}
