import type { Pattern, Reach } from './route-pattern.ts';
import { covers } from './route-pattern.ts';
import type { FoundRoute } from './routes.ts';
import { rulesOn } from './rule-mark.ts';
import { lastSecurity, orDefaults, securityOn } from './security-mark.ts';

/** What stands in the table of a router, in the order in which it is asked. */
export interface TableEntry {
  /** In capital letters; `*` for all methods. */
  readonly method: string;
  readonly path: string;
  readonly pattern: Pattern;
  readonly reach: Reach;
  readonly handlers: readonly unknown[];
  /** Whether one of the handlers answers, unless all of them are guards. */
  readonly answers: boolean;
  /** Whether a handler answers for certain, because it cannot go on to the next. */
  readonly isLast: (handler: unknown) => boolean;
}

/** A router within: what it asks before its routes counts only for these. */
export interface TableGroup {
  readonly within: Iterable<TableEntry | TableGroup>;
}

/** Finds the routes of a table whose entries run in order, as far as they match. */
export function walkTable(
  entries: Iterable<TableEntry | TableGroup>,
  outer: readonly TableEntry[] = [],
): FoundRoute[] {
  const before = [...outer];
  const found: FoundRoute[] = [];
  for (const entry of entries) {
    if ('within' in entry) {
      found.push(...walkTable(entry.within, before));
      continue;
    }
    const ahead = aheadOfAnswer(entry);
    if (ahead === null) {
      before.push(entry);
      continue;
    }
    const passed = before.filter((one) => isPassed(one, entry)).flatMap((one) => one.handlers);
    const all = [...passed, ...ahead];
    found.push({
      method: entry.method,
      path: entry.path,
      rules: rulesOf(all, entry),
      security: lastSecurity(all),
    });
  }
  return found;
}

/** A guard that stands too late to count is one all the same, so that no default is asked. */
function rulesOf(all: readonly unknown[], { handlers }: TableEntry): FoundRoute['rules'] {
  const rules = all.flatMap(rulesOn);
  return handlers.some((handler) => rulesOn(handler).length > 0) ? rules : orDefaults(rules, all);
}

/**
 * Returns the handlers up to the one that answers; null if all are guards, or go on to the next
 * entry.
 */
function aheadOfAnswer({ handlers, answers, isLast }: TableEntry): readonly unknown[] | null {
  if (!answers) return null;
  const certain = handlers.findIndex((handler) => isPlain(handler) && isLast(handler));
  const end = certain === -1 ? handlers.findLastIndex(isPlain) : certain;
  return end === -1 ? null : handlers.slice(0, end + 1);
}

/** Whether a handler is neither a guard nor an `authenticate`. */
export function isPlain(handler: unknown): boolean {
  return rulesOn(handler).length === 0 && securityOn(handler) === null;
}

function isPassed(guard: TableEntry, route: TableEntry): boolean {
  const isMethod = guard.method === '*' || guard.method === route.method;
  return isMethod && covers(guard.pattern, guard.reach, route.pattern);
}
