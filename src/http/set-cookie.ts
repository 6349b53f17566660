import { AuthError } from '../base/errors.ts';
import { throwIfAny } from '../options/configuration-error.ts';
import { isHttpToken } from './http-token.ts';
import type { ReplyHeader } from './reply-headers.ts';

/**
 * What is the same in every `Set-Cookie` of one cookie (RFC 6265bis §4.1.2). It is always
 * `HttpOnly`: scripts do not need it.
 */
export interface CookieAttributes {
  readonly name: string;
  readonly path: string;
  /** The host whose subdomains receive the cookie too; null for only the host that sets it. */
  readonly domain: string | null;
  readonly secure: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  /**
   * Whether a page embedded in another site has a cookie of its own there (CHIPS); default false.
   */
  readonly partitioned?: boolean | undefined;
}

/** Writes one cookie; made by `cookieWriter`. */
export interface CookieWriter {
  /**
   * Returns the `Set-Cookie` that stores a value.
   *
   * @param maxAge - seconds for which the browser keeps it, rounded down and at most 400 days; null
   *   until the browser closes
   * @param now - seconds since 1970, for `Expires`
   * @throws AuthError `cookie_too_large` if name and value are over 4096 bytes: browsers would drop
   *   it silently (RFC 6265bis §5.6)
   * @throws TypeError if the value has characters that a cookie cannot contain
   * @throws RangeError if a time is not a finite number
   */
  set(value: string, maxAge: number | null, now: number): ReplyHeader;
  /** The `Set-Cookie` that removes it: the same name, path and domain, already expired. */
  readonly clear: ReplyHeader;
}

/** Browsers count name and value together (RFC 6265bis §5.6). */
const MAX_BYTES = 4096;

/** Browsers keep no cookie longer than 400 days, whatever it says (RFC 6265bis §5.5). */
const MAX_AGE_SECONDS = 400 * 86_400;

/**
 * The last second of the year 9999: `Expires` has four digits for the year (RFC 6265bis §4.1.1).
 */
const MAX_DATE = 253_402_300_799;

/** The characters that a value may have (RFC 6265bis §4.1.1). */
const VALUE = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const PATH = /^\/[\x21\x22\x24-\x3a\x3c-\x3e\x40-\x7e]{0,1023}$/;
const HOST =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const SAME_SITE = { strict: 'Strict', lax: 'Lax', none: 'None' } as const;

/**
 * Prefixes of names that make browsers require attributes (RFC 6265bis §4.1.3 and its successor). A
 * longer prefix comes before the one that it begins with.
 */
const PREFIXES = [
  { text: '__Host-Http-', hostOnly: true },
  { text: '__Host-', hostOnly: true },
  { text: '__Http-', hostOnly: false },
  { text: '__Secure-', hostOnly: false },
] as const;

/** Whether browsers accept a name with `__Host-` with these attributes (RFC 6265bis §4.1.3.2). */
export function mayBeHostPrefixed(attributes: {
  readonly path: string;
  readonly secure: boolean;
  readonly domains: number;
}): boolean {
  return attributes.secure && attributes.path === '/' && attributes.domains === 0;
}

/**
 * Returns what is wrong with the attributes of a cookie, each with its cure; an empty list if
 * nothing.
 */
export function cookieFaults(cookie: CookieAttributes): string[] {
  const { name, path, domain, secure, sameSite, partitioned = false } = cookie;
  const faults = isHttpToken(name)
    ? prefixFaults(cookie)
    : [`cookie name ${show(name)} is not a token of RFC 9110: use letters, digits, "-" and "_"`];
  if (typeof path !== 'string' || !PATH.test(path))
    faults.push(
      `cookie path ${show(path)} must begin with "/" and have no space, ";", "?", "#" or ` +
        'non-ASCII character: write "/" or "/app"',
    );
  if (domain !== null && (typeof domain !== 'string' || !HOST.test(domain)))
    faults.push(
      `cookie domain ${show(domain)} is not a host name in lower case: write "example.com"`,
    );
  else if (domain !== null && !domain.includes('.') && domain !== 'localhost')
    faults.push(
      `cookie domain ${show(domain)} is a top-level domain, for which browsers drop every cookie: ` +
        'write "example.com"',
    );
  if (!Object.hasOwn(SAME_SITE, sameSite))
    faults.push(`cookie SameSite ${show(sameSite)} is not known: write "lax", "strict" or "none"`);
  if (sameSite === 'none' && !secure)
    faults.push(
      'browsers drop a cookie with SameSite "none" that is not Secure: serve it over https only, ' +
        'or use "lax"',
    );
  if (partitioned && !secure)
    faults.push(
      'browsers drop a Partitioned cookie that is not Secure: serve it over https only, or do not ' +
        'partition it',
    );
  return faults;
}

/**
 * Browsers compare prefixes without case, servers with case: `__host-x` would be restricted by the
 * one and an ordinary name to the other.
 */
function prefixFaults({ name, path, domain, secure }: CookieAttributes): string[] {
  const prefix = PREFIXES.find(({ text }) => name.toLowerCase().startsWith(text.toLowerCase()));
  if (prefix === undefined) return [];
  const { text, hostOnly } = prefix;
  if (!name.startsWith(text))
    return [`cookie name ${show(name)} begins with a prefix in the wrong case: write "${text}"`];
  const rules = [
    [!secure, 'unless it is Secure: serve it over https only'],
    [hostOnly && path !== '/', 'unless its path is "/": set that'],
    [hostOnly && domain !== null, 'if it has a domain: leave the domain out'],
  ] as const;
  return rules
    .filter(([broken]) => broken)
    .map(([, rule]) => `browsers drop a cookie named ${text}... ${rule}, or rename it`);
}

/**
 * Makes the writer of one cookie. The parts that never change are joined once, here.
 *
 * @throws ConfigurationError `options_invalid` with every fault of the attributes
 */
export function cookieWriter(cookie: CookieAttributes): CookieWriter {
  throwIfAny(cookieFaults(cookie));
  const { name } = cookie;
  const tail = [
    `; Path=${cookie.path}`,
    cookie.domain === null ? '' : `; Domain=${cookie.domain}`,
    cookie.secure ? '; Secure' : '',
    `; HttpOnly; SameSite=${SAME_SITE[cookie.sameSite]}`,
    cookie.partitioned === true ? '; Partitioned' : '',
  ].join('');
  return Object.freeze({
    set(value: string, maxAge: number | null, now: number): ReplyHeader {
      if (!VALUE.test(value))
        throw new TypeError(
          `The value of the cookie ${name} has characters that a cookie cannot contain: encode it.`,
        );
      if (name.length + value.length > MAX_BYTES) throw new AuthError('cookie_too_large');
      return ['Set-Cookie', `${name}=${value}${lifetime(maxAge, now)}${tail}`];
    },
    clear: Object.freeze([
      'Set-Cookie',
      `${name}=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT${tail}`,
    ] as const),
  });
}

/**
 * Returns both attributes of a lifetime: `Max-Age` is independent of the client's clock and wins,
 * `Expires` is for clients that know only that.
 */
function lifetime(maxAge: number | null, now: number): string {
  if (maxAge === null) return '';
  if (!Number.isFinite(maxAge) || !Number.isFinite(now))
    throw new RangeError('The clock and the lifetime of a cookie must be finite numbers.');
  const seconds = Math.min(Math.max(0, Math.floor(maxAge)), MAX_AGE_SECONDS);
  const end = Math.max(0, Math.min(Math.floor(now) + seconds, MAX_DATE));
  if (end !== lastEnd) {
    lastEnd = end;
    lastDate = new Date(end * 1000).toUTCString();
  }
  return `; Max-Age=${seconds}; Expires=${lastDate}`;
}

/**
 * The date of the last `Expires`, since formatting one costs as much as signing. Cookies that are
 * set in the same second mostly expire in the same second.
 */
let lastEnd = 0;
let lastDate = 'Thu, 01 Jan 1970 00:00:00 GMT';

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : typeof value;
}
