/** The table of what was aimed at, and the list of where others are ahead. */
import { judge } from './judge.mjs';
import { byRuntime, firstOf, groupsOf } from './runs.mjs';
import { number, table } from './words.mjs';

/** @param {object[]} runs one or two, the older first @param {readonly import('./judge.mjs').Target[]} targets */
export function aimsTable(runs, targets) {
  const rows = targets.map((target) => {
    const judged = runs.map(({ rows: all }) => judge(target, all));
    const limit = target.most === undefined ? `at least ${number(target.least)}` : `at most ${number(target.most)}`;
    return [target.suite, target.aim, limit, ...judged.map(cell), verdictOf(judged)];
  });
  return table(['suite', 'aim', 'limit', ...runs.map(({ date }) => `worst, ${date.slice(0, 10)} ${date.slice(11, 16)}`), 'reached'], rows);
}

function cell({ worst, absent, several }) {
  const lacking = absent.length === 0 ? '' : `not measured on ${absent.join(', ')}`;
  if (worst === null) return lacking === '' ? 'not measured' : lacking;
  return `${number(worst.value)} (${worst.runtime}${several ? `, ${worst.what}` : ''})${lacking === '' ? '' : `; ${lacking}`}`;
}

/** A target is reached when every run reached it on every runtime that it is for. */
export function verdictOf(judged) {
  if (judged.some(({ verdict }) => verdict === 'missed')) return '**missed**';
  if (judged.some(({ verdict }) => verdict === 'not measured')) return 'not measured';
  return judged.length > 1 ? 'reached' : 'reached, in one run';
}

/** Every row of ours where a peer took less, in either run. */
export function behind(runs) {
  const found = runs.map(({ rows }) => new Map([...groupsOf(rows)].flatMap(([key, group]) => standings(key, group))));
  const keys = [...new Set(found.flatMap((own) => [...own].filter(([, { lost }]) => lost).map(([key]) => key)))];
  if (keys.length === 0) return 'No peer was ahead in any row of ours.\n';
  const rows = keys.map((key) => {
    const { suite, runtime, what, unit, who } = found.map((own) => own.get(key)).find((standing) => standing !== undefined);
    const cells = found.map((own) => own.get(key)?.text ?? 'not measured');
    return { suite, runtime, cells: [suite, runtime, who === 'pyramidion' ? what : `${what}: ${who}`, unit, ...cells] };
  });
  const order = rows.sort((a, b) => (a.suite === b.suite ? byRuntime(a.runtime, b.runtime) : a.suite < b.suite ? -1 : 1));
  return table(
    ['suite', 'runtime', 'what', 'unit', ...runs.map(({ date }) => `ours; who is ahead, ${date.slice(0, 10)} ${date.slice(11, 16)}`)],
    order.map(({ cells }) => cells),
  );
}

function standings(key, group) {
  const first = firstOf(group);
  return group.rows
    .filter(({ role }) => role === 'ours')
    .map((row) => {
      const lost = first.role === 'peer' && first.median < row.median;
      const ahead = lost ? `${first.who} ${number(first.median)}` : 'nobody';
      return [`${key}${row.who}`, { ...group, who: row.who, lost, text: `${number(row.median)}; ${ahead}` }];
    });
}
