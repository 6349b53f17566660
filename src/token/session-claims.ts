import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import type { Claims } from './claims.ts';
import { isIdentifier } from './identifier.ts';
import { isProviderSession } from './provider-session.ts';

/** Claims of a session that only the library writes. Every reissue keeps them. */
export const SESSION_CLAIMS = [
  'sid',
  'lim',
  'act',
  'cookie_domains',
  'cookie_persistent',
  'session_lifetime',
  'provider_session',
] as const;

const BAD_ID = failure(
  'token_claims_invalid',
  'sid must be a string of 1 to 255 bytes of UTF-8 without control characters.',
);
const BAD_DOMAINS = failure('token_claims_invalid', 'cookie_domains must be a list of strings.');
const BAD_PERSISTENT = failure('token_claims_invalid', 'cookie_persistent must be a boolean.');
const BAD_LIFETIME = failure(
  'token_claims_invalid',
  'session_lifetime must be a finite number of seconds above 0.',
);
const BAD_PROVIDER = failure(
  'token_claims_invalid',
  'provider_session must name the issuer, and its sid or its sub.',
);

/**
 * Checks the type of every claim of a session token that `remember` writes. A claim may be absent,
 * but null is not absent.
 */
export function checkSessionTypes(claims: Claims): Failure | null {
  const {
    sid,
    cookie_domains: domains,
    cookie_persistent: persistent,
    session_lifetime: lifetime,
    provider_session: provider,
  } = claims;
  if (sid !== undefined && !isIdentifier(sid)) return BAD_ID;
  if (domains !== undefined && !isListOfStrings(domains)) return BAD_DOMAINS;
  if (persistent !== undefined && typeof persistent !== 'boolean') return BAD_PERSISTENT;
  if (lifetime !== undefined && !isLifetime(lifetime)) return BAD_LIFETIME;
  if (provider !== undefined && !isProviderSession(provider)) return BAD_PROVIDER;
  return null;
}

/** Whether a value is the lifetime of a session in seconds. JSON can say an infinite one: 1e999. */
export function isLifetime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0;
}

function isListOfStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
