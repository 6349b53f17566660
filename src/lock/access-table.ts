import type { FoundRoute } from '../adapters/kit/routes.ts';
import { ConfigurationError, collectFaults, throwIfAny } from '../options/configuration-error.ts';
import type { RouteRule } from '../security/routes.ts';
import { routeOf } from '../security/routes.ts';
import type { AccessCell, AskedRule } from './access-cell.ts';
import { askGuards } from './access-cell.ts';
import { askedBy, UNGUARDED, UNGUARDED_ON_PURPOSE } from './asked.ts';
import { askedRules, hasRootFunction } from './asked-rules.ts';
import { findRoutes } from './find-routes.ts';
import type { LockPlan } from './lock-plan.ts';
import { assertPlan } from './define-lock.ts';
import { oneLine } from './one-line.ts';
import { principalsFor } from './personas.ts';
import { Samples } from './samples.ts';

/** One route, and who passes its guards. */
export interface AccessRoute {
  readonly method: string;
  readonly path: string;
  /** The name of the route in the lock file: `PUT /reports/:id`. */
  readonly route: string;
  /** What its guards ask: `edit of report()`, `a login`, `public`, `UNGUARDED`. */
  readonly asks: string;
  readonly rules: readonly RouteRule[];
  /** Whether no guard stands before it, though the plan does not say so. */
  readonly isOpen: boolean;
  /** One for each persona that there is for this route; none without a guard. */
  readonly cells: readonly AccessCell[];
}

/** Who passes which route. */
export interface AccessTable {
  /** The principals of each persona by its name; null for a persona of the sample. */
  readonly personas: ReadonlyMap<string, readonly string[] | null>;
  /** In the order of their paths, then of their methods. */
  readonly routes: readonly AccessRoute[];
}

/**
 * Asks the guards of every route about every persona, without a request: for tests that are a
 * table.
 *
 * @param plan - what `lock` returned
 * @throws ConfigurationError with all that is wrong: a route without a sample, a sample that no
 *   route needs, an ACL that is not usable
 * @example
 * const { routes } = await accessTable(plan);
 * const cells = routes.flatMap(({ cells, ...route }) => cells.map((cell) => [route, cell]));
 */
export async function accessTable(plan: LockPlan): Promise<AccessTable> {
  const { app, personas, samples } = assertPlan(plan);
  const faults: string[] = [];
  const known = new Samples(samples, faults);
  const found = named(await findRoutes(app));
  const asked = [...found.values()].map((route) =>
    askedRules(route, known.of(route), plan, faults),
  );
  known.refuseUnused();
  refuseUnused(found, plan, faults);
  // Only then a sample is asked: what is missing would be one more fault for each persona.
  throwIfAny(faults);
  const routes = [...found].map(([name, route], at) =>
    accessOf(name, route, asked[at] as readonly AskedRule[], plan, faults),
  );
  throwIfAny(faults);
  const principals = [...personas].map(
    ([name, one]) => [name, typeof one === 'function' ? null : one] as const,
  );
  return Object.freeze({ personas: new Map(principals), routes: Object.freeze(routes) });
}

type FoundByName = ReadonlyMap<string, FoundRoute>;

/** In the order of paths and methods, which no order of files or of registration changes. */
function named(found: readonly FoundRoute[]): FoundByName {
  const sorted = [...found].sort(
    (one, other) => order(one.path, other.path) || order(one.method, other.method),
  );
  const names = new Map<string, FoundRoute>();
  for (const route of sorted) {
    const name = oneLine(`${route.method} ${route.path}`);
    let own = name;
    for (let count = 2; names.has(own); count++) own = `${name} (${count})`;
    names.set(own, route);
  }
  return names;
}

function order(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

function refuseUnused(
  found: FoundByName,
  { unguarded, root, security }: LockPlan,
  faults: string[],
): void {
  for (const name of unguarded)
    if (found.get(name)?.rules.length !== 0)
      faults.push(
        `unguarded names '${name}', and no route without a guard is called so: leave it out.`,
      );
  const all = [...found.values()].map((route) => route.security ?? security);
  if (root !== null && !all.some(hasRootFunction))
    faults.push(
      'root of lock is given, and the root of the security is no function: leave it out.',
    );
}

function accessOf(
  name: string,
  { method, path, rules }: FoundRoute,
  asked: readonly AskedRule[],
  { personas, unguarded }: LockPlan,
  faults: string[],
): AccessRoute {
  const shown = routeOf(method, path, rules);
  const isOpen = rules.length === 0 && !unguarded.includes(name);
  const base = { method, path, route: name, rules: shown.rules, isOpen };
  if (rules.length === 0)
    return Object.freeze({ ...base, asks: isOpen ? UNGUARDED : UNGUARDED_ON_PURPOSE, cells: [] });
  const sample =
    asked.findLast(({ rule }) => typeof rule.resource === 'function')?.resource ?? null;
  const cells = [...personas].flatMap(
    ([persona, own]) =>
      collectFaults(faults, () => {
        const principals = principalsFor(persona, own, sample, name);
        return principals === null ? [] : [askedFor(persona, principals, asked, name)];
      }) ?? [],
  );
  return Object.freeze({ ...base, asks: askedBy(rules, shown.rules), cells: Object.freeze(cells) });
}

/** @throws ConfigurationError for whatever an ACL throws, with the route and the persona */
function askedFor(
  persona: string,
  principals: readonly string[],
  asked: readonly AskedRule[],
  route: string,
): AccessCell {
  try {
    return askGuards(persona, principals, asked);
  } catch (error) {
    throw new ConfigurationError(
      `${route} cannot be asked for the persona ${persona}: ${String((error as Error)?.message ?? error)}`,
      'acl_invalid',
    );
  }
}
