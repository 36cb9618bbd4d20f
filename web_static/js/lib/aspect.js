// @ts-check
// Equal aspect: what panels show where a unit is as long across as it is up. The same as
// EqualAspect in itool/model/aspect.py.

/** Fewest samples that can be zoomed to. */
const LEAST_SAMPLES = 2;

/** @typedef {[number, number]} Span */

/**
 * Return the name of the column or row that an axis of a panel belongs to.
 *
 * @param {PanelScene} panel
 * @param {"x" | "y"} side
 */
export function laneOf(panel, side) {
  const [row, column] = panel.cell;
  return side === "x" ? `x ${column} ${panel.x.dim}` : `y ${row} ${panel.y.dim}`;
}

/**
 * A row or column of panels that shows a tied dimension.
 *
 * @typedef {object} Lane
 * @property {string} dim
 * @property {Gauge} gauge what it measures
 * @property {number} length in pixels
 * @property {Span} full
 * @property {number} least shortest span that can be zoomed to
 */

export class EqualAspect {
  /**
   * @param {Scene} scene
   * @param {{x: number[], y: number[]}} lengths pixels of each column and row
   */
  constructor(scene, lengths) {
    /** @type {Map<string, Lane>} */
    this.lanes = new Map();
    for (const panel of scene.panels) {
      if (panel.kind !== "image") continue;
      for (const side of /** @type {const} */ (["x", "y"])) {
        const axis = panel[side];
        if (!axis.gauge.measure) continue;
        /** @type {Span} */
        const full = axis.extent[0] < axis.extent[1] ? axis.extent : [axis.extent[1], axis.extent[0]];
        const least = (Math.min(LEAST_SAMPLES, axis.size) * width(full)) / (axis.size || 1);
        const length = Math.max(lengths[side][panel.cell[side === "x" ? 1 : 0]] ?? 1, 1);
        this.lanes.set(laneOf(panel, side), { dim: axis.dim, gauge: axis.gauge, length, full, least });
      }
    }
  }

  /**
   * Return what each row and column shows so that all limits are visible.
   *
   * @param {Record<string, Span>} limits
   * @returns {Map<string, Span>}
   */
  spans(limits) {
    const kept = (/** @type {Lane} */ lane) => limits[lane.dim] ?? lane.full;
    /** Pixels of one of what is measured. @type {Map<string, number>} */
    const scales = new Map();
    for (const lane of this.lanes.values()) {
      const { measure, scale } = lane.gauge;
      const here = lane.length / ((width(kept(lane)) || 1) * scale);
      scales.set(measure, Math.min(scales.get(measure) ?? here, here));
    }
    return new Map(
      [...this.lanes].map(([name, lane]) => {
        const length = lane.length / ((scales.get(lane.gauge.measure) ?? 1) * lane.gauge.scale);
        const [low, high] = kept(lane);
        const middle = (low + high) / 2;
        return [name, length <= high - low ? [low, high] : [middle - length / 2, middle + length / 2]];
      }),
    );
  }

  /**
   * Return the limits with which rows and columns show what a hand wants.
   *
   * @param {Record<string, Span>} limits as they are
   * @param {Map<string, Span>} wanted
   * @returns {Record<string, Span>}
   */
  moved(limits, wanted) {
    const now = this.spans(limits);
    const lanes = [...this.lanes];
    /** @type {Record<string, Span>} */
    const found = {};
    for (const measure of new Set([...wanted.keys()].map((name) => this.lanes.get(name)?.gauge.measure))) {
      const alike = lanes.filter(([, lane]) => lane.gauge.measure === measure);
      let factor = 1;
      /** @type {Record<string, number>} */
      const middles = {};
      /** @type {Record<string, number>} */
      const seen = {};
      for (const [name, { dim }] of alike) {
        const span = now.get(name) ?? [0, 1];
        seen[dim] = Math.min(seen[dim] ?? Infinity, width(span));
        const asked = wanted.get(name);
        if (!asked) continue;
        middles[dim] = (asked[0] + asked[1]) / 2;
        const share = width(asked) / width(span);
        if (Math.abs(Math.log(share)) > Math.abs(Math.log(factor))) factor = share;
      }
      const nearest = Math.min(...alike.map(([, { dim, least }]) => least / (seen[dim] ?? 1)));
      factor = Math.max(factor, Math.min(nearest, 1));
      for (const [, { dim, full }] of alike) {
        const [low, high] = limits[dim] ?? full;
        const middle = middles[dim] ?? (low + high) / 2;
        const half = ((seen[dim] ?? 1) * factor) / 2;
        found[dim] = inside([middle - half, middle + half], full);
      }
    }
    return found;
  }
}

/**
 * @param {Span} span
 * @param {Span} full
 * @returns {Span}
 */
function inside([low, high], full) {
  if (high - low >= width(full)) return full;
  const by = Math.max(full[0] - low, 0) + Math.min(full[1] - high, 0);
  return [low + by, high + by];
}

/** @param {Span} span */
function width([low, high]) {
  return high - low;
}
