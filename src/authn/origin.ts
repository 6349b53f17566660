import { parseUrl } from '../base/parse-url.ts';
import { ignoreRejection } from '../base/maybe-promise.ts';
import type { RequestView } from '../http/request-view.ts';
import { ConfigurationError } from '../options/configuration-error.ts';

/**
 * Returns the public origins of the server that a request was sent to. It must return at once.
 *
 * @returns origins as browsers write them; an empty list for a host that is not the server's
 */
export type OwnOrigins = (view: RequestView) => readonly string[];

/** What the option `origin` of `createSecurity` may be. */
export type OriginOption =
  | string
  | readonly string[]
  | ((view: RequestView) => string | readonly string[] | null | undefined);

/** Schemes of URLs that no page has as the scheme of its origin. */
const NO_PAGE = /^(?:wss?|ftp|file|data|blob|javascript|about|filesystem|view-source):/;
const HOST = /^[\w.:[\]-]+$/;

/**
 * Whether a value is the origin of a web page as browsers serialize it (RFC 6454 §6.1): `http` or
 * `https`, host in lower case, no default port, no path. A wildcard is not one.
 */
export function isWebOrigin(value: unknown): value is string {
  return isOrigin(value) && /^https?:/.test(value);
}

/**
 * Whether a value is an origin as browsers serialize it, also that of an application that is no web
 * page: `capacitor://localhost`, `chrome-extension://<id>`.
 */
export function isOrigin(value: unknown): value is string {
  return typeof value === 'string' && !NO_PAGE.test(value) && serialize(value) === value;
}

/**
 * Says why a value is not an origin, and how to mend it. The value may hold a password and is not
 * repeated.
 *
 * @param name - the option: `'trustedOrigins'`
 */
export function originFault(name: string, value: unknown): string {
  if (typeof value !== 'string')
    return `${name} has an item that is not a string: write "https://app.example.com"`;
  if (value.includes('*'))
    return `${name} has a wildcard, which would also name a subdomain that someone else took over: write each origin`;
  if (value === 'null')
    return `${name} has "null", which is the origin of every sandboxed page and local file: write the origin of the page`;
  const meant = serialize(value.trim().replace(/^ws/i, 'http'));
  const cure = meant === null || !isOrigin(meant) ? 'https://app.example.com' : meant;
  return `${name} has an item that is not an origin as browsers write it, without a path: write "${cure}"`;
}

/** Returns the origin from `Host` (RFC 9110 §7.2) and what is known of the connection. */
export function originFromHost(view: RequestView): readonly string[] {
  const host = view.header('host');
  const one = typeof host === 'object' && host.length === 1 ? host[0] : host;
  // The URL parser would silently drop a path or a user.
  if (typeof one !== 'string' || !HOST.test(one)) return [];
  const origin = serialize(`${view.secure ? 'https' : 'http'}://${one}`);
  return origin === null ? [] : [origin];
}

/** Returns the function behind the option `origin`, whose value was checked. */
export function ownOrigins(option: OriginOption): OwnOrigins {
  if (typeof option === 'function') return (view) => readAnswer(option(view));
  const origins = Object.freeze([option].flat());
  return () => origins;
}

function readAnswer(answer: unknown): readonly string[] {
  const origins: unknown = answer ?? [];
  const list: readonly unknown[] = Array.isArray(origins) ? origins : [origins];
  if (list.every(isWebOrigin)) return list;
  ignoreRejection(answer);
  throw new ConfigurationError(
    'The function origin of createSecurity returned no origin as browsers write it: return "https://app.example.com", a list of such, or null, and no promise.',
  );
}

/** Returns scheme, host and port of a URL as browsers write them, or null without a usable host. */
function serialize(value: string): string | null {
  const url = parseUrl(value);
  return url !== null && HOST.test(url.host) ? `${url.protocol}//${url.host}` : null;
}
