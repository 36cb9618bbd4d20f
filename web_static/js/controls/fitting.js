// @ts-check
// What a field shows of a text that is longer than the field: half of one reads as another.

import { setValue } from "../lib/dom.js";
import { number } from "../lib/format.js";

const DIGITS = [6, 5, 4, 3];

/** The text of a field, and shorter ways to write it. @type {WeakMap<Element, string[]>} */
const written = new WeakMap();

/** Pixels that a field has for its text, and the font of it. @type {WeakMap<Element, {room: number, font: string}>} */
const rooms = new WeakMap();

/** What the tool tips of fields say besides. @type {WeakMap<Element, string>} */
const titles = new WeakMap();

const watching = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    // Not `font` in one: that is empty where digits are all of one width.
    const { fontSize, fontFamily } = getComputedStyle(target);
    rooms.set(target, { room: contentRect.width, font: `${fontSize} ${fontFamily}` });
    write(/** @type {HTMLInputElement} */ (target));
  }
});

const pen = document.createElement("canvas").getContext("2d");

/**
 * Show a number in as many of six digits as there is room for.
 *
 * @param {HTMLInputElement} input
 * @param {number} value
 */
export function showNumber(input, value) {
  const shortest = number(value, 2).replace("×10", "e").replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/, plain);
  show(input, [...DIGITS.map((digits) => number(value, digits)), shortest]);
}

/**
 * Show a text; of a time that is too long the year goes, until the field has the focus.
 *
 * @param {HTMLInputElement} input
 * @param {string} text
 */
export function showText(input, text) {
  const short = text.replace(/^\d{4}-(?=\d\d-\d\d )/, "");
  show(input, short === text ? [text] : [text, short]);
}

/** @param {string} digits that are written above the line */
function plain(digits) {
  return [...digits].map((c) => (c === "⁻" ? "−" : "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c))).join("");
}

/**
 * @param {HTMLInputElement} input
 * @param {string[]} texts the whole one first
 */
function show(input, texts) {
  if (!written.has(input)) {
    watching.observe(input);
    titles.set(input, input.title);
    input.addEventListener("focus", () => {
      const [whole = ""] = written.get(input) ?? [];
      if (input.value === whole) return;
      setValue(input, whole);
      input.select();
    });
    input.addEventListener("blur", () => write(input));
  }
  if (texts[0] === written.get(input)?.[0]) {
    // The field may hold what somebody typed and nobody took.
    if (document.activeElement === input) setValue(input, texts[0] ?? "");
    else write(input);
    return;
  }
  written.set(input, texts);
  write(input);
}

/** @param {HTMLInputElement} input */
function write(input) {
  const texts = written.get(input) ?? [];
  const [whole = ""] = texts;
  const place = rooms.get(input);
  if (document.activeElement === input || texts.length < 2 || !place?.room || !pen) {
    setValue(input, whole);
    return;
  }
  pen.font = place.font;
  const fits = texts.find((text) => pen.measureText(text).width <= place.room);
  setValue(input, fits ?? texts.at(-1) ?? whole);
  const about = titles.get(input) ?? "";
  const title = fits === whole ? about : `${about}: ${whole}`;
  if (input.title !== title) input.title = title;
}
