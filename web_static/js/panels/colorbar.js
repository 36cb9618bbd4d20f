// @ts-check
// The colour bar beside the main image.

import { h } from "../lib/dom.js";
import { chooseTicks } from "./ticks.js";

const LABEL = 15;

export class ColorBar {
  constructor() {
    this._canvas = h("canvas", { width: 1, height: 255 });
    this._labels = h("div", { class: "labels" });
    this.element = h("div", { class: "colorbar", hidden: true, role: "img", "aria-label": "Colour bar" }, this._canvas, this._labels);
    this._height = 0;
    this._gamma = 1;
    /** @type {[number, number]} */
    this._limits = [0, 1];
  }

  /**
   * Stand right of a plot area.
   *
   * @param {Box | null} place null hides the bar
   */
  place(place) {
    this.element.hidden = !place;
    if (!place) return;
    this._height = place.height;
    Object.assign(this.element.style, {
      left: `${place.left + place.width + 8}px`,
      top: `${place.top}px`,
      height: `${place.height}px`,
    });
    this._label();
  }

  /** @param {Uint32Array} colors */
  recolor(colors) {
    const image = new ImageData(1, 255);
    const words = new Uint32Array(image.data.buffer);
    for (let row = 0; row < 255; row++) words[row] = /** @type {number} */ (colors[255 - row]);
    this._canvas.getContext("2d")?.putImageData(image, 0, 0);
  }

  /**
   * @param {[number, number]} limits values of the first and the last colour
   * @param {number} gamma
   */
  scale(limits, gamma) {
    if (limits[0] === this._limits[0] && limits[1] === this._limits[1] && gamma === this._gamma) return;
    this._limits = limits;
    this._gamma = gamma;
    this._label();
  }

  _label() {
    const [low, high] = this._limits;
    const height = this._height;
    const level = (/** @type {number} */ value) => height * (1 - ((value - low) / (high - low)) ** this._gamma);
    const { positions, texts, context } = chooseTicks(low, high, "number", [], Math.max(2, height / 34), (ticks) => {
      const levels = ticks.positions.map(level);
      return levels.every((y, i) => i === 0 || Math.abs(y - (levels[i - 1] ?? 0)) >= LABEL);
    });
    this._labels.replaceChildren(
      ...positions.map((position, i) => {
        const label = h("span", {}, texts[i] ?? "");
        label.style.top = `${Math.min(Math.max(level(position), 6), height - 6)}px`;
        return label;
      }),
      context ? h("span", { class: "context" }, context) : "",
    );
  }
}
