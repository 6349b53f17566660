import type { List } from '../authz/acl-template.ts';
import type { Dialect } from './dialects.ts';
import { dialectRules } from './dialects.ts';
import { sqlParts } from './sql-parts.ts';

/** How `sqlText` writes a condition. */
export interface SqlTextOptions {
  readonly dialect: Dialect;
  /** The table or alias of the rows in your statement: its columns are then written with it. */
  readonly table?: string | undefined;
  /** The number of the first placeholder of PostgreSQL, behind values of your own. Default: 1. */
  readonly firstPlaceholder?: number | undefined;
  /** Returns the name of a column in the database. Default: the name in the row. */
  readonly columnName?: ((column: string) => string) | undefined;
}

/** A condition as text with placeholders, and the values to bind to them. */
export interface SqlText {
  readonly text: string;
  readonly values: readonly (string | number)[];
}

/**
 * Writes a list as a condition of SQL, for the `where` of a statement of your own.
 *
 * Text is compared byte by byte, whatever the collation of its column; NULL is in no list.
 *
 * @throws ConfigurationError if the dialect is unknown
 * @example
 * const { text, values } = sqlText(auth.list(reportAcl, 'read'), { dialect: 'postgresql' });
 * await pool.query(`select * from reports where ${text} order by id desc limit 50`, [...values]);
 */
export function sqlText(list: List, options: SqlTextOptions): SqlText {
  const { dialect, table: rows, firstPlaceholder = 1, columnName = (name) => name } = options;
  const rules = dialectRules(dialect, 'sqlText');
  const quoted = (name: string) =>
    rules.quote + name.replaceAll(rules.quote, rules.quote.repeat(2)) + rules.quote;
  const { strings, values } = sqlParts(list, rules, {
    column(table, column) {
      const of = table ?? rows;
      return (of === undefined ? '' : `${quoted(of)}.`) + quoted(columnName(column));
    },
    table: quoted,
  });
  const text = strings.reduce(
    (all, part, at) => all + rules.placeholder(at + firstPlaceholder - 1) + part,
  );
  return { text, values: values as (string | number)[] };
}
