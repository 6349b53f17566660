import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isHttpToken } from '../http/http-token.ts';
import { unreadCredential, unreadToken } from './unread.ts';

const SPACE = 0x20;
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
/** A JWS (RFC 7515 §7.1) alone or behind a scheme; each begins with `{"`, encoded. */
const JWS_AT_END = /(?:^|[ ,])eyJ[\w-]*\.[\w-]+\.[\w-]*$/;
const JOINED = failure(
  'credentials_malformed',
  'The header has several credentials, or something after the token: send the token alone.',
);
const NO_TOKEN = failure(
  'credentials_malformed',
  'The header has a scheme but no token: write the scheme, one space, the token.',
);
const SEPARATOR = failure(
  'credentials_malformed',
  'Only spaces may separate the scheme from the token: write the scheme, one space, the token.',
);
const ALPHABET = failure(
  'credentials_malformed',
  'The token has characters outside of b64token (RFC 6750 §2.1): send it exactly as it was issued.',
);

/**
 * Reads one field value.
 *
 * @param schemes - in lower case
 * @param otherwise - reads a value without one of the schemes
 */
export function readCredential(
  value: string,
  schemes: readonly string[],
  otherwise: (value: string) => string | Failure,
): string | Failure | null {
  if (value === '') return null;
  for (let at = 0; at < schemes.length; at++) {
    const scheme = schemes[at] as string;
    if (!hasScheme(value, 0, scheme)) continue;
    const end = scheme.length;
    if (value.length === end) return NO_TOKEN;
    if (value.charCodeAt(end) === SPACE) return tokenFrom(value, end + 1);
    if (!isHttpToken(value[end])) return SEPARATOR;
  }
  return otherwise(value);
}

/** Returns the reader of a value in `Authorization` that has none of the schemes. */
export function readerOfOthers(
  schemes: readonly string[],
  authType: readonly string[],
): (value: string) => Failure {
  const [first] = authType;
  const cure = `write "${first} <token>" (this server reads the schemes ${authType.join(', ')}).`;
  const token = unreadToken(
    `Authorization has a token without a scheme that this server reads: ${cure}`,
  );
  const other = unreadCredential(
    `Authorization has a scheme that this server does not read, and so counts as no credential: ${cure}`,
  );
  return (value) => {
    if (hidesCredential(value, schemes)) return JOINED;
    return JWS_AT_END.test(value) ? token : other;
  };
}

/** Reads a value that is a token alone. */
export function bareToken(value: string): string | Failure {
  return tokenFrom(value, 0);
}

/** Returns the rest of the value. The verifier finds out whether it is one token. */
function tokenFrom(value: string, from: number): string | Failure {
  let start = from;
  while (value.charCodeAt(start) === SPACE) start++;
  if (start === value.length) return NO_TOKEN;
  return start === 0 ? value : value.slice(start);
}

/** Checks the grammar of refused tokens only: a good token has been checked by its signature. */
export function refineFailure(refused: Failure, token: string): Failure {
  if (refused.code === 'token_too_large' || B64TOKEN.test(token)) return refused;
  return /[ ,]/.test(token) ? JOINED : ALPHABET;
}

/**
 * Whether a credential of a foreign scheme is joined by a comma to one of ours, as the Fetch API
 * joins repeated fields.
 */
function hidesCredential(value: string, schemes: readonly string[]): boolean {
  let place = 0;
  for (;;) {
    while (value[place] === ' ' || value[place] === '\t') place++;
    for (const scheme of schemes) {
      const next = value[place + scheme.length];
      const ends = next === undefined || next === ' ' || next === '\t';
      if (ends && hasScheme(value, place, scheme)) return true;
    }
    place = value.indexOf(',', place) + 1;
    if (place === 0) return false;
  }
}

/**
 * Compares with a scheme in lower case, in place: `slice` and `toLowerCase` would allocate two
 * strings for every request.
 */
function hasScheme(value: string, from: number, scheme: string): boolean {
  if (value.length < from + scheme.length) return false;
  for (let i = 0; i < scheme.length; i++) {
    if (lowerAscii(value.charCodeAt(from + i)) !== scheme.charCodeAt(i)) return false;
  }
  return true;
}

/** Lower case for ASCII letters only: the Kelvin sign is not a "k" here. */
function lowerAscii(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 32 : code;
}
