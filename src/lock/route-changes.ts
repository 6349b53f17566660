import { PASSES } from './access-cell.ts';
import type { AccessRoute, AccessTable } from './access-table.ts';
import { PUBLIC, UNGUARDED, UNGUARDED_ON_PURPOSE } from './asked.ts';
import type { LockChange } from './lock-change.ts';
import { changeOf, namesOf } from './lock-change.ts';
import type { LockedRoute, LockFile } from './lock-file.ts';
import { passesAll } from './lock-file.ts';

const CURE = 'add permit, required or permit(Public)';

/** Returns which routes were added and removed, have no guard, or other guards than before. */
export function routeChanges(before: LockFile, { routes }: AccessTable): LockChange[] {
  const names = new Set(routes.map(({ route }) => route));
  const removed = [...before.routes.keys()].filter((name) => !names.has(name));
  return [
    ...routes.flatMap((route) => changesOf(route, before.routes.get(route.route))),
    ...removed.map((name) =>
      changeOf('route_removed', [name], [], `${name} is no longer a route.`),
    ),
  ];
}

function changesOf(after: AccessRoute, before: LockedRoute | undefined): LockChange[] {
  const { route, isOpen, asks } = after;
  if (isOpen) return [changeOf('unguarded', [route], [], openRoute(route, before))];
  if (before === undefined)
    return [
      changeOf('route_added', [route], [], `${route} is a new route: it ${described(after)}.`),
    ];
  if (before.asks === asks) return [];
  return [changeOf('guard_changed', [route], [], otherGuard(after, before))];
}

function openRoute(route: string, before: LockedRoute | undefined): string {
  if (before === undefined) return `${route} is a new route without a guard: ${CURE}.`;
  if (before.asks === UNGUARDED || before.asks === UNGUARDED_ON_PURPOSE)
    return `${route} has no guard: ${CURE}.`;
  return `${route} lost its guard: ${guardBefore(before)}.`;
}

function otherGuard(after: AccessRoute, { asks, cells }: LockedRoute): string {
  const { route } = after;
  const was = guardBefore({ asks });
  if (after.asks === UNGUARDED_ON_PURPOSE)
    return `${route} has no guard, on purpose; before, ${was}.`;
  if (!passesAll(after.asks)) {
    if (passesAll(asks)) return `${route} now ${described(after)}; before, ${was}.`;
    return `${route} now asks for ${after.asks}; before, for ${asks}.`;
  }
  const login = [...cells.values()].some((text) => text.startsWith('401'));
  return `${route} ${login ? 'no longer needs a login: it is public now' : 'is public now'}; before, ${was}.`;
}

function guardBefore({ asks }: Pick<LockedRoute, 'asks'>): string {
  return passesAll(asks) ? `it was ${asks.toLowerCase()}` : `it asked for ${asks}`;
}

/** What a route asks and who passes: `asks for edit of root, and admin and owner pass`. */
function described({ asks, cells }: AccessRoute): string {
  if (asks === UNGUARDED_ON_PURPOSE) return 'has no guard, on purpose';
  if (passesAll(asks)) return `is ${PUBLIC}`;
  const passing = cells.filter(({ text }) => text.startsWith(PASSES)).map(({ persona }) => persona);
  if (passing.length === 0) return `asks for ${asks}, and no persona passes`;
  return `asks for ${asks}, and ${namesOf(passing)} ${passing.length === 1 ? 'passes' : 'pass'}`;
}
