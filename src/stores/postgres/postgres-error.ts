import { StoreLostError } from '../model/store.ts';
import { StoreError } from '../model/store-error.ts';

/** What a SQLSTATE means for the store, and how to mend it. */
const REASONS: Readonly<Record<string, string>> = {
  '25006': 'the server is read-only: connect to the primary',
  '42501':
    'the role lacks a right: "npx pyramidion store schema postgres" prints what it has to be granted',
  '53300': 'the server has no connection left: make pools smaller or raise max_connections',
  '57014': 'the statement was cancelled: raise statement_timeout',
  '57P01': 'the server ended the connection',
  '57P02': 'the server crashed',
  '57P03': 'the server is starting or stopping',
  '40001': 'the transaction was in conflict with others twice',
  '40P01': 'the transaction was in conflict with others twice',
};
/** A row, table, function or schema of the store is missing. */
const LOST = new Set(['PYLST', '42P01', '42883', '3F000']);
const IN_CONFLICT = new Set(['40001', '40P01']);

/** Whether a transaction was undone because of others, and may be run again. */
export function isConflict(error: unknown): boolean {
  return IN_CONFLICT.has(codeOf(error));
}

/** Whether the role of the client may not do something. */
export function isForbidden(error: unknown): boolean {
  return codeOf(error) === '42501';
}

/**
 * Returns the error of the store for one of the client. The client's text may hold an address or a
 * value, so only its code is repeated.
 */
export function storeErrorOf(error: unknown): StoreError | StoreLostError {
  const code = codeOf(error);
  if (LOST.has(code)) return storeLostError(error);
  const reason = Object.hasOwn(REASONS, code)
    ? REASONS[code]
    : 'the server could not be asked, or did not do what it was asked';
  const shown = code === '' ? '' : ` (${code})`;
  return new StoreError(`postgresStore(): ${reason}${shown}.`, { cause: error });
}

export function storeLostError(cause?: unknown): StoreLostError {
  return new StoreLostError(
    'The content of postgresStore() was lost: it has no generation.',
    cause === undefined ? undefined : { cause },
  );
}

function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' && /^[A-Z0-9_]{1,40}$/.test(code) ? code : '';
}
