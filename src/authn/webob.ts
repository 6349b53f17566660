import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';

/**
 * The cookie value that pyramid_jwt writes: not the token, but the padded base64url of the token as a JSON string.
 *
 * With it a running Pyramid site can be moved with nobody logged out. A browser takes a cookie for the same one only if domain and path are
 * the same too: the original always wrote `Domain=<host>`, and no `Path` unless it was set, for which browsers take the directory of the login
 * page. So give `domains` the host's name, and `cookiePath` what it was there; otherwise old and new lie side by side and, being two of
 * one name, are refused.
 */
export function writeWebob(token: string): string {
  const text = Buffer.from(`"${token}"`, 'latin1').toString('base64url');
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=');
}

const REFUSED = failure(
  'token_malformed',
  'The cookie is not of the format "webob": it was altered, or written as "jwt".',
);

/** The letters of a compact JWS in double quotes; a JSON string that needs no escapes, and so has one spelling only. */
const QUOTED_TOKEN = /^"[A-Za-z0-9_.-]*"$/;

/**
 * The token inside such a value, or why it is refused. One token has one text: what decodes to it but is not what would be written for it
 * (padding left out, unused bits set, another alphabet, escapes, spaces) is refused.
 */
export function readWebob(value: string): string | Failure {
  const json = Buffer.from(value, 'base64url').toString('latin1');
  if (!QUOTED_TOKEN.test(json)) return REFUSED;
  const token = json.slice(1, -1);
  return writeWebob(token) === value ? token : REFUSED;
}
