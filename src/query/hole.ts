import { aclError } from '../authz/acl-error.ts';
import type { Principals } from '../authz/acl-index.ts';
import type { Hole, List } from '../authz/acl-template.ts';
import { user } from '../authz/acl-types.ts';
import { quoted } from '../authz/label.ts';
import type { ColumnOf, KindOfColumn } from './column.ts';
import { readColumn, valueOf } from './column.ts';

/** A column of ids: its name if it is text, else `number(name)` or `uuid(name)`. */
export type IdColumn<Row> =
  | ColumnOf<Row, string>
  | KindOfColumn<ColumnOf<Row, number>, 'number'>
  | KindOfColumn<ColumnOf<Row, string>, 'uuid'>;

/**
 * The principal of the user whose id a column holds, in a line of `aclFor`. NULL is no user.
 *
 * @param column - the name of a text column, or `number(name)` or `uuid(name)`
 * @param issuerName - the `name` of the trusted issuer whose users they are; left out for own users
 * @throws ConfigurationError if the column is not a name; TypeError as `user` does
 * @example
 * aclFor<Report>()([[Allow, owner('ownerId'), 'edit']]);
 */
export function owner<Row>(column: IdColumn<NoInfer<Row>>, issuerName?: string): Hole<Row> {
  return hole(column, user('x', issuerName).slice(0, -1), '');
}

/**
 * The principal of the members of the group whose id a column holds, in a line of `aclFor`: of the
 * form `org:7`, or `org:7/admin` with a role. The `callback` gives these principals to a user. NULL
 * is no group, and so is an id with "/".
 *
 * @param kind - what comes before the id: `'org'`
 * @param column - the name of a text column, or `number(name)` or `uuid(name)`
 * @param role - what comes after the id
 * @throws ConfigurationError if the kind, the column or the role is not a name
 * @example
 * aclFor<Report>()([[Allow, member('org', 'orgId', 'admin'), AllPermissions]]);
 */
export function member<Row>(
  kind: string,
  column: IdColumn<NoInfer<Row>>,
  role?: string,
): Hole<Row> {
  if (!isPart(kind) || /^(user$|user@|system\.)/.test(kind))
    throw aclError(
      `member() has the kind ${shown(kind)}: write a name without ":" and "/", such as 'org'; for users write owner(column).`,
    );
  if (role !== undefined && !isPart(role))
    throw aclError(`member() has the role ${shown(role)}: write a name without ":" and "/".`);
  return hole(column, `${kind}:`, role === undefined ? '' : `/${role}`);
}

function isPart(name: unknown): name is string {
  return typeof name === 'string' && /^[^:/\s]+$/.test(name);
}

function shown(name: unknown): string {
  return typeof name === 'string' ? quoted(name) : typeof name;
}

function hole<Row>(column: unknown, before: string, after: string): Hole<Row> {
  const named = typeof column === 'string' ? { column, kind: 'text' } : column;
  const { column: name, kind } = (named ?? {}) as Partial<Hole<Row>>;
  if (typeof name !== 'string' || name === '' || !/^(text|number|uuid)$/.test(String(kind)))
    throw aclError('The column of a principal is not a name, number(name) or uuid(name).');
  return Object.freeze({ column: name, kind, before, after }) as Hole<Row>;
}

/** Whether a value was made by `owner` or `member`. */
export function isHole(value: unknown): value is Hole<never> {
  if (typeof value !== 'object' || value === null) return false;
  const { column, kind, before, after } = value as Partial<Hole<never>>;
  return [column, kind, before, after].every((part) => typeof part === 'string');
}

/** Whether an id may stand in the principal: a group with "/" would be the role of another. */
function isUsable({ before }: Hole<never>, id: string): boolean {
  return /^user[:@]/.test(before) || !id.includes('/');
}

/** Returns the principal of a row, or null if it has none. */
export function principalOf(of: Hole<never>, row: unknown): string | null {
  const value = readColumn(row, of.column, of.kind) as string | number | null;
  if (value === null) return null;
  const id = String(value);
  if (valueOf(of.kind, id) === null || !isUsable(of, id)) return null;
  return of.before + id + of.after;
}

/** Returns the rows whose principal is one of those that ask. */
export function rowsOf(of: Hole<never>, principals: Principals): List {
  const { before, after, column, kind } = of as Hole<Record<string, unknown>>;
  const values = new Set<string | number>();
  for (const principal of principals) {
    if (!principal.startsWith(before) || !principal.endsWith(after)) continue;
    // A part of the string may be both what comes before and what comes after.
    if (principal.length <= before.length + after.length) continue;
    const id = principal.slice(before.length, principal.length - after.length);
    const value = isUsable(of, id) ? valueOf(kind, id) : null;
    if (value !== null) values.add(value);
  }
  return values.size === 0 ? 'none' : { op: 'in', column, kind, values: [...values] };
}
