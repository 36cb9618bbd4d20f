// @ts-check
// Visible ranges: one of Bokeh's ranges per dimension, shared by all panels that show it.

/**
 * @typedef {object} Watcher
 * @property {(dims: Set<string>) => void} changed something to place again
 * @property {(dim: string, limits: [number, number]) => void} moved the user panned or zoomed
 */

export class Ranges {
  /** @param {Watcher} watcher */
  constructor(watcher) {
    this._watcher = watcher;
    /** @type {Map<string, any>} */
    this._byDim = new Map();
    this._isOurs = false;
  }

  /**
   * Return Bokeh's range of a dimension.
   *
   * @param {string} dim
   */
  of(dim) {
    let range = this._byDim.get(dim);
    if (!range) {
      range = new Bokeh.Range1d({ start: 0, end: 1 });
      range.change.connect(() => this._changed(dim));
      this._byDim.set(dim, range);
    }
    return range;
  }

  /** Begin anew: a range of Bokeh's belongs to one document for ever. */
  renew() {
    this._byDim.clear();
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
   * @param {PanelAxis} axis
   */
  apply(axis) {
    if (!axis.dim || !axis.limits) return;
    const [low, high] = axis.limits;
    const [start, end] = axis.is_inverted ? [high, low] : [low, high];
    const range = this.of(axis.dim);
    this._isOurs = true;
    try {
      range.setv({ ...bounds(axis), start, end });
    } finally {
      this._isOurs = false;
    }
  }

  /** @param {string} dim */
  _changed(dim) {
    this._watcher.changed(new Set([dim]));
    if (this._isOurs) return;
    const { start, end } = this.of(dim);
    this._watcher.moved(dim, start < end ? [start, end] : [end, start]);
  }
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
