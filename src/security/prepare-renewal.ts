import { isPromise } from '../base/maybe-promise.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { ReissueAnswer } from '../sessions/session-rules.ts';
import type { Claims } from '../token/claims.ts';
import { checkSessionTypes } from '../token/session-claims.ts';
import type { Attempt } from './attempt.ts';
import { report } from './report.ts';

/** Asks `onReissue` when the session is due. If that fails the old cookie is still good. */
export function prepareRenewal(attempt: Attempt): void | Promise<void> {
  const session = attempt.policy?.session ?? null;
  const { verified } = attempt;
  if (session === null || verified === null || attempt.limits !== null) return;
  const { claims, kind } = verified;
  try {
    if (!session.rules.isDue(claims, attempt.now) || !session.renews.includes(kind)) return;
    // The verifier has checked those of a session token.
    if (kind !== 'session' && checkSessionTypes(claims) !== null) return;
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
