// @ts-check
// How the columns and rows of a grid share out its pixels.

/**
 * Share out whole pixels by weight.
 *
 * @param {number} pixels
 * @param {number[]} weights
 */
export function shares(pixels, weights) {
  const total = sum(weights);
  let given = 0;
  let wanted = 0;
  return weights.map((weight) => {
    wanted += (Math.max(pixels, 40 * weights.length) * weight) / total;
    const share = Math.round(wanted) - given;
    given += share;
    return share;
  });
}

/**
 * @param {number[]} numbers
 * @param {number} [count] of the first ones
 */
export function sum(numbers, count = numbers.length) {
  return numbers.slice(0, count).reduce((a, b) => a + b, 0);
}

/**
 * @param {number[]} numbers
 * @param {number} index
 */
export function at(numbers, index) {
  return numbers[index] ?? 0;
}
