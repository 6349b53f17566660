/** The two runs that the page puts side by side, and their rows in the groups that belong together. */

const HOUR = 3_600_000;

/**
 * The newest run, and the last one before it that another hour of the machine has seen.
 *
 * @template {{ date: string }} R
 * @param {R[]} records the oldest first
 * @returns {R[]} one or two, the older first
 */
export function lastTwo(records) {
  const newest = records.at(-1);
  if (newest === undefined) throw new Error('Nothing was kept yet: npm run bench -- --keep');
  const before = records.filter(({ date }) => Date.parse(newest.date) - Date.parse(date) >= HOUR).at(-1);
  return before === undefined ? [newest] : [before, newest];
}

/**
 * Rows that were measured beside each other.
 * @typedef {{ suite: string, runtime: string, what: string, unit: string, rows: (object & { who: string, role: string })[] }} Group
 * @returns {Map<string, Group>} in the order in which they were measured; the same key is the same group in another run
 */
export function groupsOf(rows) {
  const groups = new Map();
  for (const row of rows) {
    const { suite, runtime, subject, unit } = row;
    const colon = subject.lastIndexOf(': ');
    const what = subject.slice(0, colon);
    const key = JSON.stringify([suite, runtime, what, unit]);
    if (!groups.has(key)) groups.set(key, { suite, runtime, what, unit, rows: [] });
    groups.get(key).rows.push({ ...row, who: subject.slice(colon + 2) });
  }
  return groups;
}

/** The quickest of those that are compared: ours and the peers; a limit is not somebody to be ahead of. */
export function firstOf({ rows }) {
  return rows.filter(({ role }) => role === 'ours' || role === 'peer').sort((a, b) => a.median - b.median)[0];
}

/** Nodes by their version, then the others. */
export function byRuntime(a, b) {
  const rank = (name) => (name.startsWith('node') ? Number(name.slice(4)) : Infinity);
  return rank(a) === rank(b) ? (a < b ? -1 : Number(a > b)) : rank(a) - rank(b);
}
