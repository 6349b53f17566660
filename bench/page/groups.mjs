/** Rows that were measured beside each other. */

/**
 * `point` is there for a row of growth: where on its line it is.
 * @typedef {{ what: string, unit: string, point: { axis: string, x: string } | null,
 *   rows: (object & { who: string, role: string })[] }} Group
 * @returns {Map<string, Group>} in the order in which they were measured, by what and unit
 */
export function groupsOf(run, suite, runtime) {
  const groups = new Map();
  for (const row of run.rows) {
    if (row.suite !== suite || row.runtime !== runtime) continue;
    const colon = row.subject.lastIndexOf(': ');
    const what = row.subject.slice(0, colon);
    const key = `${what} ${row.unit}`;
    if (!groups.has(key)) groups.set(key, { what, unit: row.unit, point: pointOf(what), rows: [] });
    groups.get(key).rows.push({ ...row, who: row.subject.slice(colon + 2) });
  }
  return groups;
}

/** "growth, token size, 2048 B" */
function pointOf(what) {
  const found = /^growth, (.+), (\d+ \S+)$/.exec(what);
  return found && { axis: found[1], x: found[2].replace(/\B(?=(\d{3})+\b)/g, ',') };
}

/** The versions of Node in their order, then the others. */
export function byRuntime(a, b) {
  const rank = (name) => Number(/^node(\d+)/.exec(name)?.[1] ?? 1000);
  return rank(a) - rank(b) || a.localeCompare(b);
}
