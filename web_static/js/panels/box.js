// @ts-check
// Zooming to a box: what is dragged over with Alt held is all that is shown afterwards.

import { h } from "../lib/dom.js";
import { isInside, viewAt } from "./drag.js";
import { isMeant } from "./values.js";

/** Pixels below which a side of the box says nothing about its axis. */
const LEAST = 5;

/**
 * Let boxes be drawn over the panels of a grid.
 *
 * @param {HTMLElement} root
 * @param {import("./grid.js").Grid} grid
 */
export function enableBox(root, grid) {
  /** @type {{view: import("./panel.js").PanelView, pointer: number, x: number, y: number, box: HTMLElement} | null} */
  let held = null;

  // In the capture phase, before lines, regions and BokehJS see the event.
  root.addEventListener(
    "pointerdown",
    (event) => {
      const view = viewAt(grid, /** @type {HTMLElement} */ (event.target));
      if (!view || event.button !== 0 || !event.altKey || !isInside(view, event)) return;
      event.stopPropagation();
      event.preventDefault();
      const box = h("div", { class: "zoom-box" });
      view.element.append(box);
      held = { view, pointer: event.pointerId, x: event.clientX, y: event.clientY, box };
      root.setPointerCapture(event.pointerId);
      place(held, event);
    },
    true,
  );

  root.addEventListener("pointermove", (event) => {
    if (held?.pointer === event.pointerId) place(held, event);
  });

  const end = (/** @type {PointerEvent | null} */ event) => {
    if (!held || (event && event.pointerId !== held.pointer)) return;
    const { view, x, y, box } = held;
    held = null;
    box.remove();
    if (event?.type === "pointerup") {
      view.showBox({ clientX: x, clientY: y }, event, LEAST);
      grid.values.box(view, { clientX: x, clientY: y }, event);
    }
  };
  root.addEventListener("pointerup", end);
  root.addEventListener("pointercancel", end);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape") end(null);
  });
}

/**
 * @param {{view: import("./panel.js").PanelView, x: number, y: number, box: HTMLElement}} held
 * @param {{clientX: number, clientY: number}} event
 */
function place({ view, x, y, box }, { clientX, clientY }) {
  const plot = view.plot.getBoundingClientRect();
  const around = view.element.getBoundingClientRect();
  const isSpan = (/** @type {PanelAxis} */ axis, /** @type {number} */ length) =>
    axis.dim ? length >= LEAST : isMeant(view, { clientX: x, clientY: y }, { clientX, clientY });
  const across = edges(x, clientX, plot.left, plot.right, isSpan(view.panel.x, Math.abs(clientX - x)));
  const upright = edges(y, clientY, plot.top, plot.bottom, isSpan(view.panel.y, Math.abs(clientY - y)));
  box.style.left = `${across[0] - around.left}px`;
  box.style.width = `${across[1] - across[0]}px`;
  box.style.top = `${upright[0] - around.top}px`;
  box.style.height = `${upright[1] - upright[0]}px`;
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} low
 * @param {number} high
 * @param {unknown} isSpan whether the axis is zoomed; else the box goes from end to end
 * @returns {[number, number]}
 */
function edges(from, to, low, high, isSpan) {
  if (!isSpan) return [low, high];
  const inside = (/** @type {number} */ at) => Math.min(Math.max(at, low), high);
  return [inside(Math.min(from, to)), inside(Math.max(from, to))];
}
