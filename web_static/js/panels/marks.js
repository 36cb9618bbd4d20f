// @ts-check
// The cursors of one panel: a line and a band for each dimension, and handles to take hold
// of them by. Lines follow at once; handles, which nobody sees, a little later.

import { h } from "../lib/dom.js";

/**
 * @typedef {object} Parts
 * @property {HTMLElement} line
 * @property {HTMLElement} band
 * @property {HTMLElement} handle
 * @property {string} look what was last written into their styles
 * @property {string} move
 */

export class Marks {
  /**
   * @param {HTMLElement} plot holds lines and bands
   * @param {HTMLElement} handles holds the handles
   * @param {(dim: string, position: number) => number} pixel within the plot area
   */
  constructor(plot, handles, pixel) {
    this._plot = plot;
    this._handles = handles;
    this._pixel = pixel;
    /** @type {Map<string, Parts>} */
    this._parts = new Map();
    /** @type {Map<string, {element: HTMLElement, move: string}>} */
    this._crosses = new Map();
  }

  /**
   * Draw lines and bands.
   *
   * @param {PanelScene} panel
   * @param {(mark: Mark) => number} positionOf
   */
  show(panel, positionOf) {
    const seen = new Set();
    /** @type {Map<string, {x: number, y: number, isActive: boolean}>} */
    const crosses = new Map();
    for (const mark of panel.marks) {
      const key = `${mark.cursor}/${mark.dim}`;
      const isVertical = mark.dim === panel.x.dim;
      const parts = this._parts.get(key) ?? this._add(key, mark, isVertical);
      const position = positionOf(mark);
      const at = this._place(parts, mark, position, isVertical);
      seen.add(key);
      if (panel.kind !== "image") continue;
      const cross = crosses.get(mark.cursor) ?? { x: 0, y: 0, isActive: mark.is_active };
      cross[isVertical ? "x" : "y"] = at;
      crosses.set(mark.cursor, cross);
    }
    for (const [key, { line, band, handle }] of this._parts) {
      if (seen.has(key)) continue;
      for (const element of [line, band, handle]) element.remove();
      this._parts.delete(key);
    }
    this._cross(crosses, [panel.y.dim, panel.x.dim]);
  }

  /** Bring the handles to their lines. */
  placeHandles() {
    for (const { handle, move } of this._parts.values()) handle.style.transform = move;
    for (const { element, move } of this._crosses.values()) element.style.transform = move;
  }

  /**
   * Return the elements of a mark.
   *
   * @param {Mark} mark
   */
  of(mark) {
    return /** @type {Parts} */ (this._parts.get(`${mark.cursor}/${mark.dim}`));
  }

  /**
   * @param {string} key
   * @param {Mark} mark
   * @param {boolean} isVertical
   * @returns {Parts}
   */
  _add(key, mark, isVertical) {
    const across = isVertical ? "vertical" : "horizontal";
    const parts = {
      band: h("div", { class: `band ${across}` }),
      line: h("div", { class: `line ${across}` }),
      handle: h("div", { class: `handle ${across}` }),
      look: "",
      move: "",
    };
    parts.handle.dataset["cursor"] = mark.cursor;
    parts.handle.dataset["dims"] = mark.dim;
    this._plot.append(parts.band, parts.line);
    this._handles.append(parts.handle);
    this._parts.set(key, parts);
    return parts;
  }

  /**
   * @param {Parts} parts
   * @param {Mark} mark
   * @param {number} position
   * @param {boolean} isVertical
   * @returns {number} pixel of the line
   */
  _place(parts, mark, position, isVertical) {
    const { line, band, handle } = parts;
    const at = crisp(this._pixel(mark.dim, position));
    const isBand = mark.band[0] !== mark.band[1];
    const look = `${mark.color} ${mark.is_active} ${isBand}`;
    // Styles that did not change are left alone: each costs, in every frame of a drag.
    if (look !== parts.look) {
      parts.look = look;
      line.style.setProperty("--cursor", mark.color);
      band.style.setProperty("--cursor", mark.color);
      line.classList.toggle("active", mark.is_active);
      band.classList.toggle("active", mark.is_active);
      handle.classList.toggle("active", mark.is_active);
      band.hidden = !isBand;
    }
    const move = isVertical ? `translateX(${at}px)` : `translateY(${at}px)`;
    if (move !== parts.move) {
      line.style.transform = move;
      parts.move = move;
    }
    if (isBand) {
      const shift = position - mark.position;
      const ends = mark.band.map((edge) => this._pixel(mark.dim, edge + shift));
      const from = Math.min(...ends);
      band.style.transform = isVertical ? `translateX(${from}px)` : `translateY(${from}px)`;
      band.style[isVertical ? "width" : "height"] = `${Math.max(...ends) - from}px`;
    }
    return at;
  }

  /**
   * @param {Map<string, {x: number, y: number, isActive: boolean}>} crosses
   * @param {string[]} dims
   */
  _cross(crosses, dims) {
    for (const [cursor, { x, y, isActive }] of crosses) {
      let cross = this._crosses.get(cursor);
      if (!cross) {
        cross = { element: h("div", { class: "handle cross" }), move: "" };
        cross.element.dataset["cursor"] = cursor;
        cross.element.dataset["dims"] = dims.join(" ");
        this._handles.append(cross.element);
        this._crosses.set(cursor, cross);
      }
      cross.move = `translate(${x}px, ${y}px)`;
      cross.element.classList.toggle("active", isActive);
    }
    for (const [cursor, { element }] of this._crosses) {
      if (crosses.has(cursor)) continue;
      element.remove();
      this._crosses.delete(cursor);
    }
  }
}

/**
 * Return where a line of one pixel is drawn sharply.
 *
 * @param {number} pixel
 */
function crisp(pixel) {
  return Math.floor(pixel * devicePixelRatio) / devicePixelRatio;
}
