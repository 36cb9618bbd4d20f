// @ts-check
// What labels have in common: an offset and a power of ten, written once beside them; the
// same as in itool/qt/panels/offset.py.

import { minus, superscript } from "../lib/format.js";

/** Digits of a label that are written out. */
const MOST = 6;
/** Letters of a label that nothing is taken from. */
const SHORT = 8;
/** Letters of a time of which no more is taken. */
const CLOCK = 12;
/** Digits that an offset must save. */
const SAVED = 3;

/**
 * Return labels of whole numbers of 10^exponent, and what must be added to them.
 *
 * @param {number[]} counts
 * @param {number} exponent
 */
export function written(counts, exponent) {
  const offset = offsetOf(counts);
  const rests = counts.map((count) => count - offset);
  const largest = Math.max(0, ...rests.map(Math.abs));
  let shift = largest ? Math.floor(Math.log10(largest) + exponent + 1e-9) : 0;
  if (shift > -4 && shift < 6) shift = 0;
  const decimals = Math.min(Math.max(0, shift - exponent), 100);
  const texts = rests.map((count) => signed((count * 10 ** (exponent - shift)).toFixed(decimals)));
  const scale = shift ? `×10${superscript(shift)}` : "";
  const added = offset ? `${offset < 0 ? "−" : "+"} ${exact(Math.abs(offset), exponent)}` : "";
  return { texts, context: [scale, added].filter(Boolean).join(" ") };
}

/**
 * Return the round number near all of these that leaves little to be written, or 0.
 *
 * @param {number[]} counts
 */
function offsetOf(counts) {
  const low = Math.min(...counts);
  const high = Math.max(...counts);
  if (low >= high || (low <= 0 && high >= 0)) return 0;
  if (Math.max(-low, high) < 10 ** MOST) return 0;
  const unit = 10 ** Math.ceil(Math.log10(high - low + 1) - 1e-9);
  const times = low > 0 ? Math.floor(low / unit) : Math.ceil(high / unit);
  return Math.abs(times) < 10 ** SAVED ? 0 : times * unit;
}

/**
 * Write all digits of a positive whole number of 10^exponent.
 *
 * @param {number} count
 * @param {number} exponent
 */
function exact(count, exponent) {
  while (count % 10 === 0) {
    count /= 10;
    exponent++;
  }
  const digits = String(count);
  const power = exponent + digits.length - 1;
  if (power > -5 && power < 9) return (count * 10 ** exponent).toFixed(Math.max(0, -exponent));
  return `${digits.charAt(0)}${digits.length > 1 ? `.${digits.slice(1)}` : ""}×10${superscript(power)}`;
}

/**
 * Return texts without what all have in common: a date, the beginning of a time, an offset.
 *
 * @param {string[]} texts
 */
export function shared(texts) {
  const isLong = texts.length > 1 && texts.some((text) => text.length > SHORT);
  return (isLong && (withoutDate(texts) ?? withoutOffset(texts))) || { texts: texts.map(signed), context: "" };
}

/** @param {string[]} texts */
function withoutDate(texts) {
  const [first = ""] = texts;
  if (!texts.every((text) => /^\d{4}-\d\d-\d\d \d\d:\d\d/.test(text))) return null;
  // Year, date, minute, second, each with the sign that follows.
  const ends = [4, 10, 16, 19].filter((end) => texts.every((text) => text.slice(0, end) === first.slice(0, end)));
  const longest = Math.max(...texts.map((text) => text.length));
  const end = ends.find((each) => longest - each <= CLOCK) ?? ends.at(-1);
  if (!end) return null;
  const kept = texts.map((text) => text.slice(end < 16 ? end + 1 : end));
  return { texts: kept, context: first.slice(0, end) };
}

/** @param {string[]} texts */
function withoutOffset(texts) {
  if (!texts.every((text) => /^-?\d+(\.\d+)?$/.test(text))) return null;
  const decimals = Math.max(...texts.map((text) => text.split(".")[1]?.length ?? 0));
  const counts = texts.map((text) => Math.round(Number(text) * 10 ** decimals));
  const found = counts.every(Number.isSafeInteger) && written(counts, -decimals);
  return found && found.context ? found : null;
}

/** @param {string} text */
export function signed(text) {
  if (!text.startsWith("-")) return text;
  return /^-[0.]*$/.test(text) ? text.slice(1) : minus(text);
}
