import { entryId } from '../sessions/entry-id.ts';
import { isId } from '../sessions/live-mark-of.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { NewEntry } from '../stores/model/entry.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { Attempt } from './attempt.ts';
import { endOfSession } from './session-end.ts';

/**
 * Returns the entries that end the sessions of the cookies of a request: of the token that decided,
 * and of others of the same user. A token without a session is ended by its own id.
 */
export function endingEntries(attempt: Attempt): readonly NewEntry[] {
  const { verified, siblings, policy } = attempt;
  if (verified === null || (policy?.session ?? null) === null) return [];
  return [verified, ...siblings].flatMap((token) => endingEntry(token, attempt) ?? []);
}

/** Returns the entry that ends the session of a token, or the token; null if it has no id. */
export function endingEntry(
  { claims, issuer: { name, userIdClaim } }: VerifiedToken,
  { policy }: Attempt,
): NewEntry | null {
  const { sid, jti, exp } = claims;
  const named = claims[userIdClaim];
  const user = typeof named === 'string' || typeof named === 'number' ? entryId(name, named) : null;
  const session = policy?.session ?? null;
  const ownEnd = exp === undefined ? null : exp * 1000;
  if (isId(sid)) {
    const until = session === null ? ownEnd : endOfSession(session, claims);
    return { kind: 'session', id: entryId(name, sid), user, until };
  }
  if (!isId(jti)) return null;
  return { kind: 'token', id: entryId(name, jti), user, until: ownEnd };
}

/**
 * Returns the entry that ends the session of a token for as long as it can last: an access token
 * expires before the session of which it is a part.
 */
export async function lastingEntry(
  token: VerifiedToken,
  attempt: Attempt,
  live: LiveSessions,
): Promise<NewEntry | null> {
  const entry = endingEntry(token, attempt);
  if (entry === null || entry.kind !== 'session' || attempt.policy?.session) return entry;
  const found = await live.write((store) => store.session(entry.id));
  return { ...entry, until: found === null ? await live.horizon(token.issuer.name) : found.until };
}
