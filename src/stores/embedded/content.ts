import type { Entry } from '../model/entry.ts';
import { laterOf } from '../model/entry.ts';
import type { SessionRecord } from '../model/rotate-record.ts';
import type { NewSession, StoredSession } from '../model/stored-session.ts';
import type { Tables } from './tables.ts';

/** How many entries are read at a time. */
const PAGE = 1000;

/**
 * Adds entries after a position, each with what it removes.
 *
 * @returns the entries as they count from now on
 */
export function addEntries(
  tables: Tables,
  entries: readonly Entry[],
  position: number,
): readonly Entry[] {
  return entries.map((entry, index) => {
    removeWhatItEnds(tables, entry);
    const { kind, id } = entry;
    const before = tables.entry(kind, id);
    const stored: Entry = {
      ...entry,
      at: Math.max(before?.at ?? 0, entry.at),
      until: before === null ? entry.until : laterOf(before.until, entry.until),
    };
    tables.setEntry({ ...stored, position: position + index + 1 });
    return stored;
  });
}

function removeWhatItEnds(tables: Tables, { kind, id, at }: Entry): void {
  if (kind === 'session' || kind === 'token') {
    tables.removeEntry('known', id);
    tables.removeSession(id);
  }
  if (kind !== 'user') return;
  for (const session of tables.sessionsOf(id))
    if (session.startedAt < at) tables.removeSession(session.id);
}

/**
 * Counts one use of a token.
 *
 * @returns whether it is within `most`; nothing was written if not
 */
export function countUse(tables: Tables, id: string, most: number, until: number | null): boolean {
  const count = (tables.uses(id)?.count ?? 0) + 1;
  if (count > most) return false;
  tables.setUses({ id, count, until });
  return true;
}

/**
 * Removes what ended before a time.
 *
 * @returns how many entries, sessions or counts it has removed, whichever are most
 */
export function removeEnded(tables: Tables, before: number, limit: number): number {
  const entries = tables.endedEntries(before, limit);
  for (const { kind, id } of entries) tables.removeEntry(kind, id);
  const sessions = tables.endedSessions(before, limit);
  for (const { id } of sessions) tables.removeSession(id);
  const uses = tables.endedUses(before, limit);
  for (const { id } of uses) tables.removeUses(id);
  return Math.max(entries.length, sessions.length, uses.length);
}

/**
 * Returns the last position and the latest cut-off of entries that are there although the state was
 * lost; zeros if there are none.
 */
export function leftOver(tables: Tables): { readonly position: number; readonly last: number } {
  const left = { position: 0, last: 0 };
  for (;;) {
    const page = tables.entriesAfter(left.position, PAGE);
    for (const { position, at } of page) {
      left.position = position;
      left.last = Math.max(left.last, at);
    }
    if (page.length < PAGE) return left;
  }
}

/** Stores a session as it begins. */
export function storeSession(tables: Tables, session: NewSession): void {
  const { refresh } = session;
  tables.setSession({
    ...session,
    seenAt: session.startedAt,
    refresh: refresh === null ? null : { ...refresh, previous: null, rotatedAt: 0 },
  });
}

/** Returns a session without its refresh tokens. */
export function withoutRefresh(record: SessionRecord): StoredSession {
  const { id, user, startedAt, seenAt, endsAt, until, label } = record;
  return { id, user, startedAt, seenAt, endsAt, until, label };
}
