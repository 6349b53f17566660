import type { Duration } from '../options/duration.ts';
import { NO_DURATION, parseDuration } from '../options/duration.ts';
import {
  boolean,
  isNonEmptyString,
  list,
  EMPTY_LIST,
  OptionReader,
} from '../options/option-reader.ts';
import { cookieFaults, mayBeHostPrefixed } from '../http/set-cookie.ts';
import { isSerializedOrigin } from './csrf.ts';
import type { CookieSession } from './policy.ts';

/** What `cookiePolicy` takes; every option may be left out. */
export interface CookiePolicyOptions {
  /** The cookie's name: `__Host-Authorization` where browsers allow that prefix (https, path `/`, no domains, format `jwt`), else `Authorization`. */
  readonly cookieName?: string | undefined;
  /** The path below which the browser sends it; `'/'`. */
  readonly cookiePath?: string | undefined;
  /** Whether it is `Secure`: sent and accepted over https alone; `true`. */
  readonly httpsOnly?: boolean | undefined;
  /** Whether it goes along when another site sends the user here: `'lax'` on links only, `'strict'` never, `'none'` always; `'lax'`. */
  readonly sameSite?: 'lax' | 'strict' | 'none' | undefined;
  /** Hosts on which it is set with their subdomains, each with a cookie of its own; none, which binds it to the host that answers. */
  readonly domains?: readonly string[] | undefined;
  /** The age of a token at which a request gets a fresh one; 0 at every request. Left out: never, the session does not slide. */
  readonly reissueTime?: Duration | undefined;
  /** How long after the login a session ends, however often it was renewed. Left out: no end but that of the token. */
  readonly sessionLifetime?: Duration | undefined;
  /** Asked before each reissue: `undefined` keeps the claims, an object replaces them, `null` lets the cookie run out. */
  readonly onReissue?: CookieSession['onReissue'] | undefined;
  /** What the cookie holds: the token (`'jwt'`), or what pyramid_jwt writes (`'webob'`); `'jwt'`. */
  readonly format?: 'jwt' | 'webob' | undefined;
  /** Other origins whose pages may send requests that change something, as browsers write them: `'https://app.example.com'`. */
  readonly trustedOrigins?: readonly string[] | undefined;
  /** Whether such requests must show where they come from; `true`. Only switch it off when something else guards against forged requests. */
  readonly csrf?: boolean | undefined;
}

/** The options as they were understood, complete and frozen; spans are in seconds, `null` is "none". */
export interface CookieSettings {
  readonly cookieName: string;
  readonly cookiePath: string;
  readonly httpsOnly: boolean;
  readonly sameSite: 'lax' | 'strict' | 'none';
  readonly domains: readonly string[];
  readonly reissueTime: number | null;
  readonly sessionLifetime: number | null;
  readonly format: 'jwt' | 'webob';
  readonly trustedOrigins: readonly string[];
  readonly csrf: boolean;
}

const NO_FLAG = 'is not a boolean: write true or false';
const NO_ORIGINS =
  'is not a list of origins as browsers write them, with no path: write ["https://app.example.com"]';
const OPTIONS = [
  'cookieName',
  'cookiePath',
  'httpsOnly',
  'sameSite',
  'domains',
  'reissueTime',
  'sessionLifetime',
  'onReissue',
  'format',
  'trustedOrigins',
  'csrf',
];

/**
 * Checks the options of a cookie policy and fills in what was left out.
 *
 * @throws ConfigurationError naming every fault, each with its cure
 */
export function readCookieSettings(options: CookiePolicyOptions): CookieSettings {
  const reader = new OptionReader(options, OPTIONS, 'cookiePolicy');
  const { cookiePath = '/', sameSite = 'lax' } = options;
  const httpsOnly = reader.read('httpsOnly', true, boolean, NO_FLAG);
  const domains = reader.read(
    'domains',
    EMPTY_LIST,
    list(isNonEmptyString),
    'is not a list of hosts: write ["example.com"]',
  );
  const format = reader.read(
    'format',
    'jwt',
    formatOf,
    'is not known: write "jwt", or "webob" for pyramid_jwt',
  );
  const prefixed =
    format === 'jwt' &&
    mayBeHostPrefixed({ path: cookiePath, secure: httpsOnly, domains: domains.length });
  const { cookieName = prefixed ? '__Host-Authorization' : 'Authorization' } = options;
  const settings = {
    cookieName,
    cookiePath,
    httpsOnly,
    sameSite,
    domains,
    format,
    reissueTime: reader.read('reissueTime', null, durationOf, NO_DURATION),
    sessionLifetime: reader.read('sessionLifetime', null, durationOf, NO_DURATION),
    trustedOrigins: reader.read('trustedOrigins', EMPTY_LIST, list(isSerializedOrigin), NO_ORIGINS),
    csrf: reader.read('csrf', true, boolean, NO_FLAG),
  };
  reader.faults.push(...attributeFaults(settings), ...sessionFaults(settings, options.onReissue));
  reader.throwFaults();
  return Object.freeze(settings);
}

/** Each domain is a cookie of its own; what is wrong with all of them is said once. */
function attributeFaults(settings: CookieSettings): string[] {
  const { cookieName: name, cookiePath: path, httpsOnly: secure, sameSite, domains } = settings;
  const each = domains.length === 0 ? [null] : domains;
  return [
    ...new Set(each.flatMap((domain) => cookieFaults({ name, path, domain, secure, sameSite }))),
  ];
}

function sessionFaults(
  { reissueTime, sessionLifetime }: CookieSettings,
  onReissue: unknown,
): string[] {
  const faults: string[] = [];
  if (sessionLifetime !== null && sessionLifetime <= (reissueTime ?? 0))
    faults.push('sessionLifetime must be longer than reissueTime: raise it, or shorten that');
  if (onReissue === undefined || onReissue === null) return faults;
  if (typeof onReissue !== 'function')
    faults.push('onReissue is not a function: give one, or leave it out');
  else if (reissueTime === null)
    faults.push('onReissue is never asked without reissueTime: set that, or leave it out');
  return faults;
}

function formatOf(value: unknown): 'jwt' | 'webob' | undefined {
  return value === 'jwt' || value === 'webob' ? value : undefined;
}

function durationOf(value: unknown): number | undefined {
  return parseDuration(value) ?? undefined;
}
