import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { Claims } from './claims.ts';

/** What a token's claims are held against; lengths are seconds. */
export interface ClaimChecks {
  /** How far clocks may differ; counts for exp, nbf and iat. */
  readonly leeway: number;
  /** The issuer that must be named, or `null` when none is asked for. */
  readonly issuer: string | null;
  /** The audiences of which one must be named; empty: a token must name none (RFC 7519 §4.1.3). */
  readonly audience: readonly string[];
  /** Names that must be there. */
  readonly required: readonly string[];
}

const EXPIRED = failure('token_expired');
const TOO_EARLY = failure('token_not_yet_valid');
const BAD_TIME = failure(
  'token_claims_invalid',
  'exp, nbf, iat and auth_time must be finite JSON numbers.',
);
const BAD_ORDER = failure(
  'token_claims_invalid',
  'iat, nbf or auth_time lies after the time that it must come before.',
);
const BAD_SUBJECT = failure(
  'token_claims_invalid',
  'sub must be a safe integer or a string of 1 to 255 octets of well-formed Unicode without control characters.',
);
const BAD_ID = failure(
  'token_claims_invalid',
  'jti must be a string of 1 to 255 octets of well-formed Unicode without control characters.',
);
const BAD_ISSUER = failure('token_claims_invalid', 'iss must be a string.');
const OTHER_ISSUER = failure('token_issuer_mismatch');
const NO_ISSUER = failure(
  'token_issuer_mismatch',
  'The token names no issuer (iss), and one is configured.',
);
const BAD_AUDIENCE = failure('token_claims_invalid', 'aud must be a string or a list of strings.');
const OTHER_AUDIENCE = failure('token_audience_mismatch');
const NO_AUDIENCE = failure(
  'token_audience_mismatch',
  'The token names no audience (aud), and one is configured.',
);
const UNASKED_AUDIENCE = failure(
  'token_audience_mismatch',
  'The token names an audience (aud), and none is configured here.',
);

/**
 * Judges claims whose signature has been found good, by RFC 7519 §4.1; nothing is believed before.
 *
 * @param now - seconds since 1970, not rounded: fractions count as they are
 * @returns why they are refused, or `null`
 */
export function validateClaims(claims: Claims, rules: ClaimChecks, now: number): Failure | null {
  return (
    checkClaimTypes(claims) ??
    checkTimes(claims, rules.leeway, now) ??
    checkIssuerAndAudience(claims, rules) ??
    checkRequired(claims, rules.required)
  );
}

/**
 * The part of it that is asked of a remembered token at each hit: the clock has gone on. The parties are asked as well, though the rules of a
 * verifier do not change, so that what is remembered is never more than what a signature proves.
 */
export function revalidateClaims(claims: Claims, rules: ClaimChecks, now: number): Failure | null {
  return checkTimes(claims, rules.leeway, now) ?? checkIssuerAndAudience(claims, rules);
}

/**
 * Lets claims name their issuer and audience by the very texts that are configured, where they are the same: a remembered token then keeps
 * no copy of them, and judging it again compares two addresses.
 */
export function internIssuerAndAudience(
  claims: { iss?: unknown; aud?: unknown },
  { issuer, audience }: ClaimChecks,
): void {
  if (issuer !== null && claims.iss === issuer) claims.iss = issuer;
  if (typeof claims.aud === 'string') {
    const at = audience.indexOf(claims.aud);
    if (at !== -1) claims.aud = audience[at];
  }
}

/** Whether every registered claim is of its type; what is absent is fine, what is null is not absent. */
export function checkClaimTypes(claims: Claims): Failure | null {
  const { sub, jti, iss, exp, nbf, iat, auth_time: authTime } = claims;
  if (!isTime(exp) || !isTime(nbf) || !isTime(iat) || !isTime(authTime)) return BAD_TIME;
  if (sub !== undefined && !isUserId(sub)) return BAD_SUBJECT;
  if (jti !== undefined && !isIdentifier(jti)) return BAD_ID;
  if (iss !== undefined && typeof iss !== 'string') return BAD_ISSUER;
  return null;
}

/** exp, nbf and iat against the clock. */
function checkTimes(
  { exp, nbf, iat, auth_time: authTime }: Claims,
  leeway: number,
  now: number,
): Failure | null {
  // Asked so that a clock which tells no number lets nobody in.
  if (exp !== undefined && !(now < exp + leeway)) return EXPIRED;
  const latest = now + leeway;
  if ((nbf !== undefined && !(nbf <= latest)) || (iat !== undefined && !(iat <= latest)))
    return TOO_EARLY;
  if (exp !== undefined && ((iat !== undefined && iat > exp) || (nbf !== undefined && nbf >= exp)))
    return BAD_ORDER;
  return authTime !== undefined && authTime > (iat ?? latest) ? BAD_ORDER : null;
}

function checkIssuerAndAudience(
  { iss, aud }: Claims,
  { issuer, audience }: ClaimChecks,
): Failure | null {
  if (issuer !== null && iss !== issuer) return iss === undefined ? NO_ISSUER : OTHER_ISSUER;
  if (audience.length === 0) return isEmptyAudience(aud) ? null : UNASKED_AUDIENCE;
  if (typeof aud === 'string' && aud !== '') return audience.includes(aud) ? null : OTHER_AUDIENCE;
  if (isEmptyAudience(aud)) return NO_AUDIENCE;
  if (!Array.isArray(aud) || !aud.every((name) => typeof name === 'string')) return BAD_AUDIENCE;
  return aud.some((name) => audience.includes(name)) ? null : OTHER_AUDIENCE;
}

/** The empty spellings of "for nobody in particular" that issuers are seen to write. */
export function isEmptyAudience(aud: unknown): boolean {
  return (
    aud === undefined ||
    aud === '' ||
    aud === null ||
    aud === 0 ||
    (Array.isArray(aud) && aud.length === 0)
  );
}

function checkRequired(claims: Claims, required: readonly string[]): Failure | null {
  for (const name of required) {
    if (!Object.hasOwn(claims, name) || claims[name] === null)
      return failure('token_claims_invalid', `The required claim ${name} is missing.`);
  }
  return null;
}

function isTime(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && Number.isFinite(value));
}

/** Whether a value may stand in `sub`: a safe integer, or a string as {@link isIdentifier} says. */
export function isUserId(value: unknown): value is string | number {
  return typeof value === 'number' ? Number.isSafeInteger(value) : isIdentifier(value);
}

/** A text that can serve as a key of a store and a word in a log: 1 to 255 octets, no control characters, no lone surrogates. */
export function isIdentifier(value: unknown): value is string {
  if (typeof value !== 'string' || value === '' || value.length > 255) return false;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    // Printable ASCII is the rule; the dearer look is for the rest.
    if (unit < 0x20 || unit > 0x7e) return isIdentifierBeyondAscii(value);
  }
  return true;
}

function isIdentifierBeyondAscii(value: string): boolean {
  return (
    !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(value) && new TextEncoder().encode(value).length <= 255
  );
}
