import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isHttpToken } from '../http/http-token.ts';
import type { RequestView } from '../http/request-view.ts';
import { boolean, list, OptionReader } from '../options/option-reader.ts';
import type { AuthenticationPolicy } from './policy.ts';
import { unreadCredential, unreadToken } from './unread.ts';

/** What `headerPolicy` takes. */
export interface HeaderPolicyOptions {
  /** The header that carries the token, in any case. Default: `'Authorization'`. */
  readonly httpHeader?: string | undefined;
  /**
   * The scheme before the token, or several, in any case; challenges name the first. Default:
   * `['Bearer', 'JWT']`. With an empty list clients send the token alone. In a header other than
   * `Authorization` the token may stand alone or behind a scheme.
   */
  readonly authType?: string | readonly string[] | undefined;
  /**
   * Whether responses name the header in `Vary`. Default: true. False is allowed for
   * `Authorization` only: shared caches already store no response to such a request (RFC 9111
   * §3.5), and browsers do not add that header unasked. Then a request with a header token
   * leaves the response untouched.
   */
  readonly vary?: boolean | undefined;
}

/** The policy of a token in a request header, with its checked settings. */
export interface HeaderPolicy extends AuthenticationPolicy {
  readonly kind: 'header';
  readonly settings: {
    readonly httpHeader: string;
    readonly authType: readonly string[];
    readonly vary: boolean;
  };
}

const OPTIONS = Object.keys({
  httpHeader: true,
  authType: true,
  vary: true,
} satisfies Record<keyof HeaderPolicyOptions, true>);
const DEFAULT_SCHEMES: readonly string[] = /* @__PURE__ */ Object.freeze(['Bearer', 'JWT']);
/** Headers that browsers write by themselves: no page has to prove who sent those. */
const OF_BROWSERS = /^(?:cookie2?|host|origin|referer|user-agent|accept|sec-(?:fetch|ch)-.*)$/i;
const SPACE = 0x20;
const B64TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
/** A JWS (RFC 7515 §7.1) alone or behind a scheme; each begins with `{"`, encoded. */
const JWS_AT_END = /(?:^|[ ,])eyJ[\w-]*\.[\w-]+\.[\w-]*$/;
const REPEATED = failure(
  'credentials_malformed',
  'The header with the token is repeated: send one.',
);
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
 * Returns the policy of a token that a program sends in a header: `Authorization: Bearer <token>`
 * (RFC 6750 §2.1).
 *
 * The client keeps the token, so `remember` and `forget` have no effect here. A credential of
 * another scheme counts as none and is reported; a token without a scheme is refused.
 *
 * @throws ConfigurationError naming every fault of the options
 * @example
 * headerPolicy(); // Authorization: Bearer <token>
 * headerPolicy({ httpHeader: 'X-Token' }); // X-Token: <token>
 */
export function headerPolicy(options: HeaderPolicyOptions = {}): HeaderPolicy {
  const settings = readSettings(options);
  const { httpHeader, authType } = settings;
  const field = httpHeader.toLowerCase();
  // A copy: V8 reads a frozen array several times more slowly.
  const schemes = authType.map((scheme) => scheme.toLowerCase());
  const isBare = field !== 'authorization' || authType.length === 0;
  const otherwise = isBare ? bareToken : readerOfOthers(schemes, authType);
  return Object.freeze({
    kind: 'header',
    challenge: authType[0] ?? 'Bearer',
    vary: settings.vary ? httpHeader : null,
    session: null,
    settings,
    find(view: RequestView): string | Failure | null {
      const value = view.header(field);
      if (value === undefined) return null;
      if (typeof value === 'string') return readCredential(value, schemes, otherwise);
      if (value.length > 1) return REPEATED;
      return value[0] === undefined ? null : readCredential(value[0], schemes, otherwise);
    },
    refineFailure,
    checkRequest: null,
  });
}

/**
 * Reads one field value.
 *
 * @param schemes - in lower case
 * @param otherwise - reads a value without one of the schemes
 */
function readCredential(
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
function readerOfOthers(
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

function bareToken(value: string): string | Failure {
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
function refineFailure(refused: Failure, token: string): Failure {
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

function readSettings(options: HeaderPolicyOptions): HeaderPolicy['settings'] {
  const reader = new OptionReader(options, OPTIONS, 'headerPolicy');
  const httpHeader = reader.read(
    'httpHeader',
    'Authorization',
    headerName,
    'is not the name of a header for tokens: write one such as "X-Token"',
  );
  const isAuthorization = httpHeader.toLowerCase() === 'authorization';
  const authType = reader.read(
    'authType',
    DEFAULT_SCHEMES,
    schemeList,
    'is not a scheme or a list of schemes: write "Bearer" or ["Bearer", "JWT"]',
  );
  const vary = reader.read('vary', true, boolean, 'is not a boolean: write true or false');
  if (!vary && !isAuthorization)
    reader.faults.push(
      'vary may be false for Authorization only: caches know no other header that carries credentials',
    );
  reader.throwFaults();
  return Object.freeze({ httpHeader, authType, vary });
}

function headerName(value: unknown): string | undefined {
  return isHttpToken(value) && !OF_BROWSERS.test(value) ? value : undefined;
}

function schemeList(value: unknown): readonly string[] | undefined {
  return list(isHttpToken)(typeof value === 'string' ? [value] : value);
}
