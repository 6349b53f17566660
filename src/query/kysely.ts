import type { List } from '../authz/acl-template.ts';
import type { Dialect } from './dialects.ts';
import { dialectRules } from './dialects.ts';
import { sqlParts } from './sql-parts.ts';

/** The tag `sql` of Kysely. */
export interface KyselySql<E> {
  (strings: TemplateStringsArray, ...values: unknown[]): E;
  ref(name: string): object;
  table(name: string): object;
}

/** What `kysely` needs of the application. */
export interface KyselyOptions<E> {
  /** The tag `sql` of `kysely`. */
  readonly sql: KyselySql<E>;
  readonly dialect: Dialect;
  /** The table or alias of the rows that are asked for. */
  readonly table: string;
}

/** An expression of Kysely that is true or false. */
export type KyselyExpression<E> = Omit<E, 'expressionType'> & {
  readonly expressionType: boolean | undefined;
};

/**
 * Writes a list as an expression of Kysely, for `where`.
 *
 * @throws ConfigurationError if the dialect is unknown
 * @example
 * const mine = kysely(auth.list(reportAcl, 'read'), { sql, dialect: 'sqlite', table: 'reports' });
 * await db.selectFrom('reports').selectAll().where(mine).orderBy('id', 'desc').limit(50).execute();
 */
export function kysely<E extends object>(
  list: List,
  options: KyselyOptions<E>,
): KyselyExpression<E> {
  const { sql, dialect, table } = options;
  const { strings, values } = sqlParts(list, dialectRules(dialect, 'kysely'), {
    column: (of, column) => sql.ref(`${of ?? table}.${column}`),
    table: (name) => sql.table(name),
  });
  return sql(
    strings as unknown as TemplateStringsArray,
    ...values,
  ) as unknown as KyselyExpression<E>;
}
