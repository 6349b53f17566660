import type { Entry } from '../model/entry.ts';
import { StoreError } from '../model/store-error.ts';
import type { Rotation, StoredSession } from '../model/stored-session.ts';
import { isEntryKind, isText, isTextOrNull, isTime, isTimeOrNull } from '../model/stored-values.ts';

/** Reads `[kind, id, user, until, at]`, and what follows is left out. */
export function entryOf(row: unknown): Entry {
  const [kind, id, user, until, at] = listOf(row);
  if (
    !isEntryKind(kind) ||
    !isText(id) ||
    !isTextOrNull(user) ||
    !isTimeOrNull(until) ||
    !isTime(at)
  )
    throw unreadable();
  return { kind, id, user, until, at };
}

/** Reads `[id, user, startedAt, seenAt, endsAt, until, label]`. */
export function sessionOf(row: unknown): StoredSession {
  const [id, user, startedAt, seenAt, endsAt, until, label] = listOf(row);
  if (
    !isText(id) ||
    !isText(user) ||
    !isTime(startedAt) ||
    !isTime(seenAt) ||
    !isTimeOrNull(endsAt) ||
    !isTimeOrNull(until) ||
    !isTextOrNull(label)
  )
    throw unreadable();
  return { id, user, startedAt, seenAt, endsAt, until, label };
}

export function rotationOf(answer: unknown): Rotation {
  const { outcome, jti, session } = membersOf(answer);
  if (outcome === 'gone') return { outcome };
  if (outcome === 'reused') return { outcome, session: sessionOf(session) };
  if ((outcome !== 'rotated' && outcome !== 'repeated') || !isText(jti)) throw unreadable();
  return { outcome, jti, session: sessionOf(session) };
}

export function listOf(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw unreadable();
  return value;
}

export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) throw unreadable();
  return value as Readonly<Record<string, unknown>>;
}

export function textOf(value: unknown): string {
  if (!isText(value)) throw unreadable();
  return value;
}

export function timeOf(value: unknown): number {
  if (!isTime(value)) throw unreadable();
  return value;
}

export function timeOrNullOf(value: unknown): number | null {
  return value === null ? null : timeOf(value);
}

function unreadable(): StoreError {
  return new StoreError(
    'postgresStore() cannot read what its schema answers: something else was written into it. Give the store a schema of its own.',
  );
}
