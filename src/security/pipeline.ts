import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import type { ReissueAnswer } from '../sessions/session-rules.ts';
import { pathOf } from '../http/request-view.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import { isUserId } from '../token/identifier.ts';
import type { Claims, UserId, VerifiedToken } from '../token/claims.ts';
import type { Attempt } from './attempt.ts';
import type { AcceptedClaims } from './claims-schema.ts';
import { isUnread, isUnreadToken } from '../authn/unread.ts';
import { latestLogin } from './latest-login.ts';
import { checkWith, findWith, refineWith } from './policy-calls.ts';
import { ANONYMOUS_PRINCIPALS, principalsOf } from './principals.ts';
import { report, reportRefused } from './report.ts';

/**
 * One step of the authentication of a request. It writes its result into the attempt and returns a
 * promise only if it has to wait: waiting for nothing would cost more than all steps together.
 */
export type Step = (attempt: Attempt) => void | Promise<void>;

const NO_SUBJECT = failure(
  'token_claims_invalid',
  'The token names no user (sub, or the claim of userIdClaim).',
);
const OTHER_KIND = {
  access: failure(
    'token_type_refused',
    'This is an access token, and a session token is expected here: call remember, whose cookie ' +
      'slides, or set accepts: ["session", "access"] in cookiePolicy.',
  ),
  session: failure(
    'token_type_refused',
    'This is the session token of a cookie, and an access token is expected here: make one with ' +
      'createToken.',
  ),
};
const USER_UNKNOWN = failure('user_unknown');
const USER_UNAVAILABLE = failure('user_unavailable');
const SCHEMA_FAILED = failure(
  'user_unavailable',
  'The claims schema failed, so the request is treated as anonymous: see the logged error.',
);
const NO_PRINCIPALS: readonly string[] = Object.freeze([]);

/**
 * The steps of a request, in order. Not frozen: V8 reads a frozen array several times more slowly.
 */
export const REQUEST_STEPS: readonly Step[] = [
  findCredential,
  verifyToken,
  checkLive,
  checkRequest,
  applySchema,
  resolvePrincipals,
  prepareRenewal,
];

/** The steps of a token that came without a policy: all but the first. */
export const TOKEN_STEPS: readonly Step[] = REQUEST_STEPS.slice(1);

/** What a policy found and cannot read. */
interface Unread {
  readonly policy: AuthenticationPolicy;
  readonly found: Failure;
}

/** The steps that say whether a token is good, not whether its user is known. */
export const VERIFY_STEPS: readonly Step[] = [verifyToken, checkLive, applySchema];

/**
 * Runs steps in order, until one refuses the credential or finds none. What the application's
 * callback, schema and `onReissue` throw becomes a failure of the attempt.
 *
 * @returns undefined, or a promise if a step waits
 */
export function runSteps(steps: readonly Step[], attempt: Attempt, from = 0): void | Promise<void> {
  for (let index = from; index < steps.length; index++) {
    const waiting = (steps[index] as Step)(attempt);
    if (waiting !== undefined) return continueAfter(waiting, steps, attempt, index + 1);
    if (isDone(attempt)) return;
  }
}

/** Apart from the loop: a closure in it would cost an allocation in each turn (decisions/008). */
async function continueAfter(
  waiting: Promise<void>,
  steps: readonly Step[],
  attempt: Attempt,
  next: number,
): Promise<void> {
  await waiting;
  if (!isDone(attempt)) await runSteps(steps, attempt, next);
}

function isDone({ failure: refused, token }: Attempt): boolean {
  return refused !== null || token === null;
}

/**
 * Finds the credential. The first policy that finds one decides, and a refused credential is final:
 * otherwise an attacker could choose which policy decides.
 */
function findCredential(attempt: Attempt): void {
  const { policies } = attempt.wiring;
  let unread: Unread | null = null;
  for (let at = 0; at < policies.length; at++) {
    const policy = policies[at] as AuthenticationPolicy;
    const found = findWith(policy, attempt);
    if (found === null) continue;
    if (typeof found !== 'string' && 'ok' in found && isUnread(found)) {
      unread ??= { policy, found };
      continue;
    }
    attempt.policy = policy;
    attempt.kinds = policy.accepts ?? null;
    if (typeof found === 'string') attempt.token = found;
    else if ('ok' in found) attempt.failure = found;
    else {
      attempt.token = found[0] as string;
      attempt.tokens = found;
    }
    return;
  }
  if (unread !== null) acceptUnread(attempt, unread);
}

/** What no policy can read is refused if it is a token, else only reported. */
function acceptUnread(attempt: Attempt, { policy, found }: Unread): void {
  if (isUnreadToken(found)) {
    attempt.policy = policy;
    attempt.failure = found;
    return;
  }
  const { wiring, view } = attempt;
  wiring.emit({
    event: 'credential_ignored',
    code: null,
    reason: found.reason,
    policy: policy.kind,
    method: view.method,
    path: pathOf(view),
  });
}

function verifyToken(attempt: Attempt): void {
  const { wiring, policy } = attempt;
  const token = attempt.token as string;
  const verified =
    attempt.tokens === null
      ? wiring.verifier.verify(token, attempt.now)
      : verifySeveral(attempt, attempt.tokens);
  if (verified.ok) acceptKind(attempt, verified);
  else if (policy === null) attempt.failure = verified;
  else attempt.failure = refineWith(policy, attempt, verified, token);
}

/** A token of one kind is never taken for another (RFC 8725 §3.11). */
function acceptKind(attempt: Attempt, verified: VerifiedToken): void {
  if (isAccepted(attempt, verified)) attempt.verified = verified;
  else attempt.failure = OTHER_KIND[verified.kind];
}

function isAccepted({ kinds }: Attempt, { kind }: VerifiedToken): boolean {
  return kinds === null ? kind === 'access' : kinds.includes(kind);
}

/** Several cookies of one name: those that are no session at all do not hide the one that is. */
function verifySeveral(attempt: Attempt, tokens: readonly string[]): VerifiedToken | Failure {
  const { verifier, userIdClaim } = attempt.wiring;
  const results = tokens.map((token) => {
    const verified = verifier.verify(token, attempt.now);
    return !verified.ok || isAccepted(attempt, verified) ? verified : OTHER_KIND[verified.kind];
  });
  return latestLogin(results, userIdClaim);
}

/** Revocation is asked here, for every verified token and before anything believes its claims. */
function checkLive(): void {}

function checkRequest(attempt: Attempt): void {
  const { policy, verified } = attempt;
  if (policy === null || verified === null || policy.checkRequest === null) return;
  attempt.method = attempt.view.method;
  attempt.failure = checkWith(policy, attempt, verified.claims);
}

/**
 * Checks a request again whose method has changed since: a POST must not pass as the GET that it
 * was before a middleware such as method-override. If it is refused the request becomes anonymous.
 */
export function checkRequestAgain(attempt: Attempt): void {
  if (attempt.failure !== null) return;
  checkRequest(attempt);
  if (attempt.failure === null) return;
  reportRefused(attempt, attempt.failure);
  attempt.claims = attempt.tokenUser = attempt.userId = attempt.renewal = null;
  attempt.principals = ANONYMOUS_PRINCIPALS;
}

function applySchema(attempt: Attempt): void | Promise<void> {
  const { wiring, verified } = attempt;
  if (verified === null) return;
  if (wiring.schema === null) {
    attempt.claims = verified.claims;
    return;
  }
  try {
    const result = wiring.schema(verified.claims);
    if (isPromise(result)) return acceptClaimsLater(attempt, result);
    acceptClaims(attempt, result);
  } catch (error) {
    schemaFailed(attempt, error);
  }
}

async function acceptClaimsLater(
  attempt: Attempt,
  result: Promise<AcceptedClaims | Failure>,
): Promise<void> {
  try {
    acceptClaims(attempt, await result);
  } catch (error) {
    schemaFailed(attempt, error);
  }
}

function acceptClaims(attempt: Attempt, result: AcceptedClaims | Failure): void {
  if (result.ok) attempt.claims = result.claims;
  else attempt.failure = result;
}

function schemaFailed(attempt: Attempt, error: unknown): void {
  attempt.failure = SCHEMA_FAILED;
  const reason = 'The claims schema threw or rejected, so guards answer 503.';
  report(attempt, 'schema_failed', reason, error);
}

/** Asks the application for the principals of the user; without a callback every user is known. */
function resolvePrincipals(attempt: Attempt): void | Promise<void> {
  const { callback, userIdClaim } = attempt.wiring;
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
  const { userPrincipal, userPrefix, emit } = attempt.wiring;
  attempt.principals = principalsOf(userPrincipal(userId), added, emit, userPrefix);
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
  const { claims, kind } = verified;
  try {
    if (!session.rules.isDue(claims, attempt.now) || !session.renews.includes(kind)) return;
    const answer = session.rules.ask(claims);
    if (isPromise(answer)) return renewLater(attempt, claims, answer);
    renew(attempt, claims, answer);
  } catch (error) {
    renewalFailed(attempt, error);
  }
}

async function renewLater(
  attempt: Attempt,
  claims: Claims,
  answer: Promise<ReissueAnswer>,
): Promise<void> {
  try {
    renew(attempt, claims, await answer);
  } catch (error) {
    renewalFailed(attempt, error);
  }
}

function renew(attempt: Attempt, claims: Claims, answer: ReissueAnswer): void {
  if (answer === null) return;
  if (answer !== undefined && (typeof answer !== 'object' || Array.isArray(answer)))
    throw new ConfigurationError(
      'onReissue returned neither claims, null nor undefined: return undefined to keep the claims.',
    );
  attempt.renewal = { claims, next: answer ?? claims };
}

function renewalFailed(attempt: Attempt, error: unknown): void {
  const reason = 'onReissue failed, so the session was not renewed.';
  report(attempt, 'reissue_failed', reason, error);
}
