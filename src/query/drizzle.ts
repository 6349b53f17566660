import { aclError } from '../authz/acl-error.ts';
import type { ColumnKind, List } from '../authz/acl-template.ts';
import { quoted } from '../authz/label.ts';
import { DIALECTS } from './dialects.ts';
import { sqlParts } from './sql-parts.ts';

/** The tag `sql` of a query builder: it binds what stands between the parts, or writes names. */
export type SqlTag<S> = (strings: TemplateStringsArray, ...values: unknown[]) => S;

/** What `drizzle` needs of the application. */
export interface DrizzleOptions<S> {
  /** The tag `sql` of `drizzle-orm`. */
  readonly sql: SqlTag<S>;
  /** The tables that the template's `parent` and `tree` name, by these names. */
  readonly tables?: Readonly<Record<string, object>> | undefined;
}

const DIALECT_OF = { Pg: 'postgresql', MySql: 'mysql', SQLite: 'sqlite' } as const;
const TYPE_OF = { text: 'string', uuid: 'string', literal: 'string' } as const;

/**
 * Writes a list as a condition of Drizzle, for `where`. The names of columns are those of the
 * table's properties. The database is found by the table.
 *
 * @param table - the table or alias whose rows are asked for
 * @throws ConfigurationError `acl_invalid` if a column or table is missing, has another type than
 *   the template says, or is of another database
 * @example
 * const mine = drizzle(auth.list(reportAcl, 'read'), reports, { sql });
 * await db.select().from(reports).where(mine).orderBy(desc(reports.id)).limit(50);
 */
export function drizzle<S>(list: List, table: object, options: DrizzleOptions<S>): S {
  const { sql, tables = {} } = options;
  const tableOf = (name: string): object => {
    if (!Object.hasOwn(tables, name)) throw aclError(`drizzle() needs the table ${quoted(name)}.`);
    return tables[name] as object;
  };
  const { strings, values } = sqlParts(list, rulesOf(table), {
    column: (of, column, kind) => columnOf(of === null ? table : tableOf(of), column, kind),
    table: tableOf,
  });
  return sql(strings as unknown as TemplateStringsArray, ...values);
}

function columnOf(table: object, column: string, kind: ColumnKind | null): object {
  const found = Object.hasOwn(table, column) ? (table as Record<string, unknown>)[column] : null;
  const { columnType, dataType } = (found ?? {}) as { columnType?: unknown; dataType?: unknown };
  if (typeof columnType !== 'string')
    throw aclError(`The table of drizzle() has no column ${quoted(column)}.`);
  const wanted = kind === 'number' || kind === 'boolean' || kind === null ? kind : TYPE_OF[kind];
  if (wanted !== null && dataType !== wanted)
    throw aclError(
      `The column ${quoted(column)} of drizzle() is a ${String(dataType)}, and the template says ${wanted}.`,
    );
  return found as object;
}

function rulesOf(table: object) {
  const columns = Object.values(table) as ({ readonly columnType?: unknown } | null)[];
  const type = columns.map((one) => one?.columnType).find((one) => typeof one === 'string');
  const [name] = /^(Pg|MySql|SQLite)/.exec(String(type)) ?? [];
  if (name === undefined)
    throw aclError('drizzle() takes a table of PostgreSQL, MySQL, MariaDB or SQLite.');
  return DIALECTS[DIALECT_OF[name as keyof typeof DIALECT_OF]];
}
