// @ts-check
// Which sample is at which level of the colour bar: itool/model/norm.py for one number, to
// place labels and to follow a hand. Samples become pixels in the manager.

/** Length of the straight part of "symlog", where a decade is ln 10 long. */
const STRAIGHT = (Math.LN10 * 10) / 9;

/** Part of the bar at either end where a hand moves that end only. */
const GRIP = 0.2;
/** How far one end may come towards the other in one drag, in levels. */
const CLOSEST = 0.98;

/** @typedef {"low" | "high" | "both"} Grip */

/**
 * Return the level of a sample: 0 is the first colour, 1 the last.
 *
 * @param {NormValues} norm
 * @param {number} value
 */
export function forward(norm, value) {
  if (norm.kind === "centered") {
    const side = (value - norm.center) / (value < norm.center ? norm.center - norm.low : norm.high - norm.center);
    return (1 + power(side, norm.gamma)) / 2;
  }
  const [low, high] = [norm.low, norm.high].map((end) => bend(norm, end));
  return power((bend(norm, value) - Number(low)) / (Number(high) - Number(low) || 1), norm.gamma);
}

/**
 * Return the sample at a level; beyond 0 and 1, too.
 *
 * @param {NormValues} norm
 * @param {number} level
 */
export function inverse(norm, level) {
  if (norm.kind === "centered") {
    const side = power(2 * level - 1, 1 / norm.gamma);
    return norm.center + side * (side < 0 ? norm.center - norm.low : norm.high - norm.center);
  }
  const [low, high] = [norm.low, norm.high].map((end) => bend(norm, end));
  return unbend(norm, Number(low) + power(level, 1 / norm.gamma) * (Number(high) - Number(low) || 1));
}

/**
 * Return the limits after a hand moved one end of the bar, or all of it.
 *
 * @param {NormValues} norm as it was when the hand took hold
 * @param {Grip} grip
 * @param {number} by how far the hand moved, in levels
 * @returns {[number, number]}
 */
export function dragged(norm, grip, by) {
  if (grip === "both") return [inverse(norm, by), inverse(norm, 1 + by)];
  const low = grip === "low" ? Math.min(by, CLOSEST) : 0;
  const high = grip === "high" ? 1 + Math.max(by, -CLOSEST) : 1;
  return [inverse(norm, low), inverse(norm, high)];
}

/**
 * Return limits `factor` times as far from the sample at `level`, which stays.
 *
 * @param {NormValues} norm
 * @param {number} level
 * @param {number} factor
 * @returns {[number, number]}
 */
export function zoomed(norm, level, factor) {
  return [inverse(norm, level - level * factor), inverse(norm, level + (1 - level) * factor)];
}

/**
 * Return what a hand takes hold of at a level: an end, or the middle.
 *
 * @param {number} level
 * @returns {Grip}
 */
export function gripAt(level) {
  return level < GRIP ? "low" : level > 1 - GRIP ? "high" : "both";
}

/**
 * @param {number} base
 * @param {number} exponent
 */
function power(base, exponent) {
  return Math.sign(base) * Math.abs(base) ** exponent;
}

/**
 * @param {NormValues} norm
 * @param {number} value
 */
function bend({ kind, width }, value) {
  if (kind === "log") return Math.log(value);
  if (kind === "asinh") return Math.asinh(value / width);
  if (kind !== "symlog") return value;
  const scaled = value / width;
  const far = Math.log(Math.max(Math.abs(scaled), 1));
  return STRAIGHT * Math.min(Math.max(scaled, -1), 1) + Math.sign(scaled) * far;
}

/**
 * @param {NormValues} norm
 * @param {number} bent
 */
function unbend({ kind, width }, bent) {
  if (kind === "log") return Math.exp(bent);
  if (kind === "asinh") return width * Math.sinh(bent);
  if (kind !== "symlog") return bent;
  const size = Math.abs(bent);
  const near = Math.min(size / STRAIGHT, 1);
  return Math.sign(bent) * width * near * Math.exp(Math.max(size - STRAIGHT, 0));
}
