import { user } from '../authz/acl-types.ts';
import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import type { UserId } from '../token/claims.ts';
import { isUserId } from '../token/identifier.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { Attempt } from './attempt.ts';
import { inForce } from './grants.ts';
import { mapUser } from './map-user.ts';
import { principalsOf } from './principals.ts';
import { report } from './report.ts';
import { resolveKnown } from './resolve-known.ts';

const NO_SUBJECT = failure(
  'token_claims_invalid',
  'The token names no user (sub, or the claim of userIdClaim).',
);
const USER_UNKNOWN = failure('user_unknown');
const USER_UNAVAILABLE = failure('user_unavailable');
/** What may fail beside the callback. */
const USER_ID = 'userId of the issuer';
const NO_PRINCIPALS: readonly string[] = Object.freeze([]);

/**
 * Finds the user that the token names, and asks the application for the principals; without a
 * callback every user is known. All stands in one function, because a call of another would cost
 * every request 40 instructions.
 */
export function resolvePrincipals(attempt: Attempt): void | Promise<void> {
  const { wiring, verified } = attempt;
  if (verified === null || attempt.claims === null) {
    attempt.failure = NO_SUBJECT;
    return;
  }
  const issuer = wiring.hasOthers ? verified.issuer.name : null;
  if (issuer !== null && attempt.otherUser === null) return resolveOther(attempt, verified);
  const userId = issuer === null ? userOf(verified, wiring.userIdClaim) : attempt.otherUser;
  if (userId === null) {
    attempt.failure = NO_SUBJECT;
    return;
  }
  attempt.tokenUser = userId;
  const { callback, known } = wiring;
  try {
    if (callback === null) {
      if (known === null) return acceptUser(attempt, userId, NO_PRINCIPALS);
      const waiting = resolveKnown(attempt, userId, known);
      return waiting === undefined ? undefined : failLater(attempt, waiting);
    }
    const { claims, view } = attempt;
    const answer = callback(userId, { claims, view, issuer });
    if (isPromise(answer)) return resolveLater(attempt, userId, answer);
    acceptUser(attempt, userId, answer);
  } catch (error) {
    userFailed(attempt, error);
  }
}

/** Finds the user of a token of another issuer, and begins again with it. */
function resolveOther(attempt: Attempt, verified: VerifiedToken): void | Promise<void> {
  const { name, mapUser: hasOwnUsers, userIdClaim } = verified.issuer;
  const userId = userOf(verified, userIdClaim);
  attempt.tokenUser = userId;
  if (hasOwnUsers !== null) return resolveMapped(attempt, verified);
  attempt.userIssuer = name;
  if (userId !== null) return resolveFound(attempt, userId);
  attempt.failure = NO_SUBJECT;
}

function resolveFound(attempt: Attempt, userId: UserId): void | Promise<void> {
  attempt.otherUser = userId;
  return resolvePrincipals(attempt);
}

/**
 * Returns the user that a token names, or null. The verifier checks the type of sub only; a list of
 * one id would read as that id in a principal.
 */
function userOf({ claims }: VerifiedToken, claim: string): UserId | null {
  const id = claims[claim] as UserId | undefined;
  if (claim === 'sub') return id ?? null;
  return isUserId(id) ? id : null;
}

/** The same for a token whose issuer has a function that finds a user of the application. */
function resolveMapped(attempt: Attempt, verified: VerifiedToken): void | Promise<void> {
  try {
    const found = mapUser(verified, attempt.wiring);
    if (!isPromise(found)) return acceptMapped(attempt, found);
    const resolving = found.then((id) => acceptMapped(attempt, id));
    return failLater(attempt, resolving, USER_ID);
  } catch (error) {
    userFailed(attempt, error, USER_ID);
  }
}

function acceptMapped(attempt: Attempt, found: UserId | Failure): void | Promise<void> {
  if (typeof found === 'object') {
    attempt.failure = found;
    return;
  }
  return resolveFound(attempt, found);
}

async function resolveLater(
  attempt: Attempt,
  userId: UserId,
  answer: Promise<unknown>,
): Promise<void> {
  try {
    acceptUser(attempt, userId, await answer);
  } catch (error) {
    userFailed(attempt, error);
  }
}

async function failLater(attempt: Attempt, waiting: Promise<void>, what?: string): Promise<void> {
  try {
    await waiting;
  } catch (error) {
    userFailed(attempt, error, what);
  }
}

function acceptUser(attempt: Attempt, userId: UserId, added: unknown): void {
  if (added === null) {
    attempt.failure = USER_UNKNOWN;
    return;
  }
  const { userIssuer, wiring } = attempt;
  const { userPrincipal, userPrefix, emit } = wiring;
  const own = userIssuer === null ? userPrincipal(userId) : user(userId, userIssuer);
  attempt.principals = principalsOf(own, added, emit, userPrefix, attempt);
  if (attempt.grants !== null) attempt.principals = inForce(attempt.grants, attempt.now * 1000);
  attempt.userId = userId;
}

function userFailed(attempt: Attempt, error: unknown, what = 'The callback'): void {
  attempt.failure = USER_UNAVAILABLE;
  const reason = `${what} threw or rejected, so the request is anonymous and guards answer 503.`;
  report(attempt, 'callback_failed', reason, error);
}
