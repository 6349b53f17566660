import { aceError } from '../authz/ace.ts';
import type { List } from '../authz/acl-template.ts';
import type { GuardedAce, TemplateAce } from './guard.ts';
import { isHole } from './hole.ts';

/** A line of a template: an ACE that may name a column, alone or for some rows only. */
export type TemplateLine<Row, P extends string = string> = TemplateAce<Row, P> | GuardedAce<Row, P>;

/** A line that was checked: the rows for which it counts, and its ACE. */
export interface CheckedLine {
  readonly guard: List;
  readonly ace: TemplateAce<never>;
}

/** Returns a checked and frozen copy of a line, or what is wrong with it. */
export function readLine(line: unknown): CheckedLine | string {
  const given = Array.isArray(line) ? { guard: 'all', ace: line } : line;
  const { guard, ace } = (given ?? {}) as Partial<GuardedAce<never>>;
  if (guard === undefined || !Array.isArray(ace)) return 'is neither an ACE nor when({ … }, ACE)';
  const [action, principal, named] = ace as readonly unknown[];
  const checked = isHole(principal) ? [action, 'a', named, ...ace.slice(3)] : ace;
  const error = aceError(checked);
  if (error !== null) return error;
  const permissions =
    typeof named === 'object' ? Object.freeze([...(named as Iterable<string>)]) : named;
  const copy = Object.freeze([action, principal, permissions]) as unknown as TemplateAce<never>;
  return { guard, ace: copy };
}
