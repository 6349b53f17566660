import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import type { ReissueAnswer } from '../sessions/session-rules.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { isUserId } from '../token/identifier.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { Attempt } from './attempt.ts';
import type { AcceptedClaims } from './claims-schema.ts';
import { checkWith, findWith, refineWith } from './policy-calls.ts';
import { principalsOf } from './principals.ts';
import { report } from './report.ts';

/**
 * One step of the authentication of a request. It writes its result into the attempt and returns a
 * promise only if it has to wait: waiting for nothing would cost more than all steps together.
 */
export type Step = (attempt: Attempt) => void | Promise<void>;

const NO_SUBJECT = failure(
  'token_claims_invalid',
  'The token names no user (sub, or the claim of userIdClaim).',
);
const USER_UNKNOWN = failure('user_unknown');
const USER_UNAVAILABLE = failure('user_unavailable');
const SCHEMA_FAILED = failure(
  'user_unavailable',
  'The claims schema failed, so the request is treated as anonymous: see the logged error.',
);
const NO_PRINCIPALS: readonly string[] = Object.freeze([]);

/** The steps of a request, in order. */
export const REQUEST_STEPS: readonly Step[] = Object.freeze([
  findCredential,
  verifyToken,
  checkLive,
  checkRequest,
  applySchema,
  resolvePrincipals,
  prepareRenewal,
]);

/** The steps of a token that came without a policy: all but the first. */
export const TOKEN_STEPS: readonly Step[] = Object.freeze(REQUEST_STEPS.slice(1));

/** The steps that say whether a token is good, not whether its user is known. */
export const VERIFY_STEPS: readonly Step[] = Object.freeze([verifyToken, checkLive, applySchema]);

/**
 * Runs steps in order, until one refuses the credential or finds none. What the application's
 * callback, schema and `onReissue` throw becomes a failure of the attempt.
 *
 * @returns undefined, or a promise if a step waits
 */
export function runSteps(steps: readonly Step[], attempt: Attempt, from = 0): void | Promise<void> {
  for (let index = from; index < steps.length; index++) {
    const waiting = (steps[index] as Step)(attempt);
    if (waiting !== undefined) return waiting.then(() => continueAfter(steps, attempt, index));
    if (isDone(attempt)) return;
  }
}

function continueAfter(
  steps: readonly Step[],
  attempt: Attempt,
  index: number,
): void | Promise<void> {
  return isDone(attempt) ? undefined : runSteps(steps, attempt, index + 1);
}

function isDone({ failure: refused, token }: Attempt): boolean {
  return refused !== null || token === null;
}

/**
 * Finds the credential. The first policy that finds one decides, and a refused credential is final:
 * otherwise an attacker could choose which policy decides.
 */
function findCredential(attempt: Attempt): void {
  for (const policy of attempt.wiring.policies) {
    const found = findWith(policy, attempt);
    if (found === null) continue;
    attempt.policy = policy;
    if (typeof found === 'string') attempt.token = found;
    else attempt.failure = found;
    return;
  }
}

function verifyToken(attempt: Attempt): void {
  const { wiring, policy } = attempt;
  const token = attempt.token as string;
  const verified = wiring.verifier.verify(token, attempt.now);
  if (verified.ok) attempt.verified = verified;
  else if (policy === null) attempt.failure = verified;
  else attempt.failure = refineWith(policy, attempt, verified, token);
}

/** Revocation is asked here, for every verified token and before anything believes its claims. */
function checkLive(): void {}

function checkRequest(attempt: Attempt): void {
  const { policy, verified } = attempt;
  if (policy === null || verified === null) return;
  attempt.failure = checkWith(policy, attempt, verified.claims);
}

function applySchema(attempt: Attempt): void | Promise<void> {
  const { wiring, verified } = attempt;
  if (verified === null) return;
  if (wiring.schema === null) {
    attempt.claims = verified.claims;
    return;
  }
  const accept = (result: AcceptedClaims | Failure): void => {
    if (result.ok) attempt.claims = result.claims;
    else attempt.failure = result;
  };
  const failed = (error: unknown): void => {
    attempt.failure = SCHEMA_FAILED;
    const reason = 'The claims schema threw or rejected, so guards answer 503.';
    report(attempt, 'schema_failed', reason, error);
  };
  try {
    const result = wiring.schema(verified.claims);
    if (isPromise(result)) return Promise.resolve(result).then(accept, failed);
    accept(result);
  } catch (error) {
    failed(error);
  }
}

/** Asks the application for the principals of the user; without a callback every user is known. */
function resolvePrincipals(attempt: Attempt): void | Promise<void> {
  const { callback, userIdClaim } = attempt.wiring;
  const claims = attempt.verified?.claims;
  const userId: unknown = claims?.[userIdClaim];
  // The verifier knows the type of sub only; a list of one id would read as that id in a principal.
  if (!isUserId(userId) || attempt.claims === null) {
    attempt.failure = NO_SUBJECT;
    return;
  }
  attempt.tokenUser = userId;
  try {
    if (callback === null) return acceptUser(attempt, userId, NO_PRINCIPALS);
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

function acceptUser(attempt: Attempt, userId: UserId, added: unknown): void {
  if (added === null) {
    attempt.failure = USER_UNKNOWN;
    return;
  }
  const { userPrincipal, emit } = attempt.wiring;
  attempt.principals = principalsOf(userPrincipal(userId), added, emit);
  attempt.userId = userId;
}

function userFailed(attempt: Attempt, error: unknown): void {
  attempt.failure = USER_UNAVAILABLE;
  const reason =
    'The callback threw or rejected, so the request is anonymous and guards answer 503.';
  report(attempt, 'callback_failed', reason, error);
}

/** Asks `onReissue` when the session is due. If that fails the old cookie is still good. */
function prepareRenewal(attempt: Attempt): void | Promise<void> {
  const session = attempt.policy?.session ?? null;
  const { verified } = attempt;
  if (session === null || verified === null) return;
  const { claims } = verified;
  const accept = (answer: ReissueAnswer): void => {
    if (answer === null) return;
    if (answer !== undefined && (typeof answer !== 'object' || Array.isArray(answer)))
      throw new ConfigurationError(
        'onReissue returned neither claims, null nor undefined: return undefined to keep the claims.',
      );
    attempt.renewal = { claims, next: answer ?? claims };
  };
  const failed = (error: unknown): void =>
    report(attempt, 'reissue_failed', 'onReissue failed, so the session was not renewed.', error);
  try {
    if (!session.rules.isDue(claims, attempt.now)) return;
    const answer = session.rules.ask(claims);
    if (isPromise(answer)) return Promise.resolve(answer).then(accept).catch(failed);
    accept(answer);
  } catch (error) {
    failed(error);
  }
}
