import type { Attempt } from './attempt.ts';
import { lastingEntry } from './ending-entries.ts';
import { liveOf } from './live-of.ts';
import { refuse, thrownFor, userRefusal } from './request-refusals.ts';

/**
 * Ends the session of the token of a request, or the token if it has none.
 *
 * @throws AuthError for an anonymous request, also for a good cookie that another site made the
 *   browser send; `store_unavailable`
 * @throws TypeError for a token without an id
 * @throws ConfigurationError without a revocation
 */
export async function revokeToken(attempt: Attempt): Promise<void> {
  const { verified, view, wiring } = attempt;
  const live = liveOf(wiring, 'auth.revoke()');
  const refused = userRefusal(attempt);
  if (refused !== null || verified === null)
    throw thrownFor(view, refused ?? refuse(attempt, 'credentials_missing'));
  const entry = await lastingEntry(verified, attempt, live);
  if (entry === null)
    throw new TypeError('The token of the request has neither sid nor jti: revoke its user.');
  await live.append([entry]);
}
