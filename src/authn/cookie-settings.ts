import { refuse } from '../base/configuration-error.ts';
import type { Duration } from '../base/duration.ts';
import { NO_DURATION, parseDuration } from '../base/duration.ts';
import { unknownOptions } from '../base/nearest.ts';
import { cookieFaults, mayBeHostPrefixed } from '../base/set-cookie.ts';
import { isSerializedOrigin } from './origin.ts';
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

const ORIGIN = '"https://app.example.com"';
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
  const faults = unknownOptions(options, OPTIONS, 'cookiePolicy');
  const { cookiePath = '/', sameSite = 'lax', format = 'jwt' } = options;
  const httpsOnly = flag(options.httpsOnly, 'httpsOnly', faults);
  const domains = list(options.domains, 'domains', '["example.com"]', faults);
  const prefixed = format === 'jwt' && mayBeHostPrefixed({ path: cookiePath, secure: httpsOnly, domains: domains.length });
  const { cookieName = prefixed ? '__Host-Authorization' : 'Authorization' } = options;
  const settings = {
    cookieName,
    cookiePath,
    httpsOnly,
    sameSite,
    domains,
    format,
    reissueTime: span(options.reissueTime, 'reissueTime', faults),
    sessionLifetime: span(options.sessionLifetime, 'sessionLifetime', faults),
    trustedOrigins: list(options.trustedOrigins, 'trustedOrigins', `[${ORIGIN}]`, faults),
    csrf: flag(options.csrf, 'csrf', faults),
  };
  faults.push(...attributeFaults(settings), ...sessionFaults(settings, options.onReissue));
  refuse(faults);
  return Object.freeze(settings);
}

/** Each domain is a cookie of its own; what is wrong with all of them is said once. */
function attributeFaults(settings: CookieSettings): string[] {
  const { cookieName: name, cookiePath: path, httpsOnly: secure, sameSite, domains } = settings;
  const each = domains.length === 0 ? [null] : domains;
  return [...new Set(each.flatMap((domain) => cookieFaults({ name, path, domain, secure, sameSite })))];
}

function sessionFaults(settings: CookieSettings, onReissue: unknown): string[] {
  const faults: string[] = [];
  const { format, reissueTime, sessionLifetime, trustedOrigins } = settings;
  if (format !== 'jwt' && format !== 'webob') faults.push('format is not known: write "jwt", or "webob" for pyramid_jwt');
  for (const origin of trustedOrigins) {
    if (!isSerializedOrigin(origin))
      faults.push(`trustedOrigins: ${JSON.stringify(origin)} is not an origin as browsers write it: write ${ORIGIN}, with no path`);
  }
  if (sessionLifetime !== null && sessionLifetime <= (reissueTime ?? 0)) {
    faults.push('sessionLifetime must be longer than reissueTime: raise it, or shorten that');
  }
  if (onReissue !== undefined && onReissue !== null) {
    if (typeof onReissue !== 'function') faults.push('onReissue is not a function: give one, or leave it out');
    else if (reissueTime === null) faults.push('onReissue is never asked without reissueTime: set that, or leave it out');
  }
  return faults;
}

function flag(value: unknown, name: string, faults: string[]): boolean {
  if (typeof value === 'boolean' || value === undefined) return value ?? true;
  faults.push(`${name} is not a boolean: write true or false`);
  return true;
}

function list(value: unknown, name: string, example: string, faults: string[]): readonly string[] {
  if (value === undefined) return Object.freeze([]);
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return Object.freeze([...new Set(value)]);
  faults.push(`${name} is not a list of texts: write ${example}`);
  return [];
}

function span(value: unknown, name: string, faults: string[]): number | null {
  if (value === undefined) return null;
  const seconds = parseDuration(value);
  if (seconds === null) faults.push(`${name} ${NO_DURATION}`);
  return seconds;
}
