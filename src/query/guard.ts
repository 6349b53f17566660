import { aclError } from '../authz/acl-error.ts';
import type { ColumnKind, Condition, Hole, List } from '../authz/acl-template.ts';
import type { Allow, Deny, Permissions, Principal } from '../authz/acl-types.ts';
import { quoted } from '../authz/label.ts';
import type { ColumnOf } from './column.ts';
import { both, either } from './condition.ts';

/** What a line of a template names: a principal, or the principal that a column holds. */
export type TemplateAce<Row, P extends string = string> = readonly [
  action: typeof Allow | typeof Deny,
  principal: Principal | Hole<Row>,
  permissions: Permissions<P>,
];

/** The values that columns of a row have; null is NULL, and a list means one of its values. */
export type Guard<Row> = {
  readonly [C in ColumnOf<Row, string | number | boolean>]?: Row[C] | readonly Row[C][];
};

/** A line that counts for some rows only: made by `when`. */
export interface GuardedAce<Row, P extends string = string> {
  readonly guard: List;
  readonly ace: TemplateAce<Row, P>;
}

/**
 * A line of `aclFor` that counts only for rows with certain values.
 *
 * @param condition - the value of each column: a string, a safe integer, a boolean, null, or a list
 *   of values of which any will do
 * @throws ConfigurationError if a value is anything else, or there is none
 * @example
 * aclFor<Report>()([when({ archived: true }, [Deny, Everyone, 'edit'])]);
 */
export function when<Row, const P extends string>(
  condition: Guard<NoInfer<Row>>,
  ace: TemplateAce<Row, P>,
): GuardedAce<Row, P> {
  const columns = Object.entries(condition ?? {}) as [string, unknown][];
  if (columns.length === 0) throw aclError('when() has no condition: write { column: value }.');
  const guard = columns.map(([column, value]) => columnIs(column, value)).reduce(both);
  return Object.freeze({ guard, ace });
}

function columnIs(column: string, value: unknown): List {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const values = all.filter((one) => one !== null) as (string | number | boolean)[];
  const kind = kindOf(values[0]);
  if (all.length === 0 || (kind === null && values.length > 0))
    throw aclError(`when() has a value of the column ${quoted(column)} that ${VALUES}.`);
  if (values.some((one) => kindOf(one) !== kind))
    throw aclError(`when() has values of several types for the column ${quoted(column)}.`);
  const isIn: List =
    kind === null ? 'none' : { op: 'in', column, kind, values: [...new Set(values)] };
  const isNull: Condition = { op: 'null', column };
  return values.length === all.length ? isIn : either(isIn, isNull);
}

const VALUES = 'is not a string, a safe integer, a boolean, null or a list of these';

function kindOf(value: unknown): ColumnKind | null {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'string') return /[\0\p{Cs}]/u.test(value) ? null : 'literal';
  return Number.isSafeInteger(value) ? 'number' : null;
}
