import { Buffer } from 'node:buffer';
import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';

const REFUSED = failure(
  'token_malformed',
  'The cookie is not in the format "webob": it was altered, or written as "jwt".',
);

/** A compact JWS in double quotes: a JSON string that needs no escapes and so has one spelling. */
const QUOTED_TOKEN = /^"[A-Za-z0-9_.-]*"$/;

/**
 * Returns the cookie value that pyramid_jwt writes: the padded base64url of the token as a JSON
 * string.
 *
 * It lets a running Pyramid site move without logging anyone out. A browser replaces a cookie only
 * by one of the same domain and path. The original wrote `Domain=<host>` always and `Path` only if
 * it was set; without it browsers use the directory of the login page. So set `domains` to the host
 * and `cookiePath` to the path it had; otherwise the browser keeps two cookies of one name until
 * the next renewal, login or logout clears the old one.
 */
export function writeWebob(token: string): string {
  const value = Buffer.from(`"${token}"`, 'latin1').toString('base64url');
  return value.padEnd(Math.ceil(value.length / 4) * 4, '=');
}

/**
 * Returns the token in such a value, or a failure. One token has one spelling: a value that decodes
 * to a token but differs from what `writeWebob` writes (missing padding, unused bits, another
 * alphabet, escapes, spaces) is refused.
 */
export function readWebob(value: string): string | Failure {
  const json = Buffer.from(value, 'base64url').toString('latin1');
  if (!QUOTED_TOKEN.test(json)) return REFUSED;
  const token = json.slice(1, -1);
  return writeWebob(token) === value ? token : REFUSED;
}
