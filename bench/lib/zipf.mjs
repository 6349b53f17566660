/** Who comes back: a few users send most requests, and most users send a few. */

/**
 * Draws from 0 … count − 1, the n-th as often as 1 / n.
 *
 * @param {number} count
 * @returns {() => number}
 */
export function zipf(count) {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) sums[i] = sum += 1 / (i + 1);
  return () => firstAbove(sums, Math.random() * sum);
}

function firstAbove(sums, wanted) {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sums[middle] > wanted) high = middle;
    else low = middle + 1;
  }
  return low;
}
