/** Turns figures into places on paper. */

/**
 * @typedef {{ at: (value: number) => number, ticks: number[], log: boolean }} Scale `at` gives 0 … 1
 */

/** From zero to a round number. @returns {Scale} */
export function linear(most) {
  const step = 10 ** Math.floor(Math.log10(most));
  const unit = [0.2, 0.25, 0.5, 1, 2].map((part) => part * step).find((size) => most / size <= 5) ?? 2.5 * step;
  const end = Math.ceil(most / unit) * unit;
  const ticks = Array.from({ length: Math.round(end / unit) + 1 }, (_, index) => Number((index * unit).toPrecision(6)));
  return { at: (value) => clamp(value / end), ticks, log: false };
}

/** Whole powers of ten around the figures. @returns {Scale} */
export function log(least, most) {
  const from = Math.floor(Math.log10(least));
  const to = Math.max(from + 1, Math.ceil(Math.log10(most)));
  const ticks = Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index)).map((tick) => Number(tick.toPrecision(3)));
  return { at: (value) => (value > 0 ? clamp((Math.log10(value) - from) / (to - from)) : 0), ticks, log: true };
}

/** Logarithmic where a linear scale would hide the small ones. @returns {Scale} */
export function fitting(values) {
  const positive = values.filter((value) => value > 0);
  const most = Math.max(...positive, 1e-6);
  const least = Math.min(...positive, most);
  // A bar has to have some length, so that the least is not at the edge.
  return most / least > 20 ? log(least * 0.8, most) : linear(most);
}

const clamp = (value) => Math.min(1, Math.max(0, value));
