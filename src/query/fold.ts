import { includesPermission } from '../authz/ace.ts';
import type { Principals } from '../authz/acl-index.ts';
import { includesPrincipal } from '../authz/acl-index.ts';
import type { List } from '../authz/acl-template.ts';
import { Allow } from '../authz/acl-types.ts';
import { both, either, except } from './condition.ts';
import { rowsOf } from './hole.ts';
import type { CheckedLine } from './line.ts';

/**
 * Folds the lines of a template from the last to the first. What an earlier line allows or denies
 * is decided, and the rest is left to the lines after it, and at the end to what is inherited.
 */
export function foldLines(
  lines: readonly CheckedLine[],
  principals: Principals,
  permission: string,
  inherited: List,
): List {
  let rest = inherited;
  for (let at = lines.length - 1; at >= 0; at--) {
    const { guard, ace } = lines[at] as CheckedLine;
    const [action, principal, named] = ace;
    if (!includesPermission(named, permission)) continue;
    const held: List =
      typeof principal !== 'string'
        ? rowsOf(principal, principals)
        : includesPrincipal(principals, principal)
          ? 'all'
          : 'none';
    if (held === 'none') continue;
    const rows = both(guard, held);
    rest = action === Allow ? either(rows, rest) : both(except(rows), rest);
  }
  return rest;
}
