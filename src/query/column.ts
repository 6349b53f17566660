import { aclError } from '../authz/acl-error.ts';
import type { Column, ColumnKind } from '../authz/acl-template.ts';
import { quoted } from '../authz/label.ts';

/** The columns of a row that hold values of a type, or NULL. */
export type ColumnOf<Row, Type> = {
  [C in Column<Row>]: NonNullable<Row[C]> extends Type ? C : never;
}[Column<Row>];

/** A column of ids that are not plain text: made by `number` and `uuid`. */
export interface KindOfColumn<C extends string, Kind extends ColumnKind> {
  readonly column: C;
  readonly kind: Kind;
}

/**
 * Names a column of whole numbers, for `owner` and `member`. It is compared with ids that are the
 * usual spelling of a safe integer: the user `'04'` owns no row of the user 4.
 *
 * @example
 * owner(number('ownerId'));
 */
export function number<C extends string>(column: C): KindOfColumn<C, 'number'> {
  return { column, kind: 'number' };
}

/**
 * Names a column of the database's type UUID, for `owner` and `member`. It is compared with ids in
 * the canonical form, in lower case.
 */
export function uuid<C extends string>(column: C): KindOfColumn<C, 'uuid'> {
  return { column, kind: 'uuid' };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;
/** No database keeps these as they are: a principal with one would be that of another row. */
const UNSTORABLE = /[\0\p{Cs}]/u;

/** Returns the value that a column has for an id, or null if no column of that kind has it. */
export function valueOf(kind: ColumnKind, id: string): string | number | null {
  if (kind === 'number') {
    const value = Number(id);
    return Number.isSafeInteger(value) && String(value) === id ? value : null;
  }
  if (kind === 'uuid') return UUID.test(id) ? id : null;
  return id === '' || UNSTORABLE.test(id) ? null : id;
}

const inherited = Object.prototype as unknown as Readonly<Record<string, unknown>>;
const TYPES = { text: 'string', uuid: 'string', literal: 'string' } as const;

/**
 * Returns the value of a column of a row: null for NULL.
 *
 * @param kind - what the template says of the column; null for any
 * @throws ConfigurationError if the row has no such column, or a value of another type there: a
 *   Deny must not vanish because a column was not selected, or is 1 where the template says true
 */
export function readColumn(row: unknown, column: string, kind: ColumnKind | null): unknown {
  const value = (row as Readonly<Record<string, unknown>> | null | undefined)?.[column];
  if (value === null) return null;
  if (value === undefined || value === inherited[column])
    throw aclError(`The row has no column ${quoted(column)}: select it.`);
  const wanted = kind === 'number' || kind === 'boolean' || kind === null ? kind : TYPES[kind];
  if (wanted === null || typeof value === wanted) return value;
  throw aclError(
    `The column ${quoted(column)} of the row holds a ${typeof value}, and the template says ${wanted}: ${cure(kind, value)}.`,
  );
}

function cure(kind: ColumnKind | null, value: unknown): string {
  if (kind === 'text' && typeof value === 'number') return 'write number(column) in the template';
  return 'convert the row, or write a value of that type in the template';
}
