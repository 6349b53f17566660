/** Holds the figures of a run against a target, and says which is the worst. */
import { overall, pointOf, steepestStep } from './line.mjs';
import { groupsOf } from './runs.mjs';

/**
 * What was aimed at: a figure of ours that is to be at most, or at least, so much.
 * @typedef {object} Target
 * @property {string} aim in words
 * @property {string} suite
 * @property {RegExp} subject the rows of ours that are judged; the worst counts
 * @property {'median' | 'toLimit' | 'beside' | 'steepest' | 'overall'} figure `beside`: how many times a peer takes what ours takes; the last
 *   two: of the line that the rows are points of
 * @property {RegExp} [peer] the name of that peer
 * @property {number} [most]
 * @property {number} [least]
 * @property {string[]} [runtimes] on which it has to have been measured
 * @property {boolean} [only] on no other runtimes it is judged
 */

/**
 * @param {Target} target
 * @param {object[]} rows of one run
 * @returns {{ runtime: string, what: string, value: number }[]} every figure that is judged
 */
export function figuresOf(target, rows) {
  const groups = [...groupsOf(rows.filter(({ suite }) => suite === target.suite)).values()];
  const found = groups.flatMap((group) =>
    group.rows.filter(({ subject }) => target.subject.test(subject)).map((own) => ({ ...group, own })),
  );
  if (target.figure === 'steepest' || target.figure === 'overall') return lines(target, found);
  return found.flatMap((group) => {
    const value = valueOf(target, group);
    return value === null || value === undefined ? [] : [{ runtime: group.runtime, what: group.own.subject, value }];
  });
}

function valueOf({ figure, peer }, { own, rows }) {
  // What is added to another figure may come out below nothing: that is noise, and as far from the truth as the same above it.
  if (figure === 'median') return Math.abs(own.median);
  if (figure === 'toLimit') return own.ratioToLimit;
  const other = rows.find((row) => row.role !== 'ours' && peer.test(row.who));
  const noise = Math.abs(rows.find(({ who }) => who.endsWith(', again'))?.median ?? 0);
  // Less than what two equal servers differ by is not told from it.
  return other && other.median / Math.max(Math.abs(own.median), noise);
}

/** One figure for each line: on one runtime, along one axis, of one subject. */
function lines({ figure }, found) {
  const all = new Map();
  for (const { runtime, what, own } of found) {
    const { axis, x } = pointOf(what);
    const key = JSON.stringify([runtime, axis, own.who]);
    if (!all.has(key)) all.set(key, { runtime, what: `${axis}: ${own.who}`, points: [] });
    all.get(key).points.push({ x, y: own.median });
  }
  return [...all.values()].flatMap(({ runtime, what, points }) => {
    points.sort((a, b) => a.x - b.x);
    const value = figure === 'steepest' ? steepestStep(points) : overall(points);
    return value === null ? [] : [{ runtime, what, value }];
  });
}

/**
 * @param {Target} target
 * @param {object[]} rows
 * @returns {{ verdict: 'reached' | 'missed' | 'not measured', worst: { runtime: string, what: string, value: number } | null, absent: string[],
 *   several: boolean }} `several`: the target is about rows of more than one name
 */
export function judge(target, rows) {
  const figures = figuresOf(target, rows).filter(({ runtime }) => target.only !== true || target.runtimes.includes(runtime));
  const absent = (target.runtimes ?? []).filter((runtime) => !figures.some((figure) => figure.runtime === runtime));
  const direction = target.most === undefined ? 1 : -1;
  const worst = [...figures].sort((a, b) => direction * (a.value - b.value))[0] ?? null;
  const several = new Set(figures.map(({ what }) => what)).size > 1;
  if (worst === null) return { verdict: 'not measured', worst, absent, several };
  const reached = target.most === undefined ? worst.value >= target.least : worst.value <= target.most;
  return { verdict: !reached ? 'missed' : absent.length > 0 ? 'not measured' : 'reached', worst, absent, several };
}
