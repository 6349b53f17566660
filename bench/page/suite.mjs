/** One suite on the page: its plots, and a table for each runtime with the ratios of both runs. */
import { inWords, pointOf } from './line.mjs';
import { byRuntime, firstOf, groupsOf } from './runs.mjs';
import { number, table, times } from './words.mjs';

/**
 * @param {string} suite
 * @param {object[]} runs one or two, the older first
 * @returns {string}
 */
export function suiteTables(suite, runs) {
  const all = runs.map(({ rows }) => groupsOf(rows.filter((row) => row.suite === suite)));
  const runtimes = [...new Set(all.flatMap((groups) => [...groups.values()].map(({ runtime }) => runtime)))].sort(byRuntime);
  return runtimes
    .map((runtime) => {
      const keys = [...new Set(all.flatMap((groups) => [...groups].filter(([, group]) => group.runtime === runtime).map(([key]) => key)))];
      const pairs = keys.map((key) => all.map((groups) => groups.get(key)));
      const versions = [...new Set(runs.map((run) => run.runtimes[runtime]).filter(Boolean))].join(' and ');
      return `### ${runtime} (${versions})\n\n${suite === 'growth' ? growthTable(runs, pairs) : ratiosTable(pairs)}`;
    })
    .join('\n');
}

/** `pairs`: the same group in each run, or undefined where it was not measured. */
function ratiosTable(pairs) {
  const rows = pairs.flatMap((pair) => {
    const { what, unit } = pair.find((group) => group !== undefined);
    const names = [...new Set(pair.flatMap((group) => group?.rows ?? []).flatMap(({ role, who }) => (role === 'ours' ? [who] : [])))];
    return names.map((who) => {
      const own = pair.map((group) => group?.rows.find((row) => row.who === who));
      const both = (write) => own.map((row) => (row === undefined ? 'not measured' : write(row))).join(' / ');
      return [
        who === 'pyramidion' ? what : `${what}: ${who}`,
        unit,
        both((row) => number(row.median)),
        both((row) => times(row.ratioToLimit)),
        both((row) => times(row.ratioToBestPeer)),
        [...new Set(pair.map((group) => aheadOf(group)))].join(' / '),
      ];
    });
  });
  return table(['what', 'unit', 'ours', 'to the limit', 'to the best peer', 'ahead'], rows);
}

function aheadOf(group) {
  if (group === undefined) return 'not measured';
  return group.rows.some(({ role }) => role === 'peer') ? firstOf(group).who : 'no peer';
}

function growthTable(runs, pairs) {
  const axes = new Map();
  for (const pair of pairs)
    pair.forEach((group, index) => {
      const point = group && pointOf(group.what);
      const own = group?.rows.find(({ role }) => role === 'ours');
      if (!point || own === undefined) return;
      if (!axes.has(point.axis))
        axes.set(
          point.axis,
          runs.map(() => ({ unit: `${group.unit} by ${point.unit}`, points: [] })),
        );
      axes.get(point.axis)[index].points.push({ x: point.x, y: own.median });
    });
  const rows = [...axes].map(([axis, lines]) => [
    axis,
    lines[0].unit,
    lines.map(({ points }) => span(points, 'x')).join(' / '),
    lines.map(({ points }) => span(points, 'y')).join(' / '),
    lines.map(({ points }) => (points.length === 0 ? 'not measured' : inWords(points))).join(' / '),
  ]);
  return table(['axis', 'unit', 'from … to', 'ours', 'in words'], rows);
}

const span = (points, side) => (points.length === 0 ? 'not measured' : `${number(points[0][side])} … ${number(points.at(-1)[side])}`);
