import { cookieFaults, mayBeHostPrefixed } from '../http/set-cookie.ts';
import { ownMembers } from '../base/own-members.ts';
import type { TokenKind } from '../token/token-kind.ts';
import { NO_DURATION, parseDuration } from '../options/duration.ts';
import {
  boolean,
  EMPTY_LIST,
  isNonEmptyString,
  list,
  OptionReader,
} from '../options/option-reader.ts';
import { keepNames } from '../options/option-names.ts';
import { isOrigin, originFault } from './origin.ts';
import type { CookiePolicyOptions, CookieSettings } from './cookie-options.ts';

const NO_FLAG = 'is not a boolean: write true or false';
const EVERY_KIND: readonly TokenKind[] = ['session', 'access'];
const SESSION_ONLY: readonly TokenKind[] = ['session'];
const ACCESS_ONLY: readonly TokenKind[] = ['access'];
/** The options of a cookie that is never written. */
const OF_READING = ['cookieName', 'csrf', 'trustedOrigins', 'issuers'];
const WEEK = 604_800;
const OPTIONS = Object.keys({
  cookieName: true,
  cookiePath: true,
  httpsOnly: true,
  sameSite: true,
  partitioned: true,
  domains: true,
  reissueTime: true,
  sessionLifetime: true,
  onReissue: true,
  format: true,
  trustedOrigins: true,
  csrf: true,
  accepts: true,
  issuers: true,
} satisfies Record<keyof CookiePolicyOptions, true>);

/**
 * Checks the options of a cookie policy and fills in the defaults.
 *
 * @throws ConfigurationError naming every fault with its cure
 */
export function readCookieSettings(options: CookiePolicyOptions): CookieSettings {
  const reader = new OptionReader(options, OPTIONS, 'cookiePolicy');
  const { cookiePath = '/', sameSite = 'lax', cookieName, onReissue } = ownMembers(options);
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
  const reissueTime = reader.read('reissueTime', null, durationOf, NO_DURATION);
  const issuers = reader.read<readonly string[]>(
    'issuers',
    EMPTY_LIST,
    namesOf,
    'is not a list of names of issuers: write ["auth0"]',
  );
  const settings = {
    cookieName: cookieName ?? defaultName({ format, cookiePath, httpsOnly, domains }),
    cookiePath,
    httpsOnly,
    sameSite,
    partitioned: reader.read('partitioned', false, boolean, NO_FLAG),
    domains,
    format,
    reissueTime,
    sessionLifetime: reader.read(
      'sessionLifetime',
      // A session that slides without an end would let a stolen cookie live forever.
      reissueTime === null ? null : Math.max(WEEK, 3 * reissueTime),
      durationOf,
      NO_DURATION,
    ),
    trustedOrigins: readOrigins(reader),
    csrf: reader.read('csrf', true, boolean, NO_FLAG),
    accepts: reader.read(
      'accepts',
      issuers.length > 0 ? ACCESS_ONLY : format === 'webob' ? EVERY_KIND : SESSION_ONLY,
      kindsOf,
      'is not a list of kinds of tokens: write ["session"] or ["session", "access"]',
    ),
    issuers: [...issuers],
  };
  reader.faults.push(...attributeFaults(settings), ...sessionFaults(settings, onReissue));
  if (options.issuers !== undefined) reader.faults.push(...readOnlyFaults(options));
  reader.throwFaults();
  keepNames(options, settings);
  return Object.freeze(settings);
}

/** A copy that is not frozen: V8 reads a frozen array several times more slowly. */
function kindsOf(value: unknown): readonly TokenKind[] | undefined {
  const kinds = list((kind): kind is TokenKind => EVERY_KIND.includes(kind as TokenKind))(value);
  return kinds === undefined || kinds.length === 0 ? undefined : [...kinds];
}

function readOrigins(reader: OptionReader): readonly string[] {
  const fault = 'is not a list of origins: write ["https://app.example.com"]';
  const origins = reader.read('trustedOrigins', EMPTY_LIST, list(isAnything), fault);
  const wrong = origins.filter((origin) => !isOrigin(origin));
  reader.faults.push(...wrong.map((origin) => originFault('trustedOrigins', origin)));
  return origins as readonly string[];
}

function isAnything(_value: unknown): _value is unknown {
  return true;
}

function defaultName({
  format,
  cookiePath,
  httpsOnly,
  domains,
}: Pick<CookieSettings, 'format' | 'cookiePath' | 'httpsOnly' | 'domains'>): string {
  const mayBePrefixed =
    format === 'jwt' &&
    mayBeHostPrefixed({ path: cookiePath, secure: httpsOnly, domains: domains.length });
  return mayBePrefixed ? '__Host-Http-Authorization' : 'Authorization';
}

/** Each domain is a cookie of its own; a fault of all of them is reported once. */
function attributeFaults(settings: CookieSettings): string[] {
  const { cookieName: name, cookiePath: path, httpsOnly: secure, sameSite, partitioned } = settings;
  const { domains } = settings;
  const each = domains.length === 0 ? [null] : domains;
  return [
    ...new Set(
      each.flatMap((domain) => cookieFaults({ name, path, domain, secure, sameSite, partitioned })),
    ),
  ];
}

function sessionFaults(
  { reissueTime, sessionLifetime }: CookieSettings,
  onReissue: unknown,
): string[] {
  const faults: string[] = [];
  if (reissueTime === 0)
    faults.push('reissueTime is 0: leave it out for never, or write "1s" for nearly every request');
  if (sessionLifetime !== null && sessionLifetime <= (reissueTime ?? 0))
    faults.push(
      'sessionLifetime must be longer than reissueTime: raise it, or shorten reissueTime',
    );
  if (onReissue === undefined || onReissue === null) return faults;
  if (typeof onReissue !== 'function')
    faults.push('onReissue is not a function: pass one, or leave it out');
  else if (reissueTime === null)
    faults.push('onReissue is never called without reissueTime: set that, or leave onReissue out');
  return faults;
}

/** What another server writes has the attributes and the lifetime that it gives. */
function readOnlyFaults(options: CookiePolicyOptions): string[] {
  const given = Object.entries(ownMembers(options)).filter(([, value]) => value !== undefined);
  const faults = given
    .filter(([name]) => OPTIONS.includes(name) && !OF_READING.includes(name))
    .map(
      ([name]) => `${name} has no effect beside issuers, whose cookie is never written: remove it`,
    );
  if (ownMembers(options).cookieName === undefined)
    faults.push(
      'cookieName is missing: beside issuers, name the cookie that the other server sets',
    );
  return faults;
}

function namesOf(value: unknown): readonly string[] | undefined {
  const names = list(isNonEmptyString)(value);
  return names === undefined || names.length === 0 ? undefined : names;
}

function formatOf(value: unknown): 'jwt' | 'webob' | undefined {
  return value === 'jwt' || value === 'webob' ? value : undefined;
}

function durationOf(value: unknown): number | undefined {
  return parseDuration(value) ?? undefined;
}
