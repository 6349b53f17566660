import type { StoreFinding } from '../model/store.ts';
import type { Statements } from './database.ts';

/** Modes of the journal that survive a crash. */
const DURABLE_JOURNALS: readonly unknown[] = ['wal', 'delete', 'truncate', 'persist'];
const FULL = 2;
const LEAST_TIMEOUT = 100;

/** Returns the path of the file; null for a database in memory. */
export function pathOf(sql: Statements): string | null {
  const main = sql.rows('pragma database_list').find(({ name }) => name === 'main');
  return typeof main?.['file'] === 'string' && main['file'] !== '' ? main['file'] : null;
}

/**
 * Sets what several processes need: readers that do not block, and a statement that waits for
 * another process.
 */
export function prepareForProcesses(sql: Statements): void {
  const { timeout } = sql.row('pragma busy_timeout') ?? {};
  if (Number(timeout) < LEAST_TIMEOUT) sql.row(`pragma busy_timeout = ${LEAST_TIMEOUT}`);
  if (journalOf(sql) !== 'wal') sql.row('pragma journal_mode = wal');
}

/** Returns what is not safe about the settings of the connection. */
export function findingsOf(sql: Statements): readonly StoreFinding[] {
  if (pathOf(sql) === null)
    return [
      {
        name: 'store_not_shared',
        reason:
          'The database of sqliteStore is in memory: other processes do not see it, and it ends with this one. Open a file.',
      },
    ];
  const { synchronous } = sql.row('pragma synchronous') ?? {};
  const journal = journalOf(sql);
  if (Number(synchronous) >= FULL && DURABLE_JOURNALS.includes(journal)) return [];
  return [
    {
      name: 'store_not_durable',
      reason: `The database of sqliteStore may lose the last revocations in a power cut (journal_mode ${String(journal)}, synchronous ${String(synchronous)}): run "PRAGMA synchronous = FULL" on the connection.`,
    },
  ];
}

function journalOf(sql: Statements): unknown {
  return sql.row('pragma journal_mode')?.['journal_mode'];
}
