import { isHttpToken } from '../http/http-token.ts';
import type { RequestView } from '../http/request-view.ts';

/** The origin of a page, or `null` (RFC 6454 §7.1). A repeated field is a list or has a comma. */
const ORIGIN = /^[^\s,]+$/;

/**
 * Whether a request is a CORS preflight, as the Fetch standard defines it (§3.3.2): `OPTIONS` with
 * an origin and the method that a page wants to use. A method that only a header or a form names
 * does not count (R086), nor does `options`, which is another method (R087).
 */
export function isPreflight(view: RequestView): boolean {
  if (view.method !== 'OPTIONS') return false;
  const origin = view.header('origin');
  if (typeof origin !== 'string' || !ORIGIN.test(origin)) return false;
  return isHttpToken(view.header('access-control-request-method'));
}
