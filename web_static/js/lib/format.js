// @ts-check
// Numbers as a reader would write them.

/**
 * Return a number with about `digits` significant digits and a real minus sign.
 *
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function number(value, digits = 6) {
  if (value === null || value === undefined || Number.isNaN(value)) return "—";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 10 ** digits)) {
    const [mantissa = "0", exponent = "0"] = value.toExponential(digits - 1).split("e");
    return `${minus(trimmed(mantissa))}×10${superscript(Number(exponent))}`;
  }
  return minus(trimmed(value.toPrecision(digits)));
}

/**
 * Return a size in bytes.
 *
 * @param {number} count
 */
export function bytes(count) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let at = 0;
  while (count >= 1024 && at < units.length - 1) {
    count /= 1024;
    at++;
  }
  return `${count >= 100 || at === 0 ? Math.round(count) : count.toPrecision(3)} ${units[at]}`;
}

/** @param {string} text */
export function minus(text) {
  return text.replace("-", "−");
}

/** @param {number} exponent */
export function superscript(exponent) {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  return String(exponent).replace(/[-0-9]/g, (c) => (c === "-" ? "⁻" : digits[Number(c)] ?? ""));
}

/** @param {string} text */
function trimmed(text) {
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
}
