import type { AnyRule } from '../adapters/kit/rule-mark.ts';
import { timeSpan } from '../options/duration.ts';
import type { RouteRule } from '../security/routes.ts';
import { oneLine } from './one-line.ts';

/** What stands in place of a guard. */
export const UNGUARDED = 'UNGUARDED';
export const UNGUARDED_ON_PURPOSE = 'unguarded, on purpose';
/** What guards ask of a route that is open to every request. */
export const PUBLIC = 'public';

/** What the guards of a route ask: `edit of report()`, `a login; delete of root`. */
export function askedBy(rules: readonly AnyRule[], shown: readonly RouteRule[]): string {
  return rules.map((rule, at) => asked(rule, shown[at] as RouteRule)).join('; ');
}

function asked({ freshness, isDefault }: AnyRule, rule: RouteRule): string {
  if (rule.public) return PUBLIC;
  const age = freshness?.maxAge ?? null;
  const within = age === null ? '' : ` of the last ${timeSpan(age)}`;
  const acr = freshness?.acr ?? null;
  const by = acr === null ? '' : ` with acr ${acr.join(' or ')}`;
  const login = rule.required || rule.permission === null || freshness !== null;
  const parts = [
    ...(login ? [`a login${within}${by}`] : []),
    ...(rule.permission === null ? [] : [`${oneLine(rule.permission)} of ${rule.resource}`]),
  ];
  return oneLine(`${parts.join(' and ')}${isDefault === true ? ' by default' : ''}`);
}
