import type { AccessCell } from './access-cell.ts';
import { PASSES } from './access-cell.ts';
import type { AccessRoute, AccessTable } from './access-table.ts';
import type { LockChange } from './lock-change.ts';
import { changeOf, namesOf } from './lock-change.ts';
import type { LockFile } from './lock-file.ts';
import { passesAll } from './lock-file.ts';
import { isAnonymous } from './personas.ts';

/** The answer to a persona of the sample on a route that has none. */
const NO_SUCH_USER = '-';

/** One answer that is not the same as before, in the parts of its sentence. */
interface Difference {
  readonly kind: 'gained' | 'lost' | 'line_changed';
  readonly persona: string;
  readonly route: string;
  readonly isAnonymous: boolean;
  /** What is asked: `edit on `; empty if only a login is. */
  readonly what: string;
  /** By which line, with what stands before it. */
  readonly why: string;
}

/** Returns which personas gained and lost which routes: those that did alike in one sentence. */
export function cellChanges(before: LockFile, { personas, routes }: AccessTable): LockChange[] {
  const removed: LockChange[] = [];
  const all = routes.flatMap((route) => {
    const { cells } = before.routes.get(route.route) ?? {};
    // What a route does that lets every request pass is one sentence about its guard.
    if (cells === undefined || cells.size === 0 || passesAll(route.asks)) return [];
    removed.push(...removedCells(route, cells, personas));
    return route.cells.flatMap((cell) => {
      const { persona, text } = cell;
      const was = before.personas.has(persona) ? (cells.get(persona) ?? NO_SUCH_USER) : text;
      return was === text ? [] : differenceOf(route, cell, was);
    });
  });
  const byPersona = grouped(all, ({ kind, persona, what, why }) => [kind, persona, what, why]);
  const alike = grouped(byPersona, (same) => {
    const { kind, what, why, isAnonymous: anonymous } = same[0] as Difference;
    return [kind, what, why, anonymous, ...same.map(({ route }) => route)];
  });
  const changed = alike.map((group) => {
    const same = group[0] as readonly Difference[];
    const names = group.map((one) => (one[0] as Difference).persona);
    return changeFor(same, names);
  });
  return [...changed, ...removed];
}

/** A persona of the sample may be asked no longer, because the route has no sample, or another. */
function removedCells(
  { route, cells }: AccessRoute,
  before: ReadonlyMap<string, string>,
  personas: AccessTable['personas'],
): LockChange[] {
  const now = new Set(cells.map(({ persona }) => persona));
  return [...before]
    .filter(([persona]) => personas.has(persona) && !now.has(persona))
    .map(([persona, was]) =>
      changeOf(
        'line_changed',
        [route],
        [persona],
        `${persona} is no longer asked about ${route}; before, "${was}".`,
      ),
    );
}

function grouped<T>(all: readonly T[], keyOf: (one: T) => readonly unknown[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = JSON.stringify(keyOf(one));
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function differenceOf({ route, rules }: AccessRoute, cell: AccessCell, was: string): Difference {
  const { persona, text, places, refusal } = cell;
  const passed = was.startsWith(PASSES);
  const permissions = rules.flatMap(({ permission }) => permission ?? []);
  const what = permissions.length === 0 ? '' : `${namesOf([...new Set(permissions)])} on `;
  const base = { persona, route, what, isAnonymous: isAnonymous(cell.principals) };
  const by = namesOf(places);
  if (passed === (refusal === null))
    return { ...base, kind: 'line_changed', why: `"${text}" now; before, "${was}"` };
  if (refusal === null) return { ...base, kind: 'gained', why: by === '' ? '' : `, by ${by}` };
  const why = by === '' ? ': no line allows it' : `: ${by} denies it`;
  return { ...base, kind: 'lost', why: refusal === 401 && by === '' ? '' : why };
}

function changeFor(same: readonly Difference[], personas: readonly string[]): LockChange {
  const { kind, what, why, isAnonymous: anonymous } = same[0] as Difference;
  const routes = same.map(({ route }) => route);
  const [who, where] = [namesOf(personas), namesOf(routes)];
  const isOne = routes.length === 1;
  if (kind === 'line_changed')
    return changeOf(kind, routes, personas, `${who} on ${where}: ${why}.`);
  if (!anonymous) return changeOf(kind, routes, personas, `${who} ${kind} ${what}${where}${why}.`);
  const needs = isOne ? 'needs' : 'need';
  const login =
    kind === 'gained' ? `no longer ${needs} a login${why}` : `now ${needs} a login${why}`;
  return changeOf(kind, routes, personas, `${where} ${login}.`);
}
