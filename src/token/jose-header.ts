import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { KeySet } from '../keys/key-set.ts';
import type { JoseHeader } from './claims.ts';
import { freezeJson, parseObject } from './json.ts';
import { decodeText } from './segment.ts';
import type { TokenKind } from './token-kind.ts';
import { kindOf, mediaType } from './token-kind.ts';

/**
 * How an object begins in base64url: `e` is its brace. `I` is a space before it, `C` a tab or line
 * feed, `D` a carriage return.
 */
const OBJECT_START = /^[eICD]/;
/**
 * A JSON object of plain strings with exactly one `alg`. Such a header can be rejected for an
 * unsupported algorithm without `JSON.parse`; that code then takes precedence over any other fault.
 */
const PLAIN_HEADER =
  /^\{(?:"(?!alg")\w+":"[^"\\]*",)*"alg":"[^"\\]+"(?:,"(?!alg")\w+":"[^"\\]*")*\}$/;

const ALGORITHM_REFUSED = failure('token_algorithm_refused');

const NOT_AN_OBJECT = failure(
  'token_malformed',
  'The token header is not canonical base64url of one JSON object in UTF-8, or it nests deeper ' +
    'than 32 levels, or has a member called __proto__.',
);
const NOT_STRINGS = failure(
  'token_malformed',
  'In the token header, alg must be a non-empty string, and so must kid and typ if they are there.',
);
const CRITICAL = failure(
  'token_malformed',
  'The token header requires an extension (crit or b64) that is not supported.',
);
const NESTED = failure(
  'token_malformed',
  'The token contains another token (cty), which is not supported.',
);
const FOREIGN_TYPE = failure(
  'token_type_refused',
  'The type of the token (typ) is not the one expected here.',
);

/**
 * A header for which a key may be selected. It is wrapped, because an attacker may have chosen its
 * members, and could make it look like a failure.
 */
export interface ParsedHeader {
  readonly ok: true;
  readonly header: JoseHeader;
  /** The header's own `alg` and `kid`. */
  readonly alg: string;
  readonly kid: string | undefined;
  readonly kind: TokenKind;
}

/**
 * Parses the protected header of a JWS by RFC 7515 §4.1, and more strictly where that leaves a
 * choice. `jwk`, `jku` and `x5*` are never read.
 *
 * Most invalid headers are not JSON at all, or name an algorithm that no key has. Those are
 * recognized by their text: parsing costs more than all the rest, and a parser error ten times as
 * much.
 *
 * @param segment - the first segment, as sent
 * @param accessTypes - the only types of access tokens; empty for `JWT` and no type
 * @param keys - the keys that the header can select
 * @param taken - the kinds that the issuer makes; left out for every kind
 */
export function parseHeader(
  segment: string,
  accessTypes: readonly string[],
  keys: KeySet,
  taken?: readonly TokenKind[],
): ParsedHeader | Failure {
  if (!OBJECT_START.test(segment)) return NOT_AN_OBJECT;
  const text = decodeText(segment);
  if (text === null) return NOT_AN_OBJECT;
  if (PLAIN_HEADER.test(text) && !keys.algorithms.some((name) => text.includes(name)))
    return ALGORITHM_REFUSED;
  const header = parseObject(text);
  if (header === null || !freezeJson(header)) return NOT_AN_OBJECT;
  const { alg, kid, typ, cty, crit, b64 } = header;
  if (!isName(alg) || !(kid === undefined || isName(kid)) || !(typ === undefined || isName(typ)))
    return NOT_STRINGS;
  // RFC 7515 §4.1.11 and RFC 7797 §7: no extension is supported, so their presence alone rejects.
  if (crit !== undefined || (b64 !== undefined && b64 !== true)) return CRITICAL;
  if (cty !== undefined && (typeof cty !== 'string' || mediaType(cty) === 'jwt')) return NESTED;
  const kind = kindOf(typ, accessTypes, taken);
  if (kind === null) return FOREIGN_TYPE;
  return { ok: true, header: header as JoseHeader, alg, kid, kind };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
