/** One line of a plot: what one operation costs while one thing around it grows. */
import { measure, rowsOf } from '../lib/rounds.mjs';

/**
 * All points of a line are measured in the same rounds, so that its slope is not the machine's.
 *
 * Each row says where on the line it is: "growth, token size, 2048 B: pyramidion".
 *
 * @param {{ axis: string, unit: string, points: { x: number, subjects: import('../lib/rounds.mjs').Subject[] }[], most?: number }} line the
 *   subjects are given so many numbers, and prepare what they need from them
 * @param {import('../lib/rounds.mjs').Pace} how
 */
export async function grow({ axis, unit, points, ...rest }, how) {
  const inputs = () => (count) => Array.from({ length: count }, (_, index) => index);
  const subjects = points.flatMap((point) => point.subjects);
  const figures = await measure({ what: axis, inputs, subjects, ...rest }, how);
  return points.flatMap(({ x, subjects: here }) => {
    const ran = here.filter((subject) => figures.has(subject));
    return rowsOf(subjectOf(axis, x, unit), 'CPU µs', new Map(ran.map((subject) => [subject, figures.get(subject)])));
  });
}

/** The first half of the name of a row; whoever draws the line reads `x` from it. */
export function subjectOf(axis, x, unit) {
  return `growth, ${axis}, ${x} ${unit}`;
}
