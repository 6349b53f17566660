import type { RefreshState, SessionRecord } from '../model/rotate-record.ts';
import { StoreError } from '../model/store-error.ts';
import type { PlacedEntry, StoreState, TokenUses } from './tables.ts';
import { isEntryKind, isText, isTextOrNull, isTime, isTimeOrNull } from '../model/stored-values.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Checks the state of a store as it was read. What another program has written is refused: what the
 * store held before it is not known.
 *
 * @throws StoreError if it is none
 */
export function toState(value: unknown): StoreState {
  const { generation, writes, position, last, horizon } = fieldsOf(value, 'state');
  if (!isText(generation) || !isCount(writes) || !isCount(position) || !isTime(last))
    throw foreign('state');
  if (!isTimeOrNull(horizon)) throw foreign('state');
  return { generation, writes, position, last, horizon };
}

/** @throws StoreError if a value is no entry */
export function toPlacedEntry(value: unknown): PlacedEntry {
  const { kind, id, user, until, at, position } = fieldsOf(value, 'entry');
  if (!isEntryKind(kind) || !isText(id) || !isTextOrNull(user)) throw foreign('entry');
  if (!isTimeOrNull(until) || !isTime(at) || !isCount(position)) throw foreign('entry');
  return { kind, id, user, until, at, position };
}

/** @throws StoreError if a value is no session */
export function toSession(value: unknown): SessionRecord {
  const fields = fieldsOf(value, 'session');
  const { id, user, startedAt, seenAt, endsAt, until, label, refresh } = fields;
  if (!isText(id) || !isText(user) || !isTextOrNull(label)) throw foreign('session');
  if (!isTime(startedAt) || !isTime(seenAt) || !isTimeOrNull(endsAt)) throw foreign('session');
  if (!isTimeOrNull(until)) throw foreign('session');
  const tokens = refresh === null ? null : toRefresh(refresh);
  return { id, user, startedAt, seenAt, endsAt, until, label, refresh: tokens };
}

/** @throws StoreError if a value is no count of uses */
export function toUses(value: unknown): TokenUses {
  const { id, count, until } = fieldsOf(value, 'count of uses');
  if (!isText(id) || !isCount(count) || !isTimeOrNull(until)) throw foreign('count of uses');
  return { id, count, until };
}

function toRefresh(value: unknown): RefreshState {
  const { jti, previous, rotatedAt, idleUntil } = fieldsOf(value, 'session');
  if (!isText(jti) || !isTextOrNull(previous) || !isTime(rotatedAt) || !isTime(idleUntil))
    throw foreign('session');
  return { jti, previous, rotatedAt, idleUntil };
}

/** The error for a value that another program has written. It does not show the value. */
export function foreign(what: string): StoreError {
  return new StoreError(
    `The store holds a value as ${what} that it has not written: another program uses its database, or it is damaged. Give the store a database of its own.`,
  );
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw foreign(what);
  return value as Fields;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
