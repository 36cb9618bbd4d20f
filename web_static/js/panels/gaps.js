// @ts-check
// The gaps between panels: dragging one shares out the room anew.

import { h } from "../lib/dom.js";

/** Pixels of a plot area that are left when a gap is dragged as far as it goes. */
const LEAST = 40;

export class Gaps {
  /**
   * @param {HTMLElement} root
   * @param {() => void} moved sizes changed here; lay out again
   * @param {(sizes: {rows: number[]} | {columns: number[]}) => void} resized
   */
  constructor(root, moved, resized) {
    this._root = root;
    this._moved = moved;
    this._resized = resized;
    /** Sizes while a gap is held. @type {number[] | null} */
    this.columns = null;
    /** @type {number[] | null} */
    this.rows = null;
    this._isHeld = false;
    /** @type {HTMLElement[]} */
    this._elements = [];
    /** @type {number[]} */
    this._widths = [];
    /** @type {number[]} */
    this._heights = [];
  }

  /**
   * Put a handle into every gap: right of each column but the last, above each row but the
   * first.
   *
   * @param {number[]} rights ends of the columns' plot areas
   * @param {number[]} tops starts of the rows' plot areas
   * @param {number[]} widths
   * @param {number[]} heights
   */
  place(rights, tops, widths, heights) {
    this._widths = widths;
    this._heights = heights;
    const count = widths.length - 1 + heights.length - 1;
    while (this._elements.length < count) this._elements.push(this._add());
    while (this._elements.length > count) this._elements.pop()?.remove();
    this._elements.forEach((element, at) => {
      const isColumn = at < widths.length - 1;
      const index = isColumn ? at : at - (widths.length - 1);
      element.className = `splitter ${isColumn ? "columns" : "rows"}`;
      element.dataset["index"] = String(index);
      element.style.left = isColumn ? `${(rights[index] ?? 0) + 1}px` : "";
      element.style.top = isColumn ? "" : `${(tops[index + 1] ?? 0) - 7}px`;
    });
  }

  /** Let the scene's sizes count again. */
  release() {
    if (!this._isHeld) this.columns = this.rows = null;
  }

  _add() {
    const element = h("div", { class: "splitter" });
    element.addEventListener("pointerdown", (event) => this._hold(element, event));
    this._root.append(element);
    return element;
  }

  /**
   * @param {HTMLElement} element
   * @param {PointerEvent} start
   */
  _hold(element, start) {
    if (start.button !== 0) return;
    start.preventDefault();
    start.stopPropagation();
    element.setPointerCapture(start.pointerId);
    this._isHeld = true;
    const isColumn = element.classList.contains("columns");
    const index = Number(element.dataset["index"]);
    const before = [...(isColumn ? this._widths : this._heights)];
    let isDue = false;
    const apply = () => {
      isDue = false;
      this._moved();
      if (isColumn && this.columns) this._resized({ columns: this.columns });
      if (!isColumn && this.rows) this._resized({ rows: this.rows });
    };
    const move = (/** @type {PointerEvent} */ event) => {
      const by = isColumn ? event.clientX - start.clientX : event.clientY - start.clientY;
      const sizes = shifted(before, index, by);
      if (isColumn) this.columns = sizes;
      else this.rows = sizes;
      if (!isDue) requestAnimationFrame(apply);
      isDue = true;
    };
    const end = () => {
      this._isHeld = false;
      element.removeEventListener("pointermove", move);
    };
    element.addEventListener("pointermove", move);
    element.addEventListener("lostpointercapture", end, { once: true });
  }
}

/**
 * Return sizes after the end of the one at `index` moved.
 *
 * @param {number[]} sizes
 * @param {number} index
 * @param {number} by
 */
function shifted(sizes, index, by) {
  const [here = 0, next = 0] = sizes.slice(index, index + 2);
  const shift = Math.min(Math.max(by, LEAST - here), next - LEAST);
  return sizes.map((size, at) => (at === index ? size + shift : at === index + 1 ? size - shift : size));
}
