// @ts-check
// The grid of panels: plot areas in one column or row line up to the pixel, so that a
// cursor's line runs straight through all of them.

import { Figure, textWidth } from "./figure.js";
import { fitTwin, twinRoom, valueAxis, valueRange } from "./fit.js";
import { beforeFrame } from "../lib/frame.js";
import { Gaps } from "./gaps.js";
import { Pace } from "../lib/pace.js";
import { PanelView } from "./panel.js";
import { Ranges } from "./ranges.js";
import { at, shares, sum } from "./shares.js";
import { Values } from "./values.js";

const SIDES = /** @type {const} */ (["x", "y"]);
const MARGIN = 10;
/** Room at the far end of a horizontal axis for half a label. */
const OVERHANG = 18;
/** Milliseconds between two times that handles are brought to their lines. */
const LAG = 100;
/** Milliseconds between two fits of a value axis while its curves change. */
const PACE = 150;
/** Milliseconds of rest after which value axes fit their curves exactly. */
const REST = 150;

/**
 * @typedef {object} GridEvents
 * @property {(dim: string, limits: [number, number]) => void} moved the user panned or zoomed
 * @property {(dim: string, limits: [number, number] | null) => void} valued the user chose
 *   the visible values of the profile along a dimension, null to fit its curves
 * @property {() => void} placed plot areas have new places
 * @property {(sizes: {rows: number[]} | {columns: number[]}) => void} resized a gap was dragged
 */

export class Grid {
  /**
   * @param {HTMLElement} root
   * @param {GridEvents} events
   */
  constructor(root, events) {
    this._root = root;
    this._events = events;
    /** @type {Map<string, PanelView>} */
    this.panels = new Map();
    this.ranges = new Ranges({
      changed: (dims) => this._ranged(dims),
      moved: (dim, limits) => events.moved(dim, limits),
    });
    this.values = new Values((view) => this._fit(view), events.valued);
    /** @type {Scene | null} */
    this.scene = null;
    /** Colours of the pixels 0 to 255; that of missing samples is the theme's. @type {Uint32Array} */
    this.colors = new Uint32Array(256);
    this._paper = "#000000";
    this._missing = "#000000";
    /** Where lines are while a hand holds them: position by "cursor/dim". @type {Map<string, number>} */
    this.held = new Map();
    /** Dimensions whose limits are being changed here, so the scene's are older. @type {Set<string>} */
    this.ranging = new Set();
    /** Newest samples of every layer: they outlive the panels. @type {Map<string, [FrameHead, Uint8Array | Samples]>} */
    this._frames = new Map();
    /** @type {any} */
    this._document = null;
    /** @type {Promise<void>} */
    this._building = Promise.resolve();
    /** @type {Set<string>} */
    this._due = new Set();
    /** @type {number | undefined} */
    this._timer = undefined;
    /** When value axes were fitted last. @type {WeakMap<PanelView, number>} */
    this._fitted = new WeakMap();
    /** Room for axes, by column and row. @type {{left: number[], right: number[], top: number[], bottom: number[]}} */
    this._gutters = { left: [], right: [], top: [], bottom: [] };
    this._handles = new Pace(LAG, () => {
      for (const panel of this.panels.values()) panel.marks.placeHandles();
    });
    this._gaps = new Gaps(root, () => this.layout(), events.resized);
    new ResizeObserver(() => this.layout()).observe(root);
  }

  /** Whether the axes of all panels have been drawn. */
  get isReady() {
    return this.panels.size > 0 && [...this.panels.values()].every((panel) => panel.figure.view);
  }

  /** Whether nothing waits to be placed or fitted. */
  get isQuiet() {
    return this.isReady && !this._due.size && !this._timer && !this._handles.isDue;
  }

  /** @param {Scene} scene */
  show(scene) {
    const before = this.scene;
    this.scene = scene;
    this._root.classList.toggle("tied", scene.equal_aspect);
    const shape = (/** @type {Scene | null} */ s) => s?.panels.map((p) => `${p.id} ${p.kind} ${p.cell} ${p.y.dim} ${Boolean(p.twin)}`).join();
    if (shape(scene) !== shape(before)) {
      this._rebuild(scene);
      return;
    }
    this.ranges.apply(scene, this.ranging);
    for (const panel of scene.panels) {
      const view = this.panels.get(panel.id);
      if (!view || view.panel === panel) continue;
      const limits = valueAxis(view.panel).limits;
      view.show(panel, this.positionOf);
      if (panel.kind === "profile" && `${limits}` !== `${valueAxis(panel).limits}`) this._fit(view);
    }
    this._handles.ask();
    const isTied = scene.equal_aspect !== before?.equal_aspect;
    const hasSameBar = scene.channel === before?.channel;
    if (!hasSameBar) this._forgetRoom();
    if (!hasSameBar || scene.rows !== before?.rows || scene.columns !== before?.columns || isTied) {
      this._gaps.release();
      this.layout();
    }
  }

  /**
   * Take an image or a curve; it is drawn by `draw`.
   *
   * @param {FrameHead} head
   * @param {Uint8Array | Samples} samples
   */
  take(head, samples) {
    const view = this.panels.get(head.panel);
    this._frames.set(`${head.panel}/${head.layer}`, [head, samples]);
    view?.take(head, samples);
    if (view?.panel.kind === "profile") this._fit(view);
  }

  /**
   * Fit value axes to curves that have come and will be drawn in the next frame. Bokeh paints
   * in the frame after it was asked: asked now, that is the same one.
   *
   * @param {FrameHead[]} heads
   */
  foresee(heads) {
    for (const head of heads) {
      const view = this.panels.get(head.panel);
      if (view?.panel.kind !== "profile" || !head.range) continue;
      view.foresee(head);
      this._fit(view);
    }
  }

  /**
   * Return the newest samples of a layer, after their head.
   *
   * @param {string} panel
   * @param {string} layer
   */
  frameOf(panel, layer) {
    return this._frames.get(`${panel}/${layer}`);
  }

  /** Draw whatever is new. */
  draw() {
    // What is transparent in an image of true colours shows the background.
    this.colors[0] = word(this.scene?.channel ? this._paper : this._missing);
    for (const panel of this.panels.values()) panel.draw(this.colors, this._paper, ink);
  }

  /**
   * Draw all samples in other colours.
   *
   * @param {Uint32Array} colors
   */
  paint(colors) {
    this.colors = colors;
    this._redraw();
  }

  _redraw() {
    for (const panel of this.panels.values()) panel.spoil();
    this.draw();
  }

  /** Take over the colours of the theme. */
  recolor() {
    const style = getComputedStyle(document.documentElement);
    isDark = style.colorScheme === "dark";
    this._paper = style.getPropertyValue("--plot").trim();
    this._missing = style.getPropertyValue("--missing").trim();
    for (const { figure } of this.panels.values()) {
      figure.recolor((token) => style.getPropertyValue(`--${token}`).trim());
    }
    this._redraw();
  }

  /** Show lines at other places than the scene says, or let go of them. */
  moveMarks() {
    for (const panel of this.panels.values()) panel.showMarks(this.positionOf);
    this._handles.ask();
  }

  /** @param {Mark} mark */
  positionOf = (mark) => this.held.get(`${mark.cursor}/${mark.dim}`) ?? mark.position;

  /**
   * Take over the scene's visible values of the profile along a dimension.
   *
   * @param {string} dim
   */
  releaseValues(dim) {
    for (const view of this.panels.values()) {
      if (view.panel.kind !== "profile" || view.dims[0] !== dim || !view.held) continue;
      view.held = null;
      this._fit(view);
    }
  }

  /** Take over the scene's limits of dimensions that were held. */
  release() {
    if (this.scene) this.ranges.apply(this.scene, this.ranging);
  }

  /** Give every panel its place. */
  layout() {
    const { scene } = this;
    const size = this._root.getBoundingClientRect();
    if (!scene || !this.panels.size || size.width < 50 || size.height < 50) return;
    this._measure();
    const { left, right, top, bottom } = this._gutters;
    const widths = shares(size.width - sum(left) - sum(right), this._gaps.columns ?? scene.columns);
    const heights = shares(size.height - sum(top) - sum(bottom), this._gaps.rows ?? scene.rows);
    this.ranges.tie(scene, { x: widths, y: heights });
    for (const view of this.panels.values()) {
      const [row, column] = view.panel.cell;
      const box = {
        left: at(left, column),
        top: at(top, row),
        width: at(widths, column),
        height: at(heights, row),
      };
      const x = sum(left, column) + sum(widths, column) + sum(right, column);
      const y = sum(top, row) + sum(heights, row) + sum(bottom, row);
      const width = box.left + box.width + at(right, column);
      const height = box.top + box.height + at(bottom, row);
      view.box = box;
      Object.assign(view.element.style, { left: `${x}px`, top: `${y}px`, width: `${width}px`, height: `${height}px` });
      for (const layer of [view.plot, view.handles]) {
        Object.assign(layer.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` });
      }
      view.figure.resize(width, height, box);
      view.place();
      view.showMarks(this.positionOf);
    }
    this._gaps.place(
      widths.map((_, i) => sum(left, i + 1) + sum(widths, i + 1) + sum(right, i)),
      heights.map((_, i) => sum(top, i + 1) + sum(heights, i) + sum(bottom, i)),
      widths,
      heights,
    );
    this._handles.ask();
    this.draw();
    this._events.placed();
  }

  /**
   * Return where a plot area is within the grid's element.
   *
   * @param {PanelView} view
   * @returns {Box}
   */
  placeOf(view) {
    const { left, top } = view.element.style;
    const { box } = view;
    return { left: parseFloat(left) + box.left, top: parseFloat(top) + box.top, width: box.width, height: box.height };
  }

  /** @param {Scene} scene */
  _rebuild(scene) {
    const old = this._document;
    this._document = new Bokeh.Document();
    for (const view of this.panels.values()) view.element.remove();
    this.panels.clear();
    this._forgetRoom();
    this.ranges.renew();
    for (const panel of scene.panels) {
      const [x, y] = SIDES.map((side) => (panel[side].dim ? this.ranges.of(panel, side) : this.ranges.free()));
      const figure = new Figure(panel, x, y);
      figure.describe(panel);
      this.panels.set(panel.id, new PanelView(panel, figure));
    }
    this.ranges.apply(scene, this.ranging);
    for (const view of this.panels.values()) {
      this._root.append(view.element);
      this._document.add_root(view.figure.model);
    }
    // Layers that are the same as before are not sent again.
    for (const [key, [head, samples]] of this._frames) {
      if (this.panels.has(head.panel)) this.take(head, samples);
      else this._frames.delete(key);
    }
    this.layout();
    this.recolor();
    this._building = this._building.then(() => this._buildAxes(old));
  }

  /** @param {any} old the document of the panels before */
  async _buildAxes(old) {
    old?.clear();
    const current = this._document;
    const views = [...this.panels.values()];
    const manager = await Bokeh.embed.add_document_standalone(current, this._root, views.map((view) => view.axes));
    if (current !== this._document) return;
    for (const view of views) {
      view.figure.attach(manager.get(view.figure.model));
      const canvas = view.figure.view?.canvas_view;
      if (!canvas) continue;
      canvas.events_el.tabIndex = -1; // the panel itself is in the order of tabs
      // A canvas for previews of tools that we do not use: each costs in every frame.
      canvas.overlays.el.style.display = "none";
    }
    this.layout();
  }

  /** @param {Set<string>} dims */
  _ranged(dims) {
    if (!this._due.size) beforeFrame(() => this._placeDue());
    for (const dim of dims) this._due.add(dim);
  }

  _placeDue() {
    const due = new Set(this._due);
    this._due.clear();
    for (const view of this.panels.values()) {
      if (!view.dims.some((dim) => due.has(dim))) continue;
      view.figure.ranged();
      view.place();
      view.showMarks(this.positionOf);
    }
    this._handles.ask();
    this.draw();
  }

  /**
   * Fit a value axis. Repainting axes is the costly part of a frame, so while curves change
   * quickly an axis follows now and then and with room to spare; it is fitted exactly when
   * they rest.
   *
   * @param {PanelView} view
   */
  _fit(view) {
    fitTwin(view);
    const range = valueRange(view);
    const [low, high] = view.fittingLimits();
    const span = high - low;
    const now = performance.now();
    const isOut = low + span / 22 < range.start || high - span / 22 > range.end;
    const isTiny = span < 0.4 * (range.end - range.start);
    const isDue = now - (this._fitted.get(view) ?? 0) > PACE;
    if (view.isFixed) this._fix(view, low, high);
    else if (!this._timer || ((isOut || isTiny) && isDue)) {
      const spare = this._timer ? 0.15 * span : 0;
      range.setv({ start: low - spare, end: high + spare });
      view.figure.ranged();
      this._fitted.set(view, now);
    }
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._fitAll(), REST);
  }

  /**
   * Show the values that were chosen.
   *
   * @param {PanelView} view
   * @param {number} start
   * @param {number} end
   */
  _fix(view, start, end) {
    const range = valueRange(view);
    if (range.start === start && range.end === end) return;
    range.setv({ start, end });
    this._ranged(new Set(view.dims));
  }

  _fitAll() {
    this._timer = undefined;
    let hasGrown = false;
    for (const view of this.panels.values()) {
      if (view.panel.kind !== "profile") continue;
      const range = valueRange(view);
      const [start, end] = view.fittingLimits();
      if (range.start !== start || range.end !== end) {
        range.setv({ start, end });
        view.figure.ranged();
        view.place();
      }
      if (fitTwin(view)) view.place();
      const [row, column] = view.panel.cell;
      hasGrown ||= twinRoom(view, "y") > at(this._gutters.right, column);
      hasGrown ||= twinRoom(view, "x") > at(this._gutters.top, row);
      hasGrown ||= view.figure.y.thickness() > at(this._gutters.left, column);
      hasGrown ||= view.figure.x.thickness() > at(this._gutters.bottom, row);
    }
    if (hasGrown) this.layout();
    this.draw();
  }

  _forgetRoom() {
    this._gutters = { left: [], right: [], top: [], bottom: [] };
  }

  /** Find the room that axes need; it only grows until the panels are made anew. */
  _measure() {
    const { left, right, top, bottom } = this._gutters;
    for (const view of this.panels.values()) {
      const [row, column] = view.panel.cell;
      const { figure } = view;
      const excess = figure.excess(view.box);
      const spare = column > 0 && !this.scene?.channel ? BAR + 4 : MARGIN;
      left[column] = Math.max(at(left, column), figure.y.thickness() + (column > 0 ? 6 : 2), spare, view.box.left + excess.left);
      right[column] = Math.max(at(right, column), OVERHANG, twinRoom(view, "y"));
      top[row] = Math.max(at(top, row), row === 0 ? 10 : 6, twinRoom(view, "x"));
      bottom[row] = Math.max(at(bottom, row), figure.x.thickness() || 6);
    }
  }
}

/** Room for a histogram, a colour bar and its labels, right of an image. */
const BAR = Math.ceil(46 + textWidth("−0.000"));

let isDark = false;

/**
 * Return a colour as the word of four bytes that a canvas holds.
 *
 * @param {string} color "#rrggbb"
 */
function word(color) {
  const bytes = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16) || 0);
  return new Uint32Array(new Uint8Array([...bytes, 255]).buffer)[0] ?? 0;
}

/**
 * Return the colour of a cursor's curve: darker on a light background, to be read on it.
 *
 * @param {string} color "#rrggbb"
 */
function ink(color) {
  if (isDark || !/^#[0-9a-f]{6}$/i.test(color)) return color;
  const parts = [1, 3, 5].map((i) => Math.round(parseInt(color.slice(i, i + 2), 16) * 0.78));
  return `rgb(${parts.join()})`;
}
