import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { quoted, quotedList } from '../base/printable.ts';
import { timeSpan } from '../options/duration.ts';
import type { Claims } from './claims.ts';
import { isIdentifier, isUserId } from './identifier.ts';

/** What the claims of a token are checked against. */
export interface ClaimRules {
  /** How far clocks may differ, in seconds; applies to exp and nbf. */
  readonly leeway: number;
  /** The required issuer; null accepts any issuer, and none. */
  readonly issuer: string | null;
  /** Other spellings of the issuer that are accepted too. */
  readonly otherIssuers?: readonly string[];
  /** A token must name one of these audiences; or none, if there are none (RFC 7519 §4.1.3). */
  readonly audience: readonly string[];
  /** How long ago a token may have been issued (iat), in seconds; null for any time. */
  readonly maxAge: number | null;
  /** The names of required claims. */
  readonly required: readonly string[];
  /** Claims that must have certain values; left out for none. */
  readonly expect?: readonly ExpectedClaim[];
}

/** A claim that must have one of these values. */
export interface ExpectedClaim {
  readonly claim: string;
  readonly values: readonly unknown[];
  /** Whether it names the audience, in place of aud. */
  readonly isAudience: boolean;
}

/** One check: returns why the claims are rejected, or null. `now` is in seconds since 1970. */
export interface ClaimCheck {
  readonly name: string;
  readonly check: (claims: Claims, rules: ClaimRules, now: number) => Failure | null;
}

/** Every check, in the order in which {@link validateClaims} runs them. */
export const claimChecks: readonly ClaimCheck[] = [
  { name: 'types', check: checkTypes },
  { name: 'exp', check: checkExpiration },
  { name: 'nbf', check: checkNotBefore },
  { name: 'iat', check: checkIssuedAt },
  { name: 'maxTokenAge', check: checkAge },
  { name: 'order of times', check: checkOrder },
  { name: 'iss', check: checkIssuer },
  { name: 'aud', check: checkAudience },
  { name: 'requiredClaims', check: checkRequired },
  { name: 'expect', check: checkExpected },
];

/**
 * Validates the claims of a token by RFC 7519 §4.1, once its signature is verified.
 *
 * The checks are called one by one, not in a loop over {@link claimChecks}: V8 inlines them then.
 *
 * @param now - seconds since 1970, not rounded: fractions count
 * @returns why the claims are rejected, or null
 */
export function validateClaims(claims: Claims, rules: ClaimRules, now: number): Failure | null {
  return (
    checkTypes(claims) ??
    revalidateClaims(claims, rules, now) ??
    checkRequired(claims, rules) ??
    checkExpected(claims, rules)
  );
}

/**
 * Validates the claims of a cached token again: its times, because the clock moved; iss and aud
 * too, so that the cache vouches for nothing but the signature.
 */
export function revalidateClaims(claims: Claims, rules: ClaimRules, now: number): Failure | null {
  return (
    checkExpiration(claims, rules, now) ??
    checkNotBefore(claims, rules, now) ??
    checkIssuedAt(claims, rules, now) ??
    checkAge(claims, rules, now) ??
    checkOrder(claims, rules, now) ??
    checkIssuer(claims, rules) ??
    checkAudience(claims, rules)
  );
}

/**
 * Replaces iss and aud by the configured string instances if they are equal: a cached token then
 * keeps no copy of them, and checking it again compares pointers.
 */
export function internIssuerAndAudience(
  claims: { iss?: unknown; aud?: unknown },
  { issuer, audience }: ClaimRules,
): void {
  if (issuer !== null && claims.iss === issuer) claims.iss = issuer;
  if (typeof claims.aud === 'string') {
    const index = audience.indexOf(claims.aud);
    if (index !== -1) claims.aud = audience[index];
  }
}

const BAD_TIME = failure(
  'token_claims_invalid',
  'exp, nbf, iat and auth_time must be finite JSON numbers of seconds since 1970, before the year ' +
    '10000: are they milliseconds?',
);
const BAD_SUBJECT = failure(
  'token_claims_invalid',
  'sub must be a safe integer, or a string of 1 to 255 bytes of UTF-8 without control characters.',
);
const BAD_ID = failure(
  'token_claims_invalid',
  'jti must be a string of 1 to 255 bytes of UTF-8 without control characters.',
);
const BAD_ISSUER = failure('token_claims_invalid', 'iss must be a string.');

/** Checks the type of every registered claim. A claim may be absent, but null is not absent. */
export function checkTypes({ sub, jti, iss, exp, nbf, iat, auth_time }: Claims): Failure | null {
  if (!(isTimeOrAbsent(exp) && isTimeOrAbsent(nbf))) return BAD_TIME;
  if (!(isTimeOrAbsent(iat) && isTimeOrAbsent(auth_time))) return BAD_TIME;
  if (sub !== undefined && !isUserId(sub)) return BAD_SUBJECT;
  if (jti !== undefined && !isIdentifier(jti)) return BAD_ID;
  if (iss !== undefined && typeof iss !== 'string') return BAD_ISSUER;
  return null;
}

/** The year 10000, in seconds. A time in milliseconds is later since 1978. */
const END_OF_TIME = 253_402_300_800;

function isTimeOrAbsent(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && Math.abs(value) < END_OF_TIME);
}

/** How far iat and auth_time may be ahead of the clock, in seconds: the issuer has its own. */
const MAX_AHEAD = 60;

const NOT_YET_VALID = failure('token_not_yet_valid');
const TOO_OLD = failure(
  'token_expired',
  'The token was issued longer ago than maxTokenAge: get a new one.',
);
const NO_AGE = failure(
  'token_claims_invalid',
  'The token has no iat, but maxTokenAge is configured.',
);
const BAD_ORDER = failure(
  'token_claims_invalid',
  'iat, nbf or auth_time is later than the time that it must precede.',
);

/** The comparisons are negated, `!(now < …)`, so that a clock that returns NaN fails closed. */
function checkExpiration({ exp }: Claims, { leeway }: ClaimRules, now: number): Failure | null {
  return exp !== undefined && !(now < exp + leeway) ? expired(now - exp) : null;
}

/** Says how long ago a token expired: a clock that is wrong, or a client that never renews. */
function expired(seconds: number): Failure {
  return failure('token_expired', `The token expired ${timeSpan(seconds)} ago: get a new one.`);
}

function checkNotBefore({ nbf }: Claims, { leeway }: ClaimRules, now: number): Failure | null {
  return nbf !== undefined && !(nbf <= now + leeway) ? NOT_YET_VALID : null;
}

function checkIssuedAt({ iat }: Claims, _rules: ClaimRules, now: number): Failure | null {
  return iat !== undefined && !(iat <= now + MAX_AHEAD) ? NOT_YET_VALID : null;
}

function checkAge({ iat }: Claims, { maxAge }: ClaimRules, now: number): Failure | null {
  if (maxAge === null) return null;
  if (iat === undefined) return NO_AGE;
  return now - iat <= maxAge ? null : TOO_OLD;
}

function checkOrder(
  { exp, nbf, iat, auth_time }: Claims,
  _rules: ClaimRules,
  now: number,
): Failure | null {
  if (exp !== undefined && ((iat !== undefined && iat > exp) || (nbf !== undefined && nbf >= exp)))
    return BAD_ORDER;
  return auth_time !== undefined && !(auth_time <= (iat ?? now) + MAX_AHEAD) ? BAD_ORDER : null;
}

const OTHER_ISSUER = failure('token_issuer_mismatch');
const NO_ISSUER = failure(
  'token_issuer_mismatch',
  'The token has no issuer (iss), but one is configured.',
);

function checkIssuer({ iss }: Claims, { issuer, otherIssuers }: ClaimRules): Failure | null {
  if (issuer === null || iss === issuer) return null;
  if (iss !== undefined && otherIssuers?.includes(iss) === true) return null;
  return iss === undefined ? NO_ISSUER : OTHER_ISSUER;
}

const BAD_AUDIENCE = failure(
  'token_claims_invalid',
  'aud must be a string or an array of strings.',
);
const OTHER_AUDIENCE = failure('token_audience_mismatch');
const NO_AUDIENCE = failure(
  'token_audience_mismatch',
  'The token has no audience (aud), but one is configured.',
);
const UNEXPECTED_AUDIENCE = failure(
  'token_audience_mismatch',
  'The token has an audience (aud), but none is configured.',
);

function checkAudience({ aud }: Claims, { audience }: ClaimRules): Failure | null {
  if (audience.length === 0) return isEmptyAudience(aud) ? null : UNEXPECTED_AUDIENCE;
  if (typeof aud === 'string' && aud !== '') return audience.includes(aud) ? null : OTHER_AUDIENCE;
  if (isEmptyAudience(aud)) return NO_AUDIENCE;
  if (!Array.isArray(aud) || !aud.every((name) => typeof name === 'string')) return BAD_AUDIENCE;
  return aud.some((name) => audience.includes(name)) ? null : OTHER_AUDIENCE;
}

/** Whether an audience is empty, in any of the spellings that issuers are known to write. */
export function isEmptyAudience(aud: unknown): boolean {
  return (
    aud === undefined ||
    aud === '' ||
    aud === null ||
    aud === 0 ||
    (Array.isArray(aud) && aud.length === 0)
  );
}

function checkRequired(claims: Claims, { required }: ClaimRules): Failure | null {
  for (const name of required) {
    if (!Object.hasOwn(claims, name) || claims[name] === null)
      return failure('token_claims_invalid', `The required claim ${name} is missing.`);
  }
  return null;
}

/** The claim itself must be equal: a list that has the value also has others. */
function checkExpected(claims: Claims, { expect }: ClaimRules): Failure | null {
  if (expect === undefined) return null;
  for (const { claim, values, isAudience } of expect) {
    const says = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    if (values.includes(says)) continue;
    const code = isAudience ? 'token_audience_mismatch' : 'token_claims_invalid';
    return failure(
      code,
      `The claim ${claim} is not what is expected: ${quotedList(values)}; the token says ${quoted(says)}.`,
    );
  }
  return null;
}
