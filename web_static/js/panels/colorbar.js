// @ts-check
// The colour bar beside the main image, with a histogram of what is drawn.

import { h } from "../lib/dom.js";
import { dragged, forward, gripAt, zoomed } from "../lib/norm.js";
import { Pace } from "../lib/pace.js";
import { notches } from "../lib/wheel.js";
import { chooseTicks, decimalText } from "./ticks.js";

const LABEL = 15;
/** Bins of the histogram, of three colours each. */
const BINS = 85;
/** Milliseconds between two histograms; nobody sees more of them. */
const PACE = 80;
/** Milliseconds after which limits that were asked for are not waited for any more. */
const PATIENCE = 1500;
/** Pixels of the histogram's canvas from side to side. */
const COUNTS = 44;

/**
 * @typedef {object} BarEvents
 * @property {(limits: [number, number]) => void} limited the hand moved limits
 * @property {() => void} paused the hand let go
 * @property {() => void} reset limits shall follow the image again
 */

export class ColorBar {
  /** @param {BarEvents} events */
  constructor(events) {
    this._events = events;
    this._canvas = h("canvas", { class: "colors", width: 1, height: 255 });
    this._counted = h("canvas", { class: "counts", width: COUNTS, height: BINS });
    this._labels = h("div", { class: "labels" });
    this._grip = h(
      "div",
      {
        class: "grip",
        tabIndex: 0,
        role: "group",
        "aria-label": "Colour limits: arrows move both, with Shift the upper, with Alt the lower; Home resets",
        title: "Drag the ends or the middle; wheel zooms; double-click resets",
        on: { keydown: (/** @type {KeyboardEvent} */ event) => this._key(event), dblclick: () => this._reset() },
      },
      this._counted,
      this._canvas,
    );
    this.element = h("div", { class: "colorbar", hidden: true }, this._grip, this._labels);
    this._height = 0;
    /** Colour of the histogram. */
    this._ink = "";
    /** @type {NormValues} */
    this.norm = { kind: "linear", low: 0, high: 1, gamma: 1, center: 0, width: 1 };
    /** @type {number[]} */
    this._ticks = [];
    /** @type {Uint8Array | null} */
    this._pixels = null;
    /** Limits that were asked for and are not drawn yet, and when. @type {{low: number, high: number, since: number} | null} */
    this._asked = null;
    this._counting = new Pace(PACE, () => this._drawCounts());
    this._addGestures();
  }

  /** Whether the histogram shows the newest image. */
  get isQuiet() {
    return !this._counting.isDue;
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
      left: `${place.left + place.width + 5}px`,
      top: `${place.top}px`,
      height: `${place.height}px`,
    });
    this._label();
  }

  /** @param {Uint32Array} colors */
  recolor(colors) {
    this._ink = getComputedStyle(this.element).getPropertyValue("--muted");
    const image = new ImageData(1, 255);
    const words = new Uint32Array(image.data.buffer);
    for (let row = 0; row < 255; row++) words[row] = /** @type {number} */ (colors[255 - row]);
    this._canvas.getContext("2d")?.putImageData(image, 0, 0);
    this._counting.ask();
  }

  /**
   * Label the colours as `norm` puts them.
   *
   * @param {NormValues} norm
   * @param {number[]} ticks values to label, the most telling ones first; or none
   */
  scale(norm, ticks) {
    if (JSON.stringify(norm) === JSON.stringify(this.norm)) return;
    this.norm = norm;
    this._ticks = ticks;
    this._label();
  }

  /** The norm as it will be: steps count from one another, though they are drawn later. */
  get _coming() {
    const { low, high } = this.norm;
    if (this._asked && performance.now() - this._asked.since > PATIENCE) this._asked = null;
    if (this._asked?.low === low && this._asked.high === high) this._asked = null;
    return this._asked ? { ...this.norm, low: this._asked.low, high: this._asked.high } : this.norm;
  }

  /** @param {Uint8Array} pixels of the main image */
  count(pixels) {
    this._pixels = pixels;
    this._counting.ask();
  }

  /** How many samples have each third colour. */
  get counts() {
    const pixels = this._pixels ?? new Uint8Array();
    const each = new Uint32Array(256);
    for (let i = 0; i < pixels.length; i++) each[/** @type {number} */ (pixels[i])]++;
    const counts = new Array(BINS).fill(0);
    for (let pixel = 1; pixel < 256; pixel++) counts[Math.floor((pixel - 1) / 3)] += each[pixel];
    return counts;
  }

  /** Positions and texts of the labels. @returns {Ticks} */
  labels() {
    const { low, high, kind } = this.norm;
    const level = (/** @type {number} */ value) => this._height * forward(this.norm, value);
    const most = Math.max(2, this._height / 34);
    const fits = (/** @type {number[]} */ values) => {
      const levels = values.map(level);
      return levels.every((y, i) => i === 0 || Math.abs(y - (levels[i - 1] ?? 0)) >= LABEL);
    };
    if (kind === "log") {
      const valuesOf = (/** @type {Ticks} */ ticks) => ticks.positions.map((power) => 10 ** power);
      const found = chooseTicks(Math.log10(low), Math.log10(high), "log", [], most, (ticks) => fits(valuesOf(ticks)));
      return { ...found, positions: valuesOf(found) };
    }
    if (!this._ticks.length) return chooseTicks(low, high, "number", [], most, (ticks) => fits(ticks.positions));
    /** @type {number[]} */
    const kept = [];
    for (const value of this._ticks) {
      if (kept.every((other) => Math.abs(level(other) - level(value)) >= LABEL)) kept.push(value);
    }
    kept.sort((a, b) => a - b);
    return { positions: kept, texts: kept.map(decimalText), context: "" };
  }

  _label() {
    const height = this._height;
    const { positions, texts, context } = this.labels();
    this._labels.replaceChildren(
      ...positions.map((position, i) => {
        const label = h("span", {}, texts[i] ?? "");
        label.style.top = `${Math.min(Math.max(height * (1 - forward(this.norm, position)), 6), height - 6)}px`;
        return label;
      }),
      context ? h("span", { class: "context" }, context) : "",
    );
  }

  _drawCounts() {
    const context = this._counted.getContext("2d");
    if (!context) return;
    const counts = this.counts;
    // Clipped samples pile up in the outer bins and must not dwarf all others.
    const tallest = Math.max(1, ...counts.slice(1, -1));
    context.clearRect(0, 0, COUNTS, BINS);
    context.fillStyle = this._ink;
    // One shape: a rectangle for each bin takes a browser ten times as long.
    context.beginPath();
    context.moveTo(COUNTS, BINS);
    counts.forEach((count, bin) => {
      const left = COUNTS * (1 - Math.sqrt(Math.min(count / tallest, 1)));
      context.lineTo(left, BINS - bin);
      context.lineTo(left, BINS - 1 - bin);
    });
    context.lineTo(COUNTS, 0);
    context.fill();
  }

  _addGestures() {
    const grip = this._grip;
    /** @type {{norm: NormValues, grip: import("../lib/norm.js").Grip, level: number} | null} */
    let held = null;
    grip.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      grip.setPointerCapture(event.pointerId);
      const level = this._levelAt(event);
      held = { norm: this.norm, grip: gripAt(level), level };
      this._events.paused();
    });
    grip.addEventListener("pointermove", (event) => {
      const level = this._levelAt(event);
      if (held) this._set(dragged(held.norm, held.grip, level - held.level));
      else grip.style.cursor = gripAt(level) === "both" ? "grab" : "ns-resize";
    });
    for (const end of ["pointerup", "pointercancel"]) {
      grip.addEventListener(end, () => {
        if (held) this._events.paused();
        held = null;
      });
    }
    grip.addEventListener(
      "wheel",
      (event) => {
        event.preventDefault();
        this._set(zoomed(this._coming, this._levelAt(event), 0.85 ** notches(event)));
      },
      { passive: false },
    );
  }

  /** @param {KeyboardEvent} event */
  _key(event) {
    const by = { ArrowUp: 0.02, ArrowDown: -0.02 }[event.key];
    if (event.key === "Home") this._reset();
    else if (by) this._set(dragged(this._coming, event.shiftKey ? "high" : event.altKey ? "low" : "both", by));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  _reset() {
    this._asked = null;
    this._events.reset();
  }

  /** @param {[number, number]} limits */
  _set([low, high]) {
    if (!(low < high && Number.isFinite(high - low))) return;
    this._asked = { low, high, since: performance.now() };
    this._events.limited([low, high]);
  }

  /** @param {MouseEvent} event */
  _levelAt(event) {
    const { bottom, height } = this._grip.getBoundingClientRect();
    return (bottom - event.clientY) / Math.max(height, 1);
  }
}
