import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import type { OwnOrigins } from './origin.ts';
import { originFromHost } from './origin.ts';

const OTHER_SITE = failure('cross_origin_refused');
const REPEATED = failure(
  'cross_origin_refused',
  'Sec-Fetch-Site or Origin is repeated, which no browser does.',
);
const NO_PROOF = failure(
  'cross_origin_refused',
  'Neither Sec-Fetch-Site nor Origin shows where the request comes from: a program should send its token in a header.',
);
const OTHER_ORIGIN = failure(
  'cross_origin_refused',
  'Origin is not that of this server: add it to trustedOrigins if it is yours; behind a proxy, set the option origin of createSecurity.',
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
 * page can forge, else by `Origin` (RFC 6454 §7). A request with neither is refused. Headers that a
 * proxy adds (`X-Forwarded-Host`) are never read, because a client can send them as well.
 *
 * @param trusted - serialized origins that may send requests besides the server's own
 * @param own - the option `origin`; null if the server's origin follows from `Host`
 * @returns null, or a failure `cross_origin_refused`
 * @throws what the application's function behind `own` throws
 */
export function checkOrigin(
  view: RequestView,
  trusted: ReadonlySet<string>,
  own: OwnOrigins | null,
): Failure | null {
  const site = single(view.header('sec-fetch-site'));
  const origin = single(view.header('origin'));
  if (site === null || origin === null) return REPEATED;
  if (site === 'same-origin' || site === 'none') return null;
  if (origin === undefined) return site === undefined ? NO_PROOF : OTHER_SITE;
  if (trusted.has(origin)) return null;
  // The browser knows the host it sent the request to, so `Host` says nothing new then.
  if (own === null && site !== undefined) return OTHER_SITE;
  if ((own ?? originFromHost)(view).includes(origin)) return null;
  return site === undefined ? OTHER_ORIGIN : OTHER_SITE;
}

/** Returns the one value of a field, undefined if it is absent, null if it is repeated. */
function single(value: string | readonly string[] | undefined): string | null | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return value.length > 1 ? null : value[0];
}
