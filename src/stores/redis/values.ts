import type { Entry, NewEntry } from '../model/entry.ts';
import type { NewSession, StoredSession } from '../model/stored-session.ts';
import { isEntryKind, isText, isTextOrNull } from '../model/stored-values.ts';
import { foreignValue } from './redis-error.ts';

/** Returns a time as it is kept; `-` is never. */
export function timeText(time: number | null): string {
  return time === null ? '-' : String(time);
}

/** Reads a time. */
export function timeOf(text: string): number | null {
  if (text === '-') return null;
  const time = Number(text);
  if (text === '' || !Number.isFinite(time)) throw foreignValue();
  return time;
}

/** Returns what a script is given of an entry: the user with a space before it, or nothing. */
export function entryArguments({ kind, id, until, user }: NewEntry): readonly string[] {
  return [kind, id, timeText(until), user === null ? '' : ` ${user}`];
}

/** Reads an entry from its field, `<kind> <id>`, and its value, `<at> <until>[ <user>]`. */
export function entryOf(field: string, value: string): Entry {
  const space = field.indexOf(' ');
  const kind = field.slice(0, space);
  const [, at, until, user] = /^(\d+) (\d[\d.e+]*|-)(?: ([^]*))?$/.exec(value) ?? [];
  if (!isEntryKind(kind) || at === undefined || until === undefined) throw foreignValue();
  return {
    kind,
    id: field.slice(space + 1),
    user: user ?? null,
    until: timeOf(until),
    at: Number(at),
  };
}

/** What is kept of a session. Numbers are strings, because the JSON of Redis rounds them. */
interface SessionValue {
  readonly id: string;
  readonly user: string;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly endsAt: string;
  readonly until: string;
  /** JSON again: the JSON of Redis refuses what is half of a character. */
  readonly label: string;
  readonly refresh: Readonly<Record<'jti' | 'previous' | 'rotatedAt' | 'idleUntil', string>> | null;
}

/** Returns a session as it is kept. */
export function sessionText({ refresh, ...session }: NewSession): string {
  const value: SessionValue = {
    id: session.id,
    user: session.user,
    startedAt: String(session.startedAt),
    seenAt: String(session.startedAt),
    endsAt: timeText(session.endsAt),
    until: timeText(session.until),
    label: JSON.stringify(session.label),
    refresh: refresh && {
      jti: refresh.jti,
      previous: '',
      rotatedAt: '0',
      idleUntil: String(refresh.idleUntil),
    },
  };
  return JSON.stringify(value);
}

/** Reads a session. */
export function sessionOf(text: string): StoredSession {
  try {
    const value = JSON.parse(text) as SessionValue;
    const { id, user } = value;
    const label = JSON.parse(value.label) as unknown;
    if (!isText(id) || !isText(user) || !isTextOrNull(label)) throw foreignValue();
    return {
      id,
      user,
      startedAt: Number(timeOf(value.startedAt)),
      seenAt: Number(timeOf(value.seenAt)),
      endsAt: timeOf(value.endsAt),
      until: timeOf(value.until),
      label,
    };
  } catch {
    throw foreignValue();
  }
}
