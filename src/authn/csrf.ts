import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';

const REFUSED = failure('cross_origin_refused');
const REPEATED = failure(
  'cross_origin_refused',
  'Sec-Fetch-Site, Origin or Host is there more than once, as no browser sends it.',
);
const NO_PROOF = failure(
  'cross_origin_refused',
  'Neither Sec-Fetch-Site nor Origin shows where the request comes from: a program should send its token in a header.',
);
const NOT_OURS = failure(
  'cross_origin_refused',
  'Origin is not that of this server: add it to trustedOrigins if it is yours; behind a proxy, see that the scheme and the host are passed on.',
);

/** Whether a method only reads (RFC 9110 §9.2.1), written exactly so: what is unknown or in lower case counts as writing. */
export function isSafeMethod(method: string): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS' || method === 'TRACE';
}

/** Whether the browser said anything about where the request comes from. */
export function showsOrigin(view: RequestView): boolean {
  return view.header('sec-fetch-site') !== undefined || view.header('origin') !== undefined;
}

/**
 * Asks for proof that no other site made the browser send this request (CSRF): Fetch Metadata first, which no page can forge, else the
 * `Origin` (RFC 6454 §7); with neither it is refused.
 *
 * @param trusted - serialized origins besides the server's own that may send
 * @returns `null` when the proof is there, otherwise `cross_origin_refused`
 */
export function crossOrigin(view: RequestView, trusted: ReadonlySet<string>): Failure | null {
  const site = single(view.header('sec-fetch-site'));
  const origin = single(view.header('origin'));
  if (site === null || origin === null) return REPEATED;
  if (site === 'same-origin' || site === 'none') return null;
  if (origin !== undefined && trusted.has(origin)) return null;
  if (site !== undefined) return REFUSED;
  if (origin === undefined) return NO_PROOF;
  const host = single(view.header('host'));
  if (host === null) return REPEATED;
  const own = host === undefined ? null : ownOrigin(view.secure ? 'https' : 'http', host);
  return own !== null && origin === own ? null : NOT_OURS;
}

/** Whether a text is an origin as browsers serialize it: scheme, host in lower case, a port only where it is not the default. */
export function isSerializedOrigin(text: unknown): text is string {
  return (
    typeof text === 'string' &&
    /^https?:/.test(text) &&
    URL.canParse(text) &&
    new URL(text).origin === text
  );
}

/** The serialized origin of this server, or `null` when `Host` is not a host and a port: a path or a user in it would be cut off unseen. */
function ownOrigin(scheme: string, host: string): string | null {
  const text = `${scheme}://${host}`;
  return /^[\w.:[\]-]+$/.test(host) && URL.canParse(text) ? new URL(text).origin : null;
}

/** The one value of a field, `undefined` when it is absent, `null` when it is repeated. */
function single(value: string | readonly string[] | undefined): string | null | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return value.length > 1 ? null : value[0];
}
