// @ts-check
// One panel: samples on bare canvases and cursors as elements, in the frame of a figure.
// Nothing of Bokeh's is painted when samples or cursors change. They lie above the figure
// and are opaque, so that a browser need not blend it in; events go through to it.

import { h } from "../lib/dom.js";
import { valueAxis } from "./fit.js";
import { Marks } from "./marks.js";
import { Shapes } from "./shapes.js";
import { indexOf, positionOf, valueLimits } from "../lib/scene.js";

/** Pixels between samples from which each of a curve's samples is marked. */
const SPARSE = 12;

/**
 * @typedef {object} Curve
 * @property {Samples} values
 * @property {SampleWindow} window
 */

export class PanelView {
  /**
   * @param {PanelScene} panel
   * @param {import("./figure.js").Figure} figure
   */
  constructor(panel, figure) {
    this.panel = panel;
    this.figure = figure;
    this.image = h("canvas", { class: "image", width: 0, height: 0 });
    this.curves = h("canvas", { class: "curves" });
    this.plot = h("div", { class: "plot" }, panel.kind === "image" ? this.image : this.curves);
    this.axes = h("div", { class: "axes" });
    this.handles = h("div", { class: "handles" });
    this.element = h(
      "div",
      { class: `panel ${panel.kind}`, tabIndex: 0, role: "group", "aria-label": label(panel) },
      this.axes,
      this.plot,
      this.handles,
    );
    this.element.dataset["panel"] = panel.id;
    /** @type {Box} the plot area within the element */
    this.box = { left: 0, top: 0, width: 1, height: 1 };
    this.marks = new Marks(this.plot, this.handles, (dim, position) => this.pixel(dim, position));
    this.shapes = new Shapes((place) => this.pixelOf(place));
    if (panel.kind === "image") this.plot.append(this.shapes.element, this.shapes.grips.element);
    this.shapes.show(panel);
    /** @type {Map<string, Curve>} */
    this._curves = new Map();
    /** Visible values while a hand changes them. @type {[number, number] | null} */
    this.held = null;
    /** Lowest and highest sample of every curve, drawn or about to be. @type {Map<string, [number | null, number | null]>} */
    this._spans = new Map();
    /** @type {{pixels: Uint8Array, shape: [number, number, number?], windows: SampleWindow[]} | null} */
    this._pixels = null;
    /** @type {ImageData | null} */
    this._data = null;
    this._isDirty = false;
    this._isAmple = false;
    this._transform = "";
  }

  /**
   * Take over what the scene says.
   *
   * @param {PanelScene} panel
   * @param {(mark: Mark) => number} positionOfMark
   */
  show(panel, positionOfMark) {
    const before = this.panel;
    this.panel = panel;
    if (panel.x !== before.x || panel.y !== before.y || panel.shows_x !== before.shows_x || panel.shows_y !== before.shows_y || panel.twin !== before.twin) {
      this.figure.describe(panel);
    }
    if (panel.layers !== before.layers || panel.associated !== before.associated) this._isDirty = true;
    this.showMarks(positionOfMark);
    if (panel.kind === "image") this.shapes.show(panel);
  }

  /**
   * Place the cursors.
   *
   * @param {(mark: Mark) => number} positionOfMark
   */
  showMarks(positionOfMark) {
    this.marks.show(this.panel, positionOfMark);
  }

  /**
   * Take samples, to be drawn by `draw`.
   *
   * @param {FrameHead} head
   * @param {Uint8Array | Samples} samples
   */
  take(head, samples) {
    const windows = head.windows ?? [];
    if (samples instanceof Uint8Array) {
      this._pixels = { pixels: samples, shape: head.shape ?? [0, 0], windows };
    } else {
      this.foresee(head);
      this._curves.set(head.layer, { values: samples, window: windows[0] ?? [0, 0, 1] });
    }
    this._isDirty = true;
  }

  /**
   * Know between which values a curve will lie that has come, and is not taken yet.
   *
   * @param {FrameHead} head
   */
  foresee(head) {
    this._spans.set(head.layer, head.range ?? [null, null]);
  }

  /** Draw again at the next `draw`, because colours changed. */
  spoil() {
    this._isDirty = true;
  }

  /**
   * Draw the samples that are new.
   *
   * @param {Uint32Array} colors
   * @param {string} paper colour of the background
   * @param {(color: string) => string} ink colour of a curve on this background
   */
  draw(colors, paper, ink) {
    if (!this._isDirty) return;
    this._isDirty = false;
    if (this.panel.kind === "image") this._drawImage(colors);
    else this._drawCurves(paper, ink);
  }

  /** Place everything again, after a change of ranges or of size. */
  place() {
    if (this.panel.kind === "image") {
      this._placeImage();
      this.shapes.place();
    } else this._isDirty = true;
  }

  /** Whether the axis of values stays while curves change. */
  get isFixed() {
    return this.panel.kind === "profile" && Boolean(this.held ?? valueAxis(this.panel).limits);
  }

  /**
   * Return the visible values: those that were chosen, or else the smallest limits that hold
   * all curves with a margin.
   */
  fittingLimits() {
    return this.held ?? valueAxis(this.panel).limits ?? this._limits(this.panel.layers);
  }

  /** Return the smallest limits that hold all coordinates beside the curves. */
  twinLimits() {
    return this._limits(this.panel.associated);
  }

  /** @param {PanelScene["layers"]} layers */
  _limits(layers) {
    const spans = layers.map((layer) => this._spans.get(layer.id));
    return valueLimits(spans.flatMap((span) => (span ? [span] : [])));
  }

  /**
   * Return the pixel of a position within the plot area.
   *
   * @param {string} dim
   * @param {number} position
   */
  pixel(dim, position) {
    if (dim === this.panel.x.dim) {
      const { start, end } = this.figure.x.range;
      return ((position - start) / (end - start)) * this.box.width;
    }
    const { start, end } = this.figure.y.range;
    return (1 - (position - start) / (end - start)) * this.box.height;
  }

  /**
   * Return the pixel of an (x, y) position within the plot area.
   *
   * @param {[number, number]} place
   * @returns {[number, number]}
   */
  pixelOf([x, y]) {
    return [this.pixel(this.panel.x.dim, x), this.pixel(this.panel.y.dim, y)];
  }

  /**
   * Return the (x, y) position at a point of the screen.
   *
   * @param {{clientX: number, clientY: number}} point
   * @returns {[number, number]}
   */
  placeAt(point) {
    return [this.positionAt(this.panel.x.dim, point), this.positionAt(this.panel.y.dim, point)];
  }

  /**
   * Return the position along a dimension at a point of the screen.
   *
   * @param {string} dim
   * @param {{clientX: number, clientY: number}} point
   */
  positionAt(dim, point) {
    const rect = this.plot.getBoundingClientRect();
    if (dim === this.panel.x.dim) {
      const { start, end } = this.figure.x.range;
      return start + ((point.clientX - rect.left) / rect.width) * (end - start);
    }
    const { start, end } = this.figure.y.range;
    return start + (1 - (point.clientY - rect.top) / rect.height) * (end - start);
  }

  /**
   * Show what lies between two points and no more.
   *
   * @param {{clientX: number, clientY: number}} from
   * @param {{clientX: number, clientY: number}} to
   * @param {number} least pixels between them along an axis that is zoomed
   */
  showBox(from, to, least) {
    for (const [axis, side] of /** @type {const} */ ([[this.panel.x, "x"], [this.panel.y, "y"]])) {
      const far = side === "x" ? to.clientX - from.clientX : to.clientY - from.clientY;
      if (!axis.dim || Math.abs(far) < least) continue;
      const [low, high] = ends(axis.extent);
      let [start, end] = ends([this.positionAt(axis.dim, from), this.positionAt(axis.dim, to)]);
      const short = Math.min((2 * (high - low)) / axis.size, high - low) - (end - start);
      if (short > 0) [start, end] = [start - short / 2, end + short / 2];
      [start, end] = [Math.max(start, low), Math.min(end, high)];
      if (start < end) this.figure[side].range.setv(axis.is_inverted ? { start: end, end: start } : { start, end });
    }
  }

  /**
   * Return a position that a cursor may take: within the samples, and on one if it snaps.
   *
   * @param {string} dim
   * @param {number} position
   * @param {boolean} snap
   */
  allowed(dim, position, snap) {
    const axis = this.axisOf(dim);
    const ends = [positionOf(axis, 0), positionOf(axis, axis.size - 1)];
    const inside = Math.min(Math.max(position, Math.min(...ends)), Math.max(...ends));
    return snap || axis.ruler.length ? positionOf(axis, indexOf(axis, inside)) : inside;
  }

  /** The image as it arrived. */
  get pixels() {
    return this._pixels;
  }

  /**
   * Return the samples of a cursor's curve that are drawn, or null.
   *
   * @param {string} cursor
   */
  valuesOf(cursor) {
    const isShown = this._layers().some((layer) => layer.id === cursor);
    return (isShown && this._curves.get(cursor)?.values) || null;
  }

  /** @param {string} dim */
  axisOf(dim) {
    return dim === this.panel.x.dim ? this.panel.x : this.panel.y;
  }

  get dims() {
    return [this.panel.y.dim, this.panel.x.dim].filter(Boolean);
  }

  /** @param {Uint32Array} colors */
  _drawImage(colors) {
    if (!this._pixels) return;
    const { pixels, shape } = this._pixels;
    const [rows, columns, depth] = shape;
    const canvas = this.image;
    if (canvas.width !== columns || canvas.height !== rows) {
      canvas.width = columns;
      canvas.height = rows;
      this._data = null;
    }
    if (rows && columns) {
      this._data ??= new ImageData(columns, rows);
      const words = new Uint32Array(this._data.data.buffer);
      if (depth) blend(pixels, this._data.data, colors);
      else for (let i = 0; i < words.length; i++) words[i] = /** @type {number} */ (colors[/** @type {number} */ (pixels[i])]);
      canvas.getContext("2d", { alpha: false })?.putImageData(this._data, 0, 0);
    }
    this._placeImage();
  }

  _placeImage() {
    if (!this._pixels) return;
    const { shape, windows } = this._pixels;
    const [top, height] = this._extent(this.panel.y, windows[0], shape[0]);
    const [left, width] = this._extent(this.panel.x, windows[1], shape[1]);
    const transform = `translate(${left}px, ${top}px) scale(${width}, ${height})`;
    if (transform === this._transform) return;
    this._transform = transform;
    this.image.style.transform = transform;
    // Pixels of their own are drawn sharp; where several share one, they are blended.
    const isAmple = Math.min(Math.abs(width), Math.abs(height)) * devicePixelRatio >= 1;
    if (isAmple !== this._isAmple) {
      this._isAmple = isAmple;
      this.image.classList.toggle("sharp", isAmple);
    }
  }

  /**
   * Pixel of the outer edge of the first sample, and pixels per sample (negative if the
   * first one lies at the far end).
   *
   * @param {PanelAxis} axis
   * @param {SampleWindow | undefined} window
   * @param {number} count
   * @returns {[number, number]}
   */
  _extent(axis, window, count) {
    const [first, , step] = window ?? [0, 0, 1];
    const from = this.pixel(axis.dim, positionOf(axis, first - 0.5));
    const to = this.pixel(axis.dim, positionOf(axis, first + count * step - 0.5));
    return [from, (to - from) / Math.max(count, 1)];
  }

  /**
   * @param {string} paper
   * @param {(color: string) => string} ink
   */
  _drawCurves(paper, ink) {
    const scale = devicePixelRatio;
    const width = Math.max(1, Math.round(this.box.width * scale));
    const height = Math.max(1, Math.round(this.box.height * scale));
    const canvas = this.curves;
    const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { alpha: false }));
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.fillStyle = paper;
    context.fillRect(0, 0, this.box.width, this.box.height);
    // The one kind of line that a browser without a graphics processor draws quickly: six
    // times as fast as a wider line with round joins.
    context.lineWidth = 1;
    context.lineJoin = "bevel";
    const { twin, x, y } = this.figure;
    for (const layer of this._layers()) {
      const curve = this._curves.get(layer.id);
      if (!curve) continue;
      const isBeside = this.panel.associated.includes(layer);
      if (isBeside && !twin) continue;
      context.strokeStyle = context.fillStyle = ink(layer.color);
      context.setLineDash(isBeside ? [5, 3] : []);
      this._stroke(context, curve, (isBeside && twin ? twin : this.panel.y.dim ? x : y).range);
    }
    for (const id of this._curves.keys()) {
      if (this._layers().some((layer) => layer.id === id)) continue;
      this._curves.delete(id);
      this._spans.delete(id);
    }
  }

  /** All curves, those of coordinates first. */
  _layers() {
    return [...this.panel.associated, ...this.panel.layers];
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {Curve} curve
   * @param {any} range of the values
   */
  _stroke(context, { values, window: [first, , step] }, range) {
    const isUpright = Boolean(this.panel.y.dim);
    const axis = isUpright ? this.panel.y : this.panel.x;
    const origin = this.pixel(axis.dim, positionOf(axis, first));
    // Over the whole curve: along times, one step may be a few roundings only.
    const steps = Math.max(values.length - 1, 1);
    const pitch = (this.pixel(axis.dim, positionOf(axis, first + steps * step)) - origin) / steps;
    const { width, height } = this.box;
    const gain = isUpright ? width / (range.end - range.start) : -height / (range.end - range.start);
    const offset = isUpright ? -range.start * gain : height - range.start * gain;
    context.beginPath();
    let isDown = false;
    for (let i = 0; i < values.length; i++) {
      const value = /** @type {number} */ (values[i]);
      if (!Number.isFinite(value)) {
        isDown = false;
        continue;
      }
      const along = origin + i * pitch;
      const level = value * gain + offset;
      const [x, y] = isUpright ? [level, along] : [along, level];
      if (isDown) context.lineTo(x, y);
      else context.moveTo(x, y);
      const isAlone = !isDown && !Number.isFinite(values[i + 1] ?? NaN);
      if (isAlone || Math.abs(pitch) >= SPARSE) context.fillRect(x - 1.5, y - 1.5, 3, 3);
      isDown = true;
    }
    context.stroke();
  }
}

/**
 * Lay pixels of red, green, blue and opacity on the background.
 *
 * @param {Uint8Array} pixels
 * @param {Uint8ClampedArray} drawn
 * @param {Uint32Array} colors of which the first is that of the background
 */
function blend(pixels, drawn, colors) {
  const paper = new Uint8Array(colors.slice(0, 1).buffer);
  for (let i = 0; i < drawn.length; i += 4) {
    const alpha = at(pixels, i + 3) / 255;
    for (let k = 0; k < 3; k++) drawn[i + k] = alpha * at(pixels, i + k) + (1 - alpha) * at(paper, k);
    drawn[i + 3] = 255;
  }
}

/**
 * @param {Uint8Array} bytes
 * @param {number} index
 */
function at(bytes, index) {
  return bytes[index] ?? 0;
}

/**
 * @param {number[]} pair
 * @returns {[number, number]}
 */
function ends(pair) {
  return [Math.min(...pair), Math.max(...pair)];
}

/** @param {PanelScene} panel */
function label(panel) {
  return panel.kind === "image"
    ? `Image of ${panel.y.dim} against ${panel.x.dim}. Arrow keys move the cursor.`
    : `Profile along ${panel.x.dim || panel.y.dim}. Arrow keys move the cursor.`;
}
