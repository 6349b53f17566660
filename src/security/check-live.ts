import type { Failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import type { Attempt } from './attempt.ts';
import { checkUse } from './check-use.ts';

/**
 * Asks whether the session was ended, before anything believes the claims of its token, and counts
 * the use of a token that may be used a limited number of times.
 */
export function checkLive(attempt: Attempt): void | Promise<void> {
  const { wiring, verified, limits } = attempt;
  if (verified === null) return;
  if (limits !== null && limits.uses !== null) return checkUse(attempt, verified, limits.uses);
  if (wiring.live === null) return;
  const answer = wiring.live.check(verified, attempt.now * 1000);
  if (isPromise(answer)) return refuseLater(attempt, answer);
  if (answer !== null) attempt.failure = answer;
}

async function refuseLater(attempt: Attempt, answer: Promise<Failure | null>): Promise<void> {
  attempt.failure = await answer;
}
