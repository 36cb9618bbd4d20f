// @ts-check
// Numbers that a person types: read, or refused with what would be taken.

import { number } from "../lib/format.js";

/** What was typed is not taken; `hint` says what would be. */
export class Refused extends Error {
  /**
   * @param {string} message
   * @param {string} hint
   */
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/** A field was left empty, which changes nothing. */
export class NothingTyped extends Error {}

/**
 * @typedef {object} Wanted
 * @property {number} [least]
 * @property {number} [above] what it must be more than
 * @property {number} [most]
 * @property {boolean} [isWhole]
 */

/**
 * Return the number that was typed.
 *
 * @param {string} text
 * @param {string} what it is: "a gamma"
 * @param {Wanted} [wanted]
 */
export function typedNumber(text, what, wanted = {}) {
  if (!text.trim()) throw new NothingTyped();
  const value = parsed(text);
  if (value !== undefined && isIn(value, wanted)) return value;
  throw new Refused(`“${text.trim()}” is not ${what}.`, `Type ${told(wanted)}.`);
}

/**
 * @param {number} value
 * @param {Wanted} wanted
 */
function isIn(value, { least = -Infinity, above = -Infinity, most = Infinity, isWhole = false }) {
  return value >= least && value > above && value <= most && (!isWhole || Number.isInteger(value));
}

/**
 * Return which numbers are taken: "a whole number from 1 to 12".
 *
 * @param {Wanted} wanted
 */
function told({ least, above, most, isWhole }) {
  const kind = isWhole ? "a whole number" : "a number";
  const from = least !== undefined ? `from ${number(least)}` : above !== undefined ? `above ${number(above)}` : "";
  const to = most === undefined ? (least === undefined ? "" : "on") : above === undefined ? `to ${number(most)}` : `and up to ${number(most)}`;
  const isFree = !from && !to && !isWhole;
  return [kind, from, to].filter(Boolean).join(" ") + (isFree ? ", such as −1.5 or 2e3" : "");
}

/**
 * Read a number as `number` of format.js writes it.
 *
 * @param {string} text
 */
export function parsed(text) {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const plain = text
    .replaceAll("−", "-")
    .replace(",", ".")
    .replace("×10", "e")
    .replaceAll("⁻", "-")
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => String(digits.indexOf(c)));
  const value = Number(plain);
  return plain.trim() && Number.isFinite(value) ? value : undefined;
}
