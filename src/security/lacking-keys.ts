import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { FetchedKeys } from '../keys/key-source.ts';
import { peek } from '../token/decode.ts';
import { ISSUER_PENDING } from '../token/resolved-issuers.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { TokenVerifier } from '../token/verifier.ts';

/** Why a token is refused whose key is not there. */
const LACKING: ReadonlySet<string> = new Set(['token_key_unknown', 'token_signature_invalid']);

/** What a refused token needs that is not there yet. */
export interface Lack {
  /** A promise that is never rejected; null if there is nothing to wait for now. */
  readonly waiting: Promise<void> | null;
  /** Why the token is refused then. */
  readonly otherwise: Failure;
}

/**
 * Returns what a token needs; null if it is good, or refused for good. Only the issuer that the
 * token names is asked for keys.
 *
 * @param result - what became of it
 * @param mayFetch - whether keys may be fetched for it
 */
export function lackOf(
  verifier: TokenVerifier,
  token: string,
  result: VerifiedToken | Failure,
  mayFetch: boolean,
): Lack | null {
  if (result === ISSUER_PENDING)
    return { waiting: mayFetch ? verifier.pendingIssuer(token) : null, otherwise: ISSUER_PENDING };
  if (result.ok || !LACKING.has(result.code)) return null;
  const issuer = verifier.issuerOf(token);
  if (issuer === null || issuer.fetched === null) return null;
  if (!mayLackKey(issuer.fetched, result, token)) return null;
  const waiting = mayFetch ? issuer.fetched.refresh() : null;
  return { waiting, otherwise: issuer.fetched.isEmpty ? unavailable(issuer.name) : result };
}

const UNAVAILABLE = failure('keys_unavailable');

function unavailable(name: string | null): Failure {
  if (name === null) return UNAVAILABLE;
  const reason = `The keys of the issuer ${name} cannot be fetched: try again later.`;
  return failure('keys_unavailable', reason, name);
}

/**
 * Whether a refused token may be good with keys that are not there yet: its key is unknown, or it
 * was not signed with any of the keys that have no name.
 */
function mayLackKey(fetched: FetchedKeys, { code }: Failure, token: string): boolean {
  if (code === 'token_key_unknown') return true;
  if (code !== 'token_signature_invalid') return false;
  return (
    fetched.current.all.some(({ kid }) => kid === null) || peek(token)?.header['kid'] === undefined
  );
}
