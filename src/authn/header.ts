import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isHttpToken } from '../http/http-token.ts';
import { list, EMPTY_LIST, OptionReader } from '../options/option-reader.ts';
import type { RequestView } from '../http/request-view.ts';
import type { AuthenticationPolicy } from './policy.ts';

/** What `headerPolicy` takes. */
export interface HeaderPolicyOptions {
  /** The header that carries the token, in any case; `'Authorization'` when left out. */
  readonly httpHeader?: string | undefined;
  /**
   * The scheme before the token, or several, in any case; the first is named in challenges. `['Bearer', 'JWT']` when left out, but none for
   * a header other than `Authorization`, which then carries the token alone.
   */
  readonly authType?: string | readonly string[] | undefined;
}

/** The policy of a token in a request header, with its settings as they were understood. */
export interface HeaderPolicy extends AuthenticationPolicy {
  readonly kind: 'header';
  readonly settings: { readonly httpHeader: string; readonly authType: readonly string[] };
}

const OPTIONS = ['httpHeader', 'authType'];
const DEFAULT_SCHEMES: readonly string[] = /* @__PURE__ */ Object.freeze(['Bearer', 'JWT']);
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const REPEATED = failure(
  'credentials_malformed',
  'The header with the token is there more than once: send one.',
);
const JOINED = failure(
  'credentials_malformed',
  'The header has more than one credential, or something behind the token: send the token alone.',
);
const NO_TOKEN = failure(
  'credentials_malformed',
  'The header has a scheme but no token behind it: write the scheme, one space, the token.',
);
const SEPARATOR = failure(
  'credentials_malformed',
  'Only spaces may stand between the scheme and the token: write the scheme, one space, the token.',
);
const ALPHABET = failure(
  'credentials_malformed',
  'The token has characters that none can have (RFC 6750 §2.1): send it exactly as it was issued.',
);

/**
 * The policy of a token that a program sends in a header: `Authorization: Bearer <token>` (RFC 6750 §2.1).
 *
 * The client keeps the token itself, so that `remember` and `forget` do nothing here. A credential of another scheme is not for this policy.
 *
 * @throws ConfigurationError naming every fault of the options
 */
export function headerPolicy(options: HeaderPolicyOptions = {}): HeaderPolicy {
  const { httpHeader, authType } = checked(options);
  const field = httpHeader.toLowerCase();
  return Object.freeze({
    kind: 'header',
    challenge: authType[0] ?? 'Bearer',
    vary: httpHeader,
    session: null,
    settings: Object.freeze({ httpHeader, authType }),
    find(view: RequestView): string | Failure | null {
      const value = view.header(field);
      if (value === undefined) return null;
      if (typeof value === 'string') return read(value, authType);
      if (value.length > 1) return REPEATED;
      return value[0] === undefined ? null : read(value[0], authType);
    },
    explain,
    admit: (): null => null,
  });
}

/** Reads one field value; with no schemes the whole of it is the token. */
function read(value: string, schemes: readonly string[]): string | Failure | null {
  if (value === '') return null;
  if (schemes.length === 0) return tokenAt(value, 0);
  for (const scheme of schemes) {
    if (!hasScheme(value, 0, scheme)) continue;
    const end = scheme.length;
    if (value.length === end) return NO_TOKEN;
    if (value[end] === ' ') return tokenAt(value, end + 1);
    if (!isHttpToken(value[end])) return SEPARATOR;
  }
  return hidesCredential(value, schemes) ? JOINED : null;
}

/** All from there to the end; that it is one token is for the verifier to find out, and for `explain` to say when it is not. */
function tokenAt(value: string, from: number): string | Failure {
  let start = from;
  while (value.charCodeAt(start) === 0x20) start++;
  if (start === value.length) return NO_TOKEN;
  return start === 0 ? value : value.slice(start);
}

/** Looks at the grammar only of what was refused, and not of what was too long to be looked at: a good token has been looked at enough. */
function explain(refused: Failure, text: string): Failure {
  if (refused.code === 'token_too_large') return refused;
  if (B64TOKEN.test(text)) return refused;
  return /[ ,]/.test(text) ? JOINED : ALPHABET;
}

/** Whether a foreign credential has one of ours joined to it by a comma, as `fetch` joins a field that was sent twice. */
function hidesCredential(value: string, schemes: readonly string[]): boolean {
  let place = 0;
  for (;;) {
    while (value[place] === ' ' || value[place] === '\t') place++;
    for (const scheme of schemes) {
      const next = value[place + scheme.length];
      if ((next === undefined || next === ' ' || next === '\t') && hasScheme(value, place, scheme))
        return true;
    }
    place = value.indexOf(',', place) + 1;
    if (place === 0) return false;
  }
}

/** Compares in place, since `slice` and `toLowerCase` would make two strings on the road of every request. */
function hasScheme(value: string, from: number, scheme: string): boolean {
  if (value.length < from + scheme.length) return false;
  for (let i = 0; i < scheme.length; i++) {
    if (folded(value.charCodeAt(from + i)) !== folded(scheme.charCodeAt(i))) return false;
  }
  return true;
}

/** Lower case for the letters of ASCII and no others: a Kelvin sign is no "k" here. */
function folded(code: number): number {
  return code >= 0x41 && code <= 0x5a ? code + 32 : code;
}

function checked(options: HeaderPolicyOptions): HeaderPolicy['settings'] {
  const reader = new OptionReader(options, OPTIONS, 'headerPolicy');
  const httpHeader = reader.read(
    'httpHeader',
    'Authorization',
    nameOf,
    'is not the name of a header: write one such as "X-Token"',
  );
  const usual = httpHeader.toLowerCase() === 'authorization' ? DEFAULT_SCHEMES : EMPTY_LIST;
  const authType = reader.read(
    'authType',
    usual,
    schemesOf,
    'is not a scheme or a list of them: write "Bearer" or ["Bearer", "JWT"]',
  );
  reader.throwFaults();
  return { httpHeader, authType };
}

function nameOf(value: unknown): string | undefined {
  return isHttpToken(value) ? value : undefined;
}

function schemesOf(value: unknown): readonly string[] | undefined {
  const schemes = list(isHttpToken)(typeof value === 'string' ? [value] : value);
  return schemes?.length === 0 ? undefined : schemes;
}
