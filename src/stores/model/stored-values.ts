import type { EntryKind } from './entry.ts';

const KINDS: ReadonlySet<unknown> = new Set<EntryKind>([
  'token',
  'session',
  'user',
  'all',
  'known',
  'changed',
]);

/** Checks of what a store has read: another program may have written it. */
export function isEntryKind(value: unknown): value is EntryKind {
  return KINDS.has(value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

export function isTextOrNull(value: unknown): value is string | null {
  return value === null || isText(value);
}

/** Whether a value is a time in milliseconds. */
export function isTime(value: unknown): value is number {
  return Number.isFinite(value);
}

/** Whether a value is a time; null is never. */
export function isTimeOrNull(value: unknown): value is number | null {
  return value === null || isTime(value);
}
