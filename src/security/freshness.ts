import { ownMembers } from '../base/own-members.ts';
import { ConfigurationError, throwIfAny } from '../options/configuration-error.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import type { Duration } from '../options/duration.ts';
import { parseDuration, timeSpan } from '../options/duration.ts';
import type { Attempt } from './attempt.ts';

/** How lately, and by which means, the user must have logged in. At least one is named. */
export interface Freshness {
  /**
   * How long ago the user may have logged in: `'5m'`. A renewal of the session is no login, and a
   * token that does not say when the user logged in is refused.
   */
  readonly maxAuthAge?: Duration;
  /** The value that the claim `acr` of the token must have, or several of which it must be one. */
  readonly acr?: string | readonly string[];
}

/** A checked {@link Freshness}. */
export interface FreshnessRule {
  /** In seconds; null for any age. */
  readonly maxAge: number | null;
  /** Null for any. */
  readonly acr: readonly string[] | null;
  /** The parameters of the challenge (RFC 9470 §3), with a comma before each. */
  readonly challenge: string;
}

/** The names of the members. */
export const FRESHNESS: readonly string[] = /* @__PURE__ */ Object.keys({
  maxAuthAge: true,
  acr: true,
} satisfies Record<keyof Freshness, true>);
/** Characters that a quoted string needs no escape for, without the space that separates values. */
const ACR = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Whether a value can only be a freshness, and is no resource. */
export function isFreshness(value: unknown): value is Freshness {
  if (typeof value !== 'object' || value === null) return false;
  if (!Object.hasOwn(value, 'maxAuthAge') && !Object.hasOwn(value, 'acr')) return false;
  return Object.keys(value).every((name) => FRESHNESS.includes(name));
}

/**
 * Reads a freshness. A member that is undefined is a fault: a variable that was misspelt must not
 * switch the check off.
 *
 * @param place - what took it, for the faults: `'require'`
 * @throws ConfigurationError `options_invalid` with all that is wrong
 */
export function readFreshness(given: unknown, place: string): FreshnessRule {
  if (typeof given !== 'object' || given === null)
    throw new ConfigurationError(
      `The freshness of ${place} is not an object: write { maxAuthAge: '5m' }, or leave it out.`,
    );
  const faults = unknownOptions(given, FRESHNESS, place);
  const members: { maxAuthAge?: unknown; acr?: unknown } = ownMembers(given);
  const maxAge = 'maxAuthAge' in members ? parseDuration(members.maxAuthAge) : null;
  const acr = 'acr' in members ? listOf(members.acr) : null;
  if ('maxAuthAge' in members && (maxAge === null || maxAge < 1 || !Number.isInteger(maxAge)))
    faults.push(
      `maxAuthAge of ${place} must be a duration of whole seconds above 0, such as '5m'.`,
    );
  if ('acr' in members && acr === null)
    faults.push(
      `acr of ${place} must be a value of the claim acr or a list of them: not empty, without spaces, quotes and backslashes.`,
    );
  if (!('maxAuthAge' in members) && !('acr' in members))
    faults.push(`The freshness of ${place} names neither maxAuthAge nor acr: write one.`);
  throwIfAny(faults);
  const age = maxAge === null ? '' : `, max_age="${maxAge}"`;
  const values = acr === null ? '' : `, acr_values="${acr.join(' ')}"`;
  return { maxAge, acr, challenge: age + values };
}

function listOf(given: unknown): readonly string[] | null {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const isUsable = list.every((one) => typeof one === 'string' && ACR.test(one));
  return list.length > 0 && isUsable ? (list as readonly string[]) : null;
}

/** Returns why the login of an authenticated request is not fresh enough; null if it is. */
export function whyNotFresh(
  { maxAge, acr }: FreshnessRule,
  attempt: Attempt,
  now: number,
): string | null {
  const named = attempt.verified?.claims['acr'];
  if (acr !== null && !acr.includes(named as string)) return OTHER_ACR;
  if (maxAge === null) return null;
  const login = loginOf(attempt);
  if (login === null) return NO_LOGIN;
  // A login that is a little ahead has the age 0. A clock that returns NaN fails closed.
  const age = Math.max(0, now - login);
  if (age <= maxAge) return null;
  return `The user logged in ${timeSpan(age)} ago, and ${timeSpan(maxAge)} are allowed: log in again.`;
}

const OTHER_ACR =
  'The acr of the token is not one of those that are asked for: log in by other means.';
const NO_LOGIN =
  'The token does not say when the user logged in (auth_time): log in again, or let the issuer add it.';

/**
 * Returns when the user logged in, in seconds since 1970. Without `auth_time` only an access token
 * of our own says it, by `iat`: others may have been renewed since, and a provider makes tokens
 * without a login.
 */
export function loginOf({ verified, wiring }: Attempt): number | null {
  if (verified === null) return null;
  const { auth_time: login, iat = null } = verified.claims;
  if (login !== undefined) return iat === null ? login : Math.min(login, iat);
  const isOwn = verified.issuer.name === null && wiring.issuer !== null;
  return isOwn && verified.kind === 'access' ? iat : null;
}
