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
 */

/**
 * @param {Target} target
 * @param {object[]} rows of one run
 * @returns {{ runtime: string, what: string, value: number }[]} every figure that is judged
 */
export function figuresOf(target, rows) {
  const groups = [...groupsOf(rows.filter(({ suite }) => suite === target.suite)).values()];
  const found = groups.flatMap((group) => {
    const own = group.rows.find(({ subject }) => target.subject.test(subject));
    return own === undefined ? [] : [{ ...group, own }];
  });
  if (target.figure === 'steepest' || target.figure === 'overall') return lines(target, found);
  return found.flatMap((group) => {
    const value = valueOf(target, group);
    return value === null || value === undefined ? [] : [{ runtime: group.runtime, what: group.what, value }];
  });
}

function valueOf({ figure, peer }, { own, rows }) {
  if (figure === 'median') return own.median;
  if (figure === 'toLimit') return own.ratioToLimit;
  const other = rows.find((row) => row.role !== 'ours' && peer.test(row.who));
  return other && other.median / own.median;
}

function lines({ figure }, found) {
  return [...byRuntime(found)].flatMap(([runtime, groups]) => {
    const points = groups.map(({ what, own }) => ({ x: pointOf(what).x, y: own.median })).sort((a, b) => a.x - b.x);
    const value = figure === 'steepest' ? steepestStep(points) : overall(points);
    return value === null ? [] : [{ runtime, what: pointOf(groups[0].what).axis, value }];
  });
}

function byRuntime(found) {
  const groups = new Map();
  for (const group of found) groups.set(group.runtime, [...(groups.get(group.runtime) ?? []), group]);
  return groups;
}

/**
 * @param {Target} target
 * @param {object[]} rows
 * @returns {{ verdict: 'reached' | 'missed' | 'not measured', worst: { runtime: string, what: string, value: number } | null, absent: string[],
 *   several: boolean }} `several`: the target is about rows of more than one name
 */
export function judge(target, rows) {
  const figures = figuresOf(target, rows);
  const absent = (target.runtimes ?? []).filter((runtime) => !figures.some((figure) => figure.runtime === runtime));
  const direction = target.most === undefined ? 1 : -1;
  const worst = [...figures].sort((a, b) => direction * (a.value - b.value))[0] ?? null;
  const several = new Set(figures.map(({ what }) => what)).size > 1;
  if (worst === null) return { verdict: 'not measured', worst, absent, several };
  const reached = target.most === undefined ? worst.value >= target.least : worst.value <= target.most;
  return { verdict: !reached ? 'missed' : absent.length > 0 ? 'not measured' : 'reached', worst, absent, several };
}
