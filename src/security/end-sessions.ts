import type { LiveSessions } from '../sessions/live-sessions.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { NewEntry } from '../stores/model/entry.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { Attempt } from './attempt.ts';
import { endingEntries, lastingEntry } from './ending-entries.ts';

/**
 * Ends every session that a request carries: that of its cookies, of its access token, of its
 * refresh token. An access token without a session is ended itself.
 *
 * @returns undefined if it carries none
 * @throws AuthError `store_unavailable`
 */
export function endSessions(attempt: Attempt, live: LiveSessions): void | Promise<void> {
  const ofCookies = endingEntries(attempt);
  const { verified, wiring, view, policy } = attempt;
  const isOfCookie = (policy?.session ?? null) !== null;
  const bearer = isOfCookie && ofCookies.length > 0 ? null : verified;
  const refresh = wiring.refreshCookie?.find(view) ?? null;
  if (ofCookies.length === 0 && bearer === null && refresh === null) return;
  return endLater(attempt, live, ofCookies, bearer, refresh);
}

async function endLater(
  attempt: Attempt,
  live: LiveSessions,
  ofCookies: readonly NewEntry[],
  bearer: VerifiedToken | null,
  refresh: string | null,
): Promise<void> {
  const ofBearer = bearer === null ? null : await lastingEntry(bearer, attempt, live);
  const ofRefresh = refresh === null ? null : await refreshEntry(attempt, live, refresh);
  const entries = [...ofCookies, ...[ofBearer, ofRefresh].filter((entry) => entry !== null)];
  if (entries.length > 0) await live.append(entries);
}

async function refreshEntry(
  { wiring, now }: Attempt,
  live: LiveSessions,
  token: string,
): Promise<NewEntry | null> {
  const verified = wiring.verifier.verify(token, now);
  // Of the application itself: tokens of other issuers are access tokens.
  const sid = verified.ok && verified.kind === 'refresh' ? verified.claims['sid'] : null;
  if (typeof sid !== 'string') return null;
  const id = entryId(null, sid);
  const found = await live.write((store) => store.session(id));
  return found === null ? null : { kind: 'session', id, user: found.user, until: found.until };
}
