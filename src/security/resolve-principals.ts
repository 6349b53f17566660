import { failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import type { UserId } from '../token/claims.ts';
import { isUserId } from '../token/identifier.ts';
import type { Attempt } from './attempt.ts';
import { inForce } from './grants.ts';
import { principalsOf } from './principals.ts';
import { report } from './report.ts';
import { resolveKnown } from './resolve-known.ts';

const NO_SUBJECT = failure(
  'token_claims_invalid',
  'The token names no user (sub, or the claim of userIdClaim).',
);
const USER_UNKNOWN = failure('user_unknown');
const USER_UNAVAILABLE = failure('user_unavailable');
const NO_PRINCIPALS: readonly string[] = Object.freeze([]);

/** Asks the application for the principals of the user; without a callback every user is known. */
export function resolvePrincipals(attempt: Attempt): void | Promise<void> {
  const { callback, known, userIdClaim } = attempt.wiring;
  const claims = attempt.verified?.claims;
  const userId = claims?.[userIdClaim] as UserId | undefined;
  // The verifier checks the type of sub only; a list of one id would read as that id in a
  // principal.
  const isUser = userIdClaim === 'sub' ? userId !== undefined : isUserId(userId);
  if (!isUser || userId === undefined || attempt.claims === null) {
    attempt.failure = NO_SUBJECT;
    return;
  }
  attempt.tokenUser = userId;
  try {
    if (callback === null) {
      if (known === null) return acceptUser(attempt, userId, NO_PRINCIPALS);
      const waiting = resolveKnown(attempt, userId, known);
      return waiting === undefined ? undefined : failLater(attempt, waiting);
    }
    const { claims: accepted, view } = attempt;
    const answer = callback(userId, { claims: accepted, view, issuer: null });
    if (isPromise(answer)) return resolveLater(attempt, userId, answer);
    acceptUser(attempt, userId, answer);
  } catch (error) {
    userFailed(attempt, error);
  }
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

async function failLater(attempt: Attempt, waiting: Promise<void>): Promise<void> {
  try {
    await waiting;
  } catch (error) {
    userFailed(attempt, error);
  }
}

function acceptUser(attempt: Attempt, userId: UserId, added: unknown): void {
  if (added === null) {
    attempt.failure = USER_UNKNOWN;
    return;
  }
  const { userPrincipal, userPrefix, emit } = attempt.wiring;
  attempt.principals = principalsOf(userPrincipal(userId), added, emit, userPrefix, attempt);
  if (attempt.grants !== null) attempt.principals = inForce(attempt.grants, attempt.now * 1000);
  attempt.userId = userId;
}

function userFailed(attempt: Attempt, error: unknown): void {
  attempt.failure = USER_UNAVAILABLE;
  const reason =
    'The callback threw or rejected, so the request is anonymous and guards answer 503.';
  report(attempt, 'callback_failed', reason, error);
}
