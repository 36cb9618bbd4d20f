// @ts-check
// Ticks: which positions of an axis are labelled, and with what; the same choice as in
// itool/qt/panels/ticks.py, so that an axis reads the same in a window and on a page.

import { number, superscript } from "../lib/format.js";
import { shared, signed, written } from "./offset.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30.44 * DAY;
const YEAR = 365.25 * DAY;
/** Milliseconds below which a time is counted from the first. */
const FINE = 4;

const CLOCK_STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 5, 10].map((n) => n * DAY),
];

/** @type {Ticks} */
export const NO_TICKS = { positions: [], texts: [], context: "" };

/**
 * Return the finest ticks of an axis that fit.
 *
 * @param {number} low lowest visible position
 * @param {number} high
 * @param {AxisKind} kind
 * @param {string[]} ruler what is written at positions 0, 1, 2…; may be empty
 * @param {number} most ticks
 * @param {(ticks: Ticks) => boolean} fits whether labels do not collide
 * @returns {Ticks}
 */
export function chooseTicks(low, high, kind, ruler, most, fits) {
  if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) return NO_TICKS;
  const candidates = ruler.length
    ? rulerTicks(low, high, ruler, most)
    : kind === "datetime"
      ? timeTicks(low, high, most)
      : kind === "log"
        ? decadeTicks(low, high, most)
        : numberTicks(low, high, most);
  let last = NO_TICKS;
  for (last of candidates) {
    if (fits(last)) break;
  }
  return last;
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} most
 * @returns {Generator<Ticks>}
 */
function* numberTicks(low, high, most) {
  const power = Math.floor(Math.log10((high - low) / Math.max(most, 1)));
  for (let exponent = power; exponent < power + 8; exponent++) {
    for (const digit of [1, 2, 5]) {
      const step = digit * 10 ** exponent;
      const first = Math.ceil(low / step - 1e-9);
      const last = Math.floor(high / step + 1e-9);
      // Beyond these numbers that are whole are not told apart: the axis is one rounding wide.
      if (Math.max(-first, last) > Number.MAX_SAFE_INTEGER) continue;
      if (last - first < most) yield numbered(first, last, digit, exponent);
      if (last <= first) return;
    }
  }
}

/**
 * Yield ticks of an axis of common logarithms.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} most
 * @returns {Generator<Ticks>}
 */
function* decadeTicks(low, high, most) {
  if (high - low < 1 && high < 300) {
    for (const { positions, texts, context } of numberTicks(10 ** low, 10 ** high, most)) {
      const kept = positions.map((_, i) => i).filter((i) => (positions[i] ?? 0) > 0);
      yield { positions: kept.map((i) => Math.log10(positions[i] ?? 1)), texts: kept.map((i) => texts[i] ?? ""), context };
    }
    return;
  }
  for (const digits of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 5], [1, 3]]) yield powers(low, high, digits, 1);
  for (const step of [1, 2, 3, 5, 10, 20, 50, 100]) yield powers(low, high, [1], step);
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number[]} digits
 * @param {number} step
 * @returns {Ticks}
 */
function powers(low, high, digits, step) {
  /** @type {Ticks} */
  const ticks = { positions: [], texts: [], context: "" };
  for (let power = Math.ceil(Math.floor(low) / step) * step; power <= Math.ceil(high); power += step) {
    for (const digit of digits) {
      const at = power + Math.log10(digit);
      if (at < low - 1e-9 || at > high + 1e-9) continue;
      ticks.positions.push(at);
      ticks.texts.push(powerText(digit, power));
    }
  }
  return ticks;
}

/**
 * Write a number as axes of logarithms do where it has one digit, as in 5·10⁻⁷.
 *
 * @param {number} value
 */
export function decimalText(value) {
  const size = Math.abs(value);
  const power = Math.floor(Math.log10(size) + 1e-9);
  const digit = Math.round(size / 10 ** power);
  if (!size || Math.abs(size / 10 ** power - digit) > 1e-6) return number(value, 3);
  return signed(`${value < 0 ? "-" : ""}${powerText(digit, power)}`);
}

/**
 * @param {number} digit
 * @param {number} power
 */
function powerText(digit, power) {
  if (power > -4 && power < 6) return (digit * 10 ** power).toFixed(Math.max(0, -power));
  return `${digit > 1 ? `${digit}·` : ""}10${superscript(power)}`;
}

/**
 * @param {number} first
 * @param {number} last
 * @param {number} digit
 * @param {number} exponent
 * @returns {Ticks}
 */
function numbered(first, last, digit, exponent) {
  const counts = range(first, last, 1);
  const positions = counts.map((n) => n * digit * 10 ** exponent);
  return { positions, ...written(counts.map((n) => n * digit), exponent) };
}

/**
 * @param {number} low
 * @param {number} high
 * @param {string[]} ruler
 * @param {number} most
 * @returns {Generator<Ticks>}
 */
function* rulerTicks(low, high, ruler, most) {
  const first = Math.max(0, Math.ceil(low - 1e-9));
  const last = Math.min(ruler.length - 1, Math.floor(high + 1e-9));
  if (first > last) return;
  for (let scale = 1; ; scale *= 10) {
    for (const digit of [1, 2, 5]) {
      const step = digit * scale;
      const kept = range(Math.ceil(first / step) * step, last, step);
      if (kept.length <= most) yield { positions: kept, ...shared(kept.map((i) => ruler[i] ?? "")) };
      if (kept.length <= 1) return;
    }
  }
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} most
 * @returns {Generator<Ticks>}
 */
function* timeTicks(low, high, most) {
  if (high - low < FINE) yield* fineTicks(low, high, most);
  for (const step of CLOCK_STEPS) {
    if ((high - low) / step < most) {
      const counts = range(Math.ceil(low / step), Math.floor(high / step), 1);
      if (counts.length > 1) yield clock(counts.map((n) => n * step), step);
    }
  }
  const years = yearSteps((high - low) / YEAR).map((n) => 12 * n);
  for (const months of [1, 2, 3, 6, ...years]) {
    if ((high - low) / (months * MONTH) < most) yield calendar(low, high, months);
  }
}

/**
 * Yield ticks within a few milliseconds, counted from the first.
 *
 * @param {number} low
 * @param {number} high
 * @param {number} most
 * @returns {Generator<Ticks>}
 */
function* fineTicks(low, high, most) {
  const start = Math.floor(low);
  const isTiny = high - low < 0.05;
  const scale = isTiny ? 1000 : 1;
  const since = `${isTiny ? "µs" : "ms"} after ${iso(start).replace("T", " ").replace("Z", "")}`;
  for (const { positions, texts, context } of numberTicks((low - start) * scale, (high - start) * scale, most)) {
    const found = positions.map((position) => start + position / scale);
    // Positions are milliseconds since 1970, of which there are some thousand each.
    if (new Set(found).size === found.length) yield { positions: found, texts, context: `${context} ${since}`.trim() };
  }
}

/**
 * @param {number[]} positions at least two
 * @param {number} step
 * @returns {Ticks}
 */
function clock(positions, step) {
  const [first = 0] = positions;
  if (step >= DAY) {
    const [from, to] = [first, positions.at(-1) ?? first].map(yearOf);
    return { positions, texts: positions.map(dayOf), context: from === to ? `${from}` : `${from}–${to}` };
  }
  const end = step >= MINUTE ? 5 : step >= SECOND ? 8 : 12;
  const texts = positions.map((p) => (mod(p, DAY) === 0 ? dayOf(p) : iso(p).split("T")[1]?.slice(0, end) ?? ""));
  return { positions, texts, context: iso(first).split("T")[0] ?? "" };
}

/**
 * @param {number} low
 * @param {number} high
 * @param {number} months
 * @returns {Ticks}
 */
function calendar(low, high, months) {
  const start = new Date(low);
  const stop = new Date(high);
  const from = Math.ceil((start.getUTCFullYear() * 12 + start.getUTCMonth()) / months) * months;
  const to = stop.getUTCFullYear() * 12 + stop.getUTCMonth();
  const positions = range(from, to, months)
    .map((n) => utcMonth(Math.floor(n / 12), mod(n, 12)))
    .filter((p) => low <= p && p <= high);
  const texts = positions.map((p) => (months % 12 === 0 ? yearOf(p) : `${yearOf(p)}-${iso(p).split("-").at(-2)}`));
  return { positions, texts, context: "" };
}

/** @param {number} span in years */
function yearSteps(span) {
  const steps = [];
  for (let scale = 1; scale <= Math.max(span, 1) * 10; scale *= 10) steps.push(scale, 2 * scale, 5 * scale);
  return steps;
}

/**
 * @param {number} first
 * @param {number} last included
 * @param {number} step
 */
function range(first, last, step) {
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, n) => first + n * step);
}

/**
 * Milliseconds of the first of a month; Date.UTC would take the years 0 to 99 for 19xx.
 *
 * @param {number} year
 * @param {number} month
 */
function utcMonth(year, month) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, 1);
  return date.getTime();
}

/**
 * Write a time as exactly as it is told apart in steps.
 *
 * @param {number} position
 * @param {number} step
 */
export function timeText(position, step) {
  const text = iso(position).replace("T", " ").replace("Z", "");
  if (step >= MINUTE) return text.slice(0, 16);
  if (step >= SECOND) return text.slice(0, 19);
  if (step >= 1) return text;
  return `${text}${String(Math.floor(mod(position, 1) * 1000)).padStart(3, "0")}`;
}

/** @param {number} position */
function iso(position) {
  const date = new Date(position);
  return Number.isNaN(date.getTime()) ? "0000-00-00T00:00:00.000Z" : date.toISOString();
}

/** @param {number} position */
function dayOf(position) {
  return (iso(position).split("T")[0] ?? "").slice(-5);
}

/** @param {number} position */
function yearOf(position) {
  return String(new Date(position).getUTCFullYear());
}

/**
 * @param {number} a
 * @param {number} b
 */
function mod(a, b) {
  return ((a % b) + b) % b;
}
