// @ts-check
// What a hand does along the axis of values of a profile. The axis fits the curves until
// somebody zooms or pans it, and again after a double click.

import { viewAt } from "./drag.js";
import { valueAxis, valueRange } from "./fit.js";

/** @typedef {import("./panel.js").PanelView} PanelView */
/** @typedef {{clientX: number, clientY: number}} Point */

/** What one notch of a wheel leaves of what is visible. */
const NOTCH = 0.85;
/** Pixels, or lines, that a notch is long. */
const PIXELS = 120;
const LINES = 3;
/** Shortest span that can be zoomed to, as a share of the value there. */
const LEAST = 1e-12;
/** Pixels along the axis of values from which a box zooms it. */
const MEANT = 16;

export class Values {
  /**
   * @param {(view: PanelView) => void} fit brings an axis to what the view says
   * @param {(dim: string, limits: [number, number] | null) => void} moved a hand chose values
   */
  constructor(fit, moved) {
    this._fit = fit;
    this._moved = moved;
  }

  /**
   * Show the values at these positions of the axis.
   *
   * @param {PanelView} view
   * @param {[number, number]} span
   */
  show(view, [low, high]) {
    const isLog = valueAxis(view.panel).kind === "log";
    const furthest = Math.max(Math.abs(low), Math.abs(high));
    if (!(furthest < (isLog ? 300 : 1e300)) || !(high - low > LEAST * furthest)) return;
    view.held = [low, high];
    this._fit(view);
    this._moved(view.dims[0] ?? "", isLog ? [10 ** low, 10 ** high] : [low, high]);
  }

  /**
   * Show `factor` times as much; the value at a point stays where it is.
   *
   * @param {PanelView} view
   * @param {number} factor
   * @param {Point} point
   */
  zoom(view, factor, point) {
    const { start, end } = valueRange(view);
    const at = valueAt(view, point);
    this.show(view, [at + (start - at) * factor, at + (end - at) * factor]);
  }

  /**
   * Move what is visible from one point to another.
   *
   * @param {PanelView} view
   * @param {Point} from
   * @param {Point} to
   */
  pan(view, from, to) {
    const { start, end } = valueRange(view);
    const by = valueAt(view, from) - valueAt(view, to);
    if (by) this.show(view, [start + by, end + by]);
  }

  /**
   * Show what a box holds, if it was meant to say something about values.
   *
   * @param {PanelView} view
   * @param {Point} from
   * @param {Point} to
   */
  box(view, from, to) {
    if (view.panel.kind !== "profile" || !isMeant(view, from, to)) return;
    const { start, end } = valueRange(view);
    const found = [valueAt(view, from), valueAt(view, to)].map((at) => Math.min(Math.max(at, start), end));
    this.show(view, [Math.min(...found), Math.max(...found)]);
  }

  /** @param {PanelView} view */
  fit(view) {
    view.held = null;
    this._moved(view.dims[0] ?? "", null);
  }
}

/**
 * Return whether a box is long enough along the axis of values: a hand that means the other
 * axis alone does not go quite straight.
 *
 * @param {PanelView} view
 * @param {Point} from
 * @param {Point} to
 */
export function isMeant(view, from, to) {
  const far = view.panel.x.dim ? to.clientY - from.clientY : to.clientX - from.clientX;
  return Math.abs(far) >= MEANT;
}

/**
 * Let the values of a grid's profiles be zoomed, panned and fitted.
 *
 * @param {HTMLElement} root
 * @param {import("./grid.js").Grid} grid
 */
export function enableValues(root, grid) {
  /** @type {{view: PanelView, pointer: number, from: Point} | null} */
  let held = null;
  const beside = (/** @type {MouseEvent} */ event) => {
    const view = viewAt(grid, /** @type {HTMLElement} */ (event.target));
    return view && isBeside(view, event) ? view : null;
  };
  const take = (/** @type {Event} */ event) => {
    event.preventDefault();
    event.stopPropagation();
  };

  // In the capture phase, before BokehJS sees the event.
  const listen = (/** @type {string} */ name, /** @type {(event: any) => void} */ act) =>
    root.addEventListener(name, act, { capture: true, passive: false });
  listen("wheel", (/** @type {WheelEvent} */ event) => {
    const view = beside(event);
    if (!view) return;
    take(event);
    const notches = -event.deltaY / (event.deltaMode ? LINES : PIXELS);
    grid.values.zoom(view, NOTCH ** notches, event);
  });
  listen("pointerdown", (/** @type {PointerEvent} */ event) => {
    if (event.button !== 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const view = beside(event);
    if (view) {
      take(event);
      // Clicks go to what holds the pointer, and must find this profile.
      view.element.setPointerCapture(event.pointerId);
      held = { view, pointer: event.pointerId, from: event };
      return;
    }
    // BokehJS pans along the dimension; values go with it once they are fixed.
    const inside = viewAt(grid, /** @type {HTMLElement} */ (event.target));
    const isFree = !(/** @type {HTMLElement} */ (event.target).closest(".handle"));
    if (inside?.isFixed && isFree) held = { view: inside, pointer: event.pointerId, from: event };
  });
  listen("pointermove", (/** @type {PointerEvent} */ event) => {
    if (held?.pointer !== event.pointerId) return;
    grid.values.pan(held.view, held.from, event);
    held.from = event;
  });
  for (const name of ["pointerup", "pointercancel"]) {
    listen(name, (/** @type {PointerEvent} */ event) => {
      if (held?.pointer === event.pointerId) held = null;
    });
  }
  listen("dblclick", (/** @type {MouseEvent} */ event) => {
    const view = beside(event);
    if (!view) return;
    take(event);
    grid.values.fit(view);
  });
}

/**
 * Return whether a point is beside the plot of a profile, on its axis of values.
 *
 * @param {PanelView} view
 * @param {Point} point
 */
function isBeside(view, { clientX, clientY }) {
  if (view.panel.kind !== "profile") return false;
  const { left, right, top, bottom } = view.plot.getBoundingClientRect();
  if (view.panel.x.dim) return view.panel.shows_y && clientX < left && clientY >= top && clientY <= bottom;
  return view.panel.shows_x && clientY > bottom && clientX >= left && clientX <= right;
}

/**
 * Return the position along the axis of values at a point of the screen.
 *
 * @param {PanelView} view
 * @param {Point} point
 */
function valueAt(view, { clientX, clientY }) {
  const { start, end } = valueRange(view);
  const { left, bottom, width, height } = view.plot.getBoundingClientRect();
  const share = view.panel.x.dim ? (bottom - clientY) / height : (clientX - left) / width;
  return start + share * (end - start);
}
