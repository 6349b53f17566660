/** Rows that are points of a line: "growth, token size, 2048 B: pyramidion"; what is counted need not be named. */

/**
 * @param {string} what the first half of a row's subject
 * @returns {{ axis: string, x: number, unit: string } | null} null for a row that stands for itself
 */
export function pointOf(what) {
  const found = /^growth, (.+), (\d+)(?: (\S+))?$/.exec(what);
  return found && { axis: found[1], x: Number(found[2]), unit: found[3] ?? '' };
}

/** How much faster the cost grows than what it grows with, in the worst step: 1 is linear, less is better. */
export function steepestStep(points) {
  const steps = points.slice(1).map(({ x, y }, index) => y / points[index].y / (x / points[index].x));
  return steps.length === 0 ? null : Math.max(...steps);
}

/** How often the last is the first. */
export function overall(points) {
  return points.length < 2 ? null : points.at(-1).y / points[0].y;
}

/** The line in words. */
export function inWords(points) {
  const [first, last] = [points[0], points.at(-1)];
  const growth = overall(points);
  if (growth === null) return 'one point only';
  if (growth <= 1.25) return 'does not grow';
  if (steepestStep(points) > 1.1) return 'grows faster than linearly in one step';
  return growth < (last.x / first.x) * 0.8 ? 'grows less than linearly' : 'linear';
}
