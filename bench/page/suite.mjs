/** One suite on the page: for each runtime a table with the ratios of both runs, and one that says how lines grow. */
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
      const isPoint = (pair) => pointOf(pair.find((group) => group !== undefined).what) !== null;
      const [points, others] = [pairs.filter(isPoint), pairs.filter((pair) => !isPoint(pair))];
      const tables = [...(others.length > 0 ? [ratiosTable(others)] : []), ...(points.length > 0 ? [growthTable(runs, points)] : [])];
      return `### ${runtime} (${versions})\n\n${tables.join('\n')}`;
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
  const found = new Map();
  for (const pair of pairs) pair.forEach((group, index) => group && addPoints(found, group, index, runs.length));
  const rows = [...found.values()].map(({ name, unit, lines }) => [
    name,
    unit,
    lines.map((points) => span(points, 'x')).join(' / '),
    lines.map((points) => span(points, 'y')).join(' / '),
    [...new Set(lines.map((points) => (points.length === 0 ? 'not measured' : inWords(points))))].join(' / '),
  ]);
  return table(['what grows', 'unit', 'from … to', 'ours', 'in words'], rows);
}

/** A line for each of ours; `lines` has its points in each run. */
function addPoints(found, { what, unit, rows }, index, runs) {
  const { axis, x, unit: counted } = pointOf(what);
  for (const { who, median } of rows.filter(({ role }) => role === 'ours')) {
    const name = who === 'pyramidion' ? axis : `${axis}: ${who}`;
    if (!found.has(name))
      found.set(name, { name, unit: counted === '' ? unit : `${unit} by ${counted}`, lines: Array.from({ length: runs }, () => []) });
    found.get(name).lines[index].push({ x, y: median });
  }
}

const span = (points, side) => (points.length === 0 ? 'not measured' : `${number(points[0][side])} … ${number(points.at(-1)[side])}`);
