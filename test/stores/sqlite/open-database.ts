import { createRequire } from 'node:module';
import type { SqliteDatabase } from '../../../src/stores/sqlite.ts';

/** A database of `node:sqlite`, which the types of the oldest Node do not have. */
export interface OpenDatabase extends SqliteDatabase {
  close(): void;
}

/** Opens a database; null if this Node has no SQLite. */
export function openDatabase(path: string): OpenDatabase | null {
  try {
    const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as {
      readonly DatabaseSync: new (path: string) => OpenDatabase;
    };
    return new DatabaseSync(path);
  } catch {
    return null;
  }
}
