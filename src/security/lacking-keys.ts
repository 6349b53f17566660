import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { FetchedKeys } from '../keys/key-source.ts';
import { peek } from '../token/decode.ts';

/** Why a token is refused if the keys never arrived, or are too old. */
export const KEYS_UNAVAILABLE: Failure = failure('keys_unavailable');

/**
 * Whether a refused token may be good with keys that are not there yet: its key is unknown, or it
 * was not signed with any of the keys that have no name.
 */
export function mayLackKey(fetched: FetchedKeys, { code }: Failure, token: string): boolean {
  if (code === 'token_key_unknown') return true;
  if (code !== 'token_signature_invalid') return false;
  return (
    fetched.current.all.some(({ kid }) => kid === null) || peek(token)?.header['kid'] === undefined
  );
}
