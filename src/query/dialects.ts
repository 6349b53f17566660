import type { ColumnKind } from '../authz/acl-template.ts';
import { ConfigurationError } from '../options/configuration-error.ts';

/** The databases that conditions are written for; `mysql` is MariaDB too. */
export type Dialect = 'postgresql' | 'mysql' | 'sqlite';

/** What stands before and after a column or a value. */
type Around = readonly [before: string, after: string];

/** How one database compares exactly. */
export interface DialectRules {
  readonly quote: string;
  readonly placeholder: (place: number) => string;
  /** Around a value that is compared by an index, for each kind. */
  readonly value: Readonly<Partial<Record<ColumnKind, Around>>>;
  /** The kinds that the database may find equal when they are not: text by its collation. */
  readonly inexact: readonly ColumnKind[];
  /** Around a column, and around a value, that are compared once more: byte by byte, as text. */
  readonly exactColumn: Around;
  readonly exactValue: Around;
  readonly isTrue: Around;
  readonly isFalse: Around;
}

const AS_BYTES: Around = ['cast(convert(', ' using utf8mb4) as binary)'];

/**
 * A cast of a value fails for every user if the column is of another type. Without one, it would
 * fail or be converted for some users only: MariaDB finds `'4abc' = 4`, SQLite `' 4' = 4`.
 */
export const DIALECTS: Readonly<Record<Dialect, DialectRules>> = {
  postgresql: {
    quote: '"',
    placeholder: (place) => `$${place}`,
    value: { text: ['', '::text'], number: ['', '::bigint'], uuid: ['', '::uuid'] },
    inexact: ['text', 'literal'],
    exactColumn: ['', '::text collate "C"'],
    exactValue: ['', '::text'],
    isTrue: ['', ' is true'],
    isFalse: ['', ' is false'],
  },
  mysql: {
    quote: '`',
    placeholder: () => '?',
    value: {},
    inexact: ['text', 'literal', 'uuid'],
    exactColumn: AS_BYTES,
    exactValue: AS_BYTES,
    isTrue: ['', ' is true'],
    isFalse: ['', ' is false'],
  },
  sqlite: {
    quote: '"',
    placeholder: () => '?',
    value: {},
    inexact: ['text', 'literal', 'uuid'],
    exactColumn: ['cast(', ' as text) collate binary'],
    exactValue: ['', ''],
    // Older ones know no "is true".
    isTrue: ['ifnull(', ' <> 0, 0)'],
    isFalse: ['ifnull(', ' = 0, 0)'],
  },
};

/** @throws ConfigurationError if the dialect is unknown, in the name of a function */
export function dialectRules(dialect: Dialect, caller: string): DialectRules {
  if (Object.hasOwn(DIALECTS, dialect)) return DIALECTS[dialect];
  throw new ConfigurationError(
    `${caller}() does not know the dialect: write 'postgresql', 'mysql' (also for MariaDB) or 'sqlite'.`,
  );
}
