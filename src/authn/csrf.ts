import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';

const OTHER_SITE = failure('cross_origin_refused');
const REPEATED = failure(
  'cross_origin_refused',
  'Sec-Fetch-Site, Origin or Host is repeated, which no browser does.',
);
const NO_PROOF = failure(
  'cross_origin_refused',
  'Neither Sec-Fetch-Site nor Origin shows where the request comes from: a program should send its token in a header.',
);
const OTHER_ORIGIN = failure(
  'cross_origin_refused',
  'Origin is not that of this server: add it to trustedOrigins if it is yours; behind a proxy, see that scheme and host are passed on.',
);

/**
 * Whether a request may change something (RFC 9110 §9.2.1). A method that is unknown or in lower
 * case counts as unsafe, and so does a WebSocket handshake: it is a GET, but opens a connection
 * that writes, and the page that opened it can read the answers (RFC 6455 §10.2).
 */
export function isUnsafe(view: RequestView): boolean {
  const { method } = view;
  if (method !== 'GET') return method !== 'HEAD' && method !== 'OPTIONS' && method !== 'TRACE';
  const upgrade = view.header('upgrade');
  return upgrade !== undefined && /websocket/i.test(String(upgrade));
}

/** Whether the browser said where the request comes from. */
export function showsOrigin(view: RequestView): boolean {
  return view.header('sec-fetch-site') !== undefined || view.header('origin') !== undefined;
}

/**
 * Checks that no other site made the browser send a request (CSRF): by Fetch Metadata, which no
 * page can forge, else by `Origin` (RFC 6454 §7). A request with neither is refused.
 *
 * @param trusted - serialized origins that may send requests besides the server's own
 * @returns null, or a failure `cross_origin_refused`
 */
export function checkOrigin(view: RequestView, trusted: ReadonlySet<string>): Failure | null {
  const site = single(view.header('sec-fetch-site'));
  const origin = single(view.header('origin'));
  if (site === null || origin === null) return REPEATED;
  if (site === 'same-origin' || site === 'none') return null;
  if (origin !== undefined && trusted.has(origin)) return null;
  if (site !== undefined) return OTHER_SITE;
  if (origin === undefined) return NO_PROOF;
  const host = single(view.header('host'));
  if (host === null) return REPEATED;
  const own = host === undefined ? null : ownOrigin(view.secure ? 'https' : 'http', host);
  return own !== null && origin === own ? null : OTHER_ORIGIN;
}

/**
 * Whether a string is an origin as browsers serialize it: scheme, host in lower case, no default
 * port.
 */
export function isSerializedOrigin(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^https?:/.test(value) &&
    URL.canParse(value) &&
    new URL(value).origin === value
  );
}

/**
 * Returns the serialized origin of this server, or null if `Host` is not a host and port: the URL
 * parser would silently drop a path or a user in it.
 */
function ownOrigin(scheme: string, host: string): string | null {
  const url = `${scheme}://${host}`;
  return /^[\w.:[\]-]+$/.test(host) && URL.canParse(url) ? new URL(url).origin : null;
}

/** Returns the one value of a field, undefined if it is absent, null if it is repeated. */
function single(value: string | readonly string[] | undefined): string | null | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return value.length > 1 ? null : value[0];
}
