import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { KeySet } from '../keys/key-set.ts';
import type { JoseHeader } from './claims.ts';
import { freezeJson } from './freeze.ts';
import { decodeText } from './segment.ts';

const OPENING = 0x7b;
const CLOSING = 0x7d;
/** How an object begins in base64url: `e` with its brace, `I`, `C` or `D` with a space, a tab, a line feed or a return before it. */
const FIRST = /^[eICD]/;
/**
 * An object of texts without an escape, of which one is the algorithm: of such a one it is plain what it says. An algorithm of nobody is then
 * the reason of the refusal, whatever else would be one.
 */
const ONE_ALGORITHM =
  /^\{(?:"(?!alg")\w+":"[^"\\]*",)*"alg":"[^"\\]+"(?:,"(?!alg")\w+":"[^"\\]*")*\}$/;

const ALGORITHM_REFUSED = failure('token_algorithm_refused');

const NO_OBJECT = failure(
  'token_malformed',
  'The token header is not canonical base64url of one JSON object in UTF-8, or nests deeper than 32, or has a member called __proto__.',
);
const NOT_STRINGS = failure(
  'token_malformed',
  'alg must be, and kid and typ may be, non-empty strings in the token header.',
);
const CRITICAL = failure(
  'token_malformed',
  'The token header asks for an extension (crit or b64) that is not understood here.',
);
const NESTED = failure(
  'token_malformed',
  'The token carries another token inside (cty), which is not supported.',
);
const FOREIGN_TYPE = failure(
  'token_malformed',
  'The token is of another type (typ) than the one expected here.',
);

/** A header that may go on to the choice of a key; wrapped, because its own members are a stranger's and could spell a refusal. */
export interface ParsedHeader {
  readonly ok: true;
  readonly header: JoseHeader;
}

/**
 * Reads the protected header of a JWS, by RFC 7515 §4.1 and stricter where that leaves a choice; `jwk`, `jku` and `x5*` are never looked at.
 *
 * What a stranger makes up is mostly no header at all, or one of an algorithm that no key has, and is told from its text: reading JSON costs
 * more than the rest, and an error of its parser ten times as much.
 *
 * @param segment - the first segment, as sent
 * @param expectedType - the only `typ` allowed, or `null`: none, or `JWT`
 * @param keys - those that a header may select
 */
export function parseHeader(
  segment: string,
  expectedType: string | null,
  keys: KeySet,
): ParsedHeader | Failure {
  if (!FIRST.test(segment)) return NO_OBJECT;
  const text = decodeText(segment);
  if (text === null) return NO_OBJECT;
  if (ONE_ALGORITHM.test(text) && !keys.algorithms.some((name) => text.includes(name)))
    return ALGORITHM_REFUSED;
  const header = parseObject(text);
  if (header === null || !freezeJson(header)) return NO_OBJECT;
  const { alg, kid, typ, cty } = header;
  if (!isName(alg) || !isNameOrAbsent(header, 'kid', kid) || !isNameOrAbsent(header, 'typ', typ))
    return NOT_STRINGS;
  // RFC 7515 §4.1.11 and RFC 7797 §7: nothing is understood here, so their presence alone refuses, whatever their value.
  if (Object.hasOwn(header, 'crit') || (Object.hasOwn(header, 'b64') && header['b64'] !== true))
    return CRITICAL;
  if (Object.hasOwn(header, 'cty') && (typeof cty !== 'string' || mediaType(cty) === 'jwt'))
    return NESTED;
  if (
    typ === undefined
      ? expectedType !== null
      : mediaType(typ as string) !== mediaType(expectedType ?? 'JWT')
  )
    return FOREIGN_TYPE;
  return { ok: true, header: header as JoseHeader };
}

/** One JSON object out of a text, or `null`: not for an array, a bare value, or what is not JSON. */
export function parseObject(text: string): Record<string, unknown> | null {
  // A parser's error is dear, and most of what is not JSON can be told from its ends.
  if (text.charCodeAt(0) !== OPENING && !/^\s*\{/.test(text)) return null;
  if (text.charCodeAt(text.length - 1) !== CLOSING && !/\}\s*$/.test(text)) return null;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}

/** RFC 7515 §4.1.9: media types are compared without case, and `application/` may be left out before a name that has no other slash. */
function mediaType(name: string): string {
  const lower = name.toLowerCase();
  return lower.startsWith('application/') && lower.indexOf('/', 12) === -1
    ? lower.slice(12)
    : lower;
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** An own member only: an inherited one is nobody's word. */
function isNameOrAbsent(header: object, name: string, value: unknown): boolean {
  return !Object.hasOwn(header, name) || isName(value);
}
