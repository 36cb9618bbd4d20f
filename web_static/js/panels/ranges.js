// @ts-check
// Visible ranges: one of Bokeh's ranges for each row or column of panels and the dimension
// that it shows. All of one dimension show the same, unless its units are tied to others'.

import { EqualAspect, laneOf } from "../lib/aspect.js";

/**
 * @typedef {object} Watcher
 * @property {(dims: Set<string>) => void} changed something to place again
 * @property {(dim: string, limits: [number, number]) => void} moved the user panned or zoomed
 */

export class Ranges {
  /** @param {Watcher} watcher */
  constructor(watcher) {
    this._watcher = watcher;
    /** Range and dimension of each lane. @type {Map<string, {dim: string, range: any}>} */
    this._lanes = new Map();
    /** Limits as they are shown. @type {Record<string, [number, number]>} */
    this._limits = {};
    /** @type {Map<string, PanelAxis>} */
    this._axes = new Map();
    /** @type {EqualAspect | null} */
    this._aspect = null;
    /** What a hand did since the last turn, where units are tied. @type {Set<string>} */
    this._touched = new Set();
    this._isOurs = false;
  }

  /**
   * Return Bokeh's range of one side of a panel.
   *
   * @param {PanelScene} panel
   * @param {"x" | "y"} side
   */
  of(panel, side) {
    const lane = laneOf(panel, side);
    let known = this._lanes.get(lane);
    if (!known) {
      const range = new Bokeh.Range1d({ start: 0, end: 1 });
      known = { dim: panel[side].dim, range };
      range.change.connect(() => this._changed(lane));
      this._lanes.set(lane, known);
    }
    return known.range;
  }

  /** Begin anew: a range of Bokeh's belongs to one document for ever. */
  renew() {
    this._lanes.clear();
    this._touched.clear();
  }

  /**
   * Return a range that belongs to no dimension: that of a profile's values.
   *
   * @returns {any}
   */
  free() {
    return new Bokeh.Range1d({ start: 0, end: 1 });
  }

  /**
   * Show what the scene says.
   *
   * @param {Scene} scene
   * @param {Set<string>} held dimensions whose limits are being changed here
   */
  apply(scene, held) {
    if (!scene.equal_aspect) this._aspect = null;
    for (const panel of scene.panels) {
      for (const axis of [panel.x, panel.y]) {
        if (!axis.dim || !axis.limits) continue;
        this._axes.set(axis.dim, axis);
        if (!held.has(axis.dim)) this._limits[axis.dim] = axis.limits;
      }
    }
    this._show(held);
  }

  /**
   * Take over the sizes of columns and rows, which decide what is shown where units of
   * both axes are equally long.
   *
   * @param {Scene} scene
   * @param {{x: number[], y: number[]}} lengths
   */
  tie(scene, lengths) {
    const aspect = scene.equal_aspect ? new EqualAspect(scene, lengths) : null;
    this._aspect = aspect?.lanes.size ? aspect : null;
    if (this._aspect) this._show(new Set());
  }

  /** @param {Set<string>} held */
  _show(held) {
    const spans = this._aspect?.spans(this._limits);
    this._isOurs = true;
    try {
      for (const [lane, { dim, range }] of this._lanes) {
        const axis = this._axes.get(dim);
        const tied = spans?.get(lane);
        const span = tied ?? this._limits[dim];
        if (!axis || !span || (held.has(dim) && !tied)) continue;
        const [low, high] = span;
        const [start, end] = axis.is_inverted ? [high, low] : [low, high];
        range.setv({ ...(tied ? FREE : bounds(axis)), start, end });
      }
    } finally {
      this._isOurs = false;
    }
  }

  /** @param {string} lane */
  _changed(lane) {
    const known = this._lanes.get(lane);
    if (!known) return;
    this._watcher.changed(new Set([known.dim]));
    if (this._isOurs) return;
    if (this._aspect?.lanes.has(lane)) {
      // Bokeh changes one axis after the other: look when it is done with both.
      if (!this._touched.size) queueMicrotask(() => this._follow());
      this._touched.add(lane);
      return;
    }
    const limits = spanOf(known.range);
    this._limits[known.dim] = limits;
    this._copy(known.dim, known.range);
    this._watcher.moved(known.dim, limits);
  }

  /**
   * Show in all panels of a dimension what a hand made one of them show.
   *
   * @param {string} dim
   * @param {any} range
   */
  _copy(dim, { start, end }) {
    this._isOurs = true;
    try {
      for (const [lane, known] of this._lanes) {
        if (known.dim === dim && !this._aspect?.lanes.has(lane)) known.range.setv({ start, end });
      }
    } finally {
      this._isOurs = false;
    }
  }

  /** Let all that is tied to what a hand moved move with it. */
  _follow() {
    /** @type {Map<string, [number, number]>} */
    const wanted = new Map();
    for (const lane of this._touched) {
      const known = this._lanes.get(lane);
      if (known && this._aspect?.lanes.has(lane)) wanted.set(lane, spanOf(known.range));
    }
    this._touched.clear();
    if (!this._aspect || !wanted.size) return;
    const moved = this._aspect.moved(this._limits, wanted);
    Object.assign(this._limits, moved);
    this._show(new Set());
    for (const [dim, limits] of Object.entries(moved)) this._watcher.moved(dim, limits);
  }
}

/** Where equal aspect decides, what is shown may be wider than all samples. */
const FREE = { bounds: null, min_interval: null, max_interval: null };

/**
 * @param {any} range
 * @returns {[number, number]}
 */
function spanOf({ start, end }) {
  return start < end ? [start, end] : [end, start];
}

/**
 * How far one may zoom: to a few samples, and out to all of them.
 *
 * @param {PanelAxis} axis
 */
function bounds(axis) {
  const low = Math.min(...axis.extent, ...(axis.limits ?? []));
  const high = Math.max(...axis.extent, ...(axis.limits ?? []));
  const sample = Math.abs(axis.extent[1] - axis.extent[0]) / axis.size;
  return { bounds: [low, high], min_interval: Math.min(2 * sample, high - low), max_interval: high - low };
}
