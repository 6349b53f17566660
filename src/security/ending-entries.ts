import type { AuthenticationPolicy, CookieSession } from '../authn/policy.ts';
import { entryId } from '../sessions/entry-id.ts';
import { isId } from '../sessions/live-mark-of.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { NewEntry } from '../stores/model/entry.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { Attempt } from './attempt.ts';
import { findWith } from './policy-calls.ts';
import { endOfSession } from './session-end.ts';

/**
 * Returns the entries that end the sessions of the cookies of a request: of the token that decided,
 * and of all others, whose cookies are cleared with it. A token without a session is ended by its
 * own id.
 */
export function endingEntries(attempt: Attempt): readonly NewEntry[] {
  const { verified, policy, wiring } = attempt;
  const decided = policy?.session ?? null;
  const own = verified === null || decided === null ? null : endingEntry(verified, decided);
  const others = wiring.policies.flatMap((one) =>
    one.session === null ? [] : entriesOf(one, one.session, attempt),
  );
  const entries = own === null ? others : [own, ...others];
  return entries.filter(({ id }, index) => entries.findIndex((one) => one.id === id) === index);
}

/** Those of the good session tokens of the application in the cookies of one policy. */
function entriesOf(
  policy: AuthenticationPolicy,
  session: CookieSession,
  attempt: Attempt,
): NewEntry[] {
  const found = findWith(policy, attempt);
  const tokens = typeof found === 'string' ? [found] : Array.isArray(found) ? found : [];
  return tokens.flatMap((token: string) => {
    const verified = attempt.wiring.verifier.verify(token, attempt.now);
    const isOurs = verified.ok && verified.kind === 'session' && verified.issuer.name === null;
    return (isOurs && endingEntry(verified, session)) || [];
  });
}

/**
 * Returns the entry that ends the session of a token, or the token; null if it has no id.
 *
 * @param session - how sessions of its cookie end; null for a token that is in no cookie
 */
export function endingEntry(
  { claims, issuer: { name, userIdClaim } }: VerifiedToken,
  session: CookieSession | null,
): NewEntry | null {
  const { sid, jti, exp } = claims;
  const named = claims[userIdClaim];
  const user = typeof named === 'string' || typeof named === 'number' ? entryId(name, named) : null;
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
  const session = attempt.policy?.session ?? null;
  const entry = endingEntry(token, session);
  if (entry === null || entry.kind !== 'session' || session !== null) return entry;
  const found = await live.write((store) => store.session(entry.id));
  return { ...entry, until: found === null ? await live.horizon(token.issuer.name) : found.until };
}
