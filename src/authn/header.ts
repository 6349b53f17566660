import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isHttpToken } from '../http/http-token.ts';
import type { RequestView } from '../http/request-view.ts';
import { boolean, list, OptionReader } from '../options/option-reader.ts';
import type { AuthenticationPolicy } from './policy.ts';
import { bareToken, readCredential, readerOfOthers, refineFailure } from './header-credential.ts';

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
const REPEATED = failure(
  'credentials_malformed',
  'The header with the token is repeated: send one.',
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
