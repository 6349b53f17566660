import { ConfigurationError, throwIfAny } from '../options/configuration-error.ts';
import { AuthError } from '../base/errors.ts';
import { isHttpToken } from './http-token.ts';
import type { ReplyHeader } from './reply-headers.ts';

/** What stays the same in every `Set-Cookie` of one cookie (RFC 6265bis §4.1.2). It is always `HttpOnly`: a script has no business with it. */
export interface CookieAttributes {
  readonly name: string;
  readonly path: string;
  /** The host whose subdomains receive it too; `null` for the one host that set it. */
  readonly domain: string | null;
  readonly secure: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
}

/** Writes one cookie; `cookieWriter` makes it. */
export interface CookieWriter {
  /**
   * The `Set-Cookie` that keeps a value.
   *
   * @param maxAge - seconds for which the browser keeps it, rounded down; `null` until the browser closes
   * @param now - seconds since 1970, for `Expires`
   * @throws AuthError `cookie_too_large` when name and value are over 4096 bytes, which browsers would drop without a word (§5.6)
   * @throws ConfigurationError when the value has characters that a cookie cannot carry, or a time is not a number
   */
  set(value: string, maxAge: number | null, now: number): ReplyHeader;
  /** The `Set-Cookie` that removes it: the same name, path and domain, already over. */
  readonly clear: ReplyHeader;
}

/** Browsers count name and value together (RFC 6265bis §5.6). */
const MOST_BYTES = 4096;

/** The last second that a four-digit year can name; `Expires` has no fifth digit (RFC 6265bis §4.1.1). */
const LAST_DATE = 253_402_300_799;

const COOKIE_OCTETS = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/;
const PATH = /^\/[\x21\x22\x24-\x3a\x3c-\x3e\x40-\x7e]{0,1023}$/;
const HOST =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/;
const SAME_SITE = { strict: 'Strict', lax: 'Lax', none: 'None' } as const;

/** Names to which browsers attach a promise, the longer before those that they begin with (RFC 6265bis §4.1.3 and its successor). */
const PREFIXES = [
  { text: '__Host-Http-', hostOnly: true },
  { text: '__Host-', hostOnly: true },
  { text: '__Http-', hostOnly: false },
  { text: '__Secure-', hostOnly: false },
] as const;

/** Whether these attributes are what browsers ask of a name that begins with `__Host-` (RFC 6265bis §4.1.3.2). */
export function mayBeHostPrefixed(attributes: {
  readonly path: string;
  readonly secure: boolean;
  readonly domains: number;
}): boolean {
  return attributes.secure && attributes.path === '/' && attributes.domains === 0;
}

/** What is wrong with a cookie's attributes, each with its cure; an empty list when a `Set-Cookie` can be written with them. */
export function cookieFaults(cookie: CookieAttributes): string[] {
  const { name, path, domain, secure, sameSite } = cookie;
  const faults = isHttpToken(name)
    ? prefixFaults(cookie)
    : [`cookie name ${shown(name)} is not a token of RFC 9110: use letters, digits, "-" and "_"`];
  if (typeof path !== 'string' || !PATH.test(path))
    faults.push(
      `cookie path ${shown(path)} must begin with "/" and be without spaces, ";", "?", "#" and non-ASCII: write "/" or "/app"`,
    );
  if (domain !== null && (typeof domain !== 'string' || !HOST.test(domain)))
    faults.push(
      `cookie domain ${shown(domain)} is not a host name in lower case: write "example.com"`,
    );
  if (!Object.hasOwn(SAME_SITE, sameSite))
    faults.push(`cookie SameSite ${shown(sameSite)} is not known: write "lax", "strict" or "none"`);
  if (sameSite === 'none' && !secure)
    faults.push(
      'browsers drop a cookie with SameSite "none" that is not Secure: serve it over https only, or use "lax"',
    );
  return faults;
}

/** Browsers compare prefixes without case, so that `__host-x` would be held to the rule by one and be an ordinary name to another. */
function prefixFaults({ name, path, domain, secure }: CookieAttributes): string[] {
  const prefix = PREFIXES.find(({ text }) => name.toLowerCase().startsWith(text.toLowerCase()));
  if (prefix === undefined) return [];
  const { text, hostOnly } = prefix;
  if (!name.startsWith(text))
    return [`cookie name ${shown(name)} begins with a miscapitalised prefix: write "${text}"`];
  const rules = [
    [!secure, 'unless it is Secure: serve it over https only'],
    [hostOnly && path !== '/', 'unless its path is "/": set that'],
    [hostOnly && domain !== null, 'when it has a domain: give none'],
  ] as const;
  return rules
    .filter(([broken]) => broken)
    .map(([, rule]) => `browsers drop a cookie named ${text}... ${rule}, or rename it`);
}

/**
 * Makes the writer of one cookie; all that never changes is put together once, here.
 *
 * @throws ConfigurationError with every fault of the attributes
 */
export function cookieWriter(cookie: CookieAttributes): CookieWriter {
  throwIfAny(cookieFaults(cookie));
  const { name } = cookie;
  const domain = cookie.domain === null ? '' : `; Domain=${cookie.domain}`;
  const tail = `; Path=${cookie.path}${domain}${cookie.secure ? '; Secure' : ''}; HttpOnly; SameSite=${SAME_SITE[cookie.sameSite]}`;
  return Object.freeze({
    set(value: string, maxAge: number | null, now: number): ReplyHeader {
      if (!COOKIE_OCTETS.test(value))
        throw new ConfigurationError(
          `the value for cookie ${name} has characters that none can carry: encode it first`,
        );
      if (name.length + value.length > MOST_BYTES) throw new AuthError('cookie_too_large');
      return ['Set-Cookie', `${name}=${value}${lifetime(maxAge, now)}${tail}`];
    },
    clear: Object.freeze([
      'Set-Cookie',
      `${name}=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT${tail}`,
    ] as const),
  });
}

/** Both attributes are written: `Max-Age` is free of the client's clock and wins, `Expires` serves what knows only that one. */
function lifetime(maxAge: number | null, now: number): string {
  if (maxAge === null) return '';
  if (!Number.isFinite(maxAge) || !Number.isFinite(now))
    throw new ConfigurationError('the clock and the lifetime of a cookie must be finite numbers');
  const whole = Math.max(0, Math.floor(maxAge));
  const end = Math.max(0, Math.min(Math.floor(now) + whole, LAST_DATE));
  if (end !== lastEnd) {
    lastEnd = end;
    lastDate = new Date(end * 1000).toUTCString();
  }
  return `; Max-Age=${whole}; Expires=${lastDate}`;
}

/** Cookies that are set within one second mostly end within one second, and writing a date costs as much as signing. */
let lastEnd = 0;
let lastDate = 'Thu, 01 Jan 1970 00:00:00 GMT';

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 80)) : typeof value;
}
