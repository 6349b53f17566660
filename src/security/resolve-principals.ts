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

/** Finds the user that the token names, and asks the application for the principals. */
export function resolvePrincipals(attempt: Attempt): void | Promise<void> {
  const { wiring, verified } = attempt;
  if (verified === null || attempt.claims === null) {
    attempt.failure = NO_SUBJECT;
    return;
  }
  const issuer = wiring.hasOthers ? verified.issuer : null;
  const { userIdClaim } = issuer ?? wiring;
  const userId = verified.claims[userIdClaim] as UserId | undefined;
  // The verifier checks the type of sub only; a list of one id would read as that id in a
  // principal.
  const isUser = userIdClaim === 'sub' ? userId !== undefined : isUserId(userId);
  if (isUser) attempt.tokenUser = userId as UserId;
  const name = issuer === null ? null : issuer.name;
  if (issuer !== null && name !== null) {
    if (issuer.mapUser !== null) return resolveMapped(attempt, verified);
    attempt.userIssuer = name;
  }
  if (isUser) return resolveUser(attempt, userId as UserId, name);
  attempt.failure = NO_SUBJECT;
}

/** Asks the application for the principals of a user; without a callback every user is known. */
function resolveUser(
  attempt: Attempt,
  userId: UserId,
  issuer: string | null,
): void | Promise<void> {
  const { callback, known } = attempt.wiring;
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
  attempt.tokenUser = found;
  return resolveUser(attempt, found, attempt.issuer);
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
