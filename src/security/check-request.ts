import type { Attempt } from './attempt.ts';
import { checkWith } from './policy-calls.ts';
import { ANONYMOUS_PRINCIPALS } from './principals.ts';
import { reportRefused } from './report.ts';

/** Lets the policy check the request that carried the token: its origin, the age of the session. */
export function checkRequest(attempt: Attempt): void {
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
  attempt.grants = null;
}
