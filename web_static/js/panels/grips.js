// @ts-check
// The handles of the active region for the keyboard: a button over each, reached with Tab.

import { h } from "../lib/dom.js";
import { number } from "../lib/format.js";

/**
 * @typedef {import("./shapes.js").Place} Place
 */

export class Grips {
  constructor() {
    this.element = h("div", { class: "grips" });
    /** @type {Shape | null} */
    this._shape = null;
  }

  /**
   * Put a button over each handle of the active region.
   *
   * @param {PanelScene} panel
   * @param {(place: Place) => Place} pixel of a position within the plot area
   */
  place(panel, pixel) {
    const shape = panel.shapes.find((each) => each.is_active && each.handles.length) ?? null;
    const { element } = this;
    const count = shape?.handles.length ?? 0;
    this._shape = shape;
    const isLost = element.contains(document.activeElement) && Number(this._number()) >= count;
    while (element.children.length > count) element.lastElementChild?.remove();
    while (element.children.length < count) element.append(h("button", { type: "button", class: "grip-key" }));
    shape?.handles.forEach((place, at) => {
      const button = /** @type {HTMLElement} */ (element.children[at]);
      const [x, y] = pixel(place);
      // Kept inside: a focus beyond the edge would scroll the plot.
      button.style.left = `clamp(0px, ${x.toFixed(1)}px, 100%)`;
      button.style.top = `clamp(0px, ${y.toFixed(1)}px, 100%)`;
      button.dataset["point"] = String(at);
      button.dataset["region"] = shape.region;
      const where = `${panel.x.dim} ${number(place[0], 4)}, ${panel.y.dim} ${number(place[1], 4)}`;
      const text = `Handle ${at + 1} of ${shape.label}: ${where}`;
      if (button.getAttribute("aria-label") !== text) button.setAttribute("aria-label", text);
    });
    if (isLost) this.focus(count - 1);
  }

  /** @param {number} at number of the handle */
  focus(at) {
    /** @type {HTMLElement | undefined} */ (this.element.children[at])?.focus({ preventScroll: true });
  }

  _number() {
    return /** @type {HTMLElement | null} */ (document.activeElement)?.dataset["point"] ?? "";
  }
}

/**
 * Return the region and the number of the handle that has the focus, if one has.
 *
 * @param {EventTarget | null} target
 */
export function gripAt(target) {
  const button = target instanceof HTMLElement ? target.closest(".grip-key") : null;
  if (!(button instanceof HTMLElement)) return null;
  return { region: button.dataset["region"] ?? "", point: Number(button.dataset["point"]) };
}

/**
 * Return how many samples an arrow key goes along which dimension of a panel, towards the
 * pressed side, whichever way the axis and its samples run.
 *
 * @param {KeyboardEvent} event
 * @param {PanelScene} panel
 * @returns {[string, number] | null}
 */
export function arrowStep(event, panel) {
  const [side, sign] = { ArrowLeft: ["x", -1], ArrowRight: ["x", 1], ArrowDown: ["y", -1], ArrowUp: ["y", 1] }[event.key] ?? [];
  if (!side) return null;
  const axis = side === "x" ? panel.x : panel.y;
  if (!axis.dim) return null;
  const isFlipped = axis.extent[0] > axis.extent[1] !== axis.is_inverted;
  return [axis.dim, Number(sign) * (isFlipped ? -1 : 1)];
}
