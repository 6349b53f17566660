import type { FoundRoute } from '../adapters/kit/routes.ts';
import { printable } from '../base/printable.ts';
import { knownPermissions } from '../security/known-permissions.ts';
import type { Route, RouteRule } from '../security/routes.ts';
import { routeOf } from '../security/routes.ts';

/** A route, with the permissions of its guards that no list and no ACL knows. */
export interface CheckedRoute extends Route {
  readonly unknown: readonly string[];
}

/** @throws ConfigurationError if an ACL is not usable */
export function checkRoute({ method, path, rules, security }: FoundRoute): CheckedRoute {
  const unknown = rules.flatMap(({ permission, resource }) => {
    if (typeof permission !== 'string' || security === null) return [];
    const known = knownPermissions(security, resource);
    return known === null || known.has(permission) ? [] : [permission];
  });
  return { ...routeOf(method, path, rules), unknown };
}

/** Whether a route has no guard, or one that asks for what nothing knows. */
export const isWrong = ({ guarded, unknown }: CheckedRoute): boolean =>
  !guarded || unknown.length > 0;

const HEAD = ['METHOD', 'PATH', 'PERMISSION', 'RESOURCE', 'WHO'];

/** Returns the lines of a table: its head, and one for each route. */
export function tableOf(routes: readonly CheckedRoute[]): string[] {
  const rows = [HEAD, ...routes.map(rowOf)];
  const widths = HEAD.map((_, at) => Math.max(...rows.map((row) => (row[at] as string).length)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] as number))
      .join('  ')
      .trimEnd(),
  );
}

function rowOf({ method, path, rules, guarded, unknown }: CheckedRoute): string[] {
  const list = (cell: (rule: RouteRule) => string | null): string =>
    rules.map((rule) => cell(rule) ?? '-').join(', ') || '-';
  const permission = ({ permission: name }: RouteRule): string | null =>
    name !== null && unknown.includes(name) ? `${name} (unknown)` : name;
  const who = guarded ? list(whoPasses) : 'UNGUARDED';
  return [method, path, list(permission), list(({ resource }) => resource), who].map((cell) =>
    printable(cell),
  );
}

function whoPasses(rule: RouteRule): string {
  if (rule.public) return 'everyone';
  if (rule.permission === null) return 'users';
  return rule.required ? 'users by ACL' : 'by ACL';
}
