import type { CookieSession } from '../authn/policy.ts';
import type { ReplyHeader } from '../http/reply-headers.ts';
import { entryId } from '../sessions/entry-id.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { TokenIssuer } from '../token/issuer.ts';
import type { ProviderSession } from '../token/provider-session.ts';
import { timedId } from '../token/timed-id.ts';
import type { Attempt } from './attempt.ts';
import { carriesAnother } from './carried-session.ts';
import { endingEntries } from './ending-entries.ts';
import { endOfSession } from './session-end.ts';
import type { CheckedRemember } from './remember-options.ts';

/** A login at one policy: the claims of its token, which is not signed yet. */
export interface Login {
  readonly session: CookieSession;
  readonly userId: UserId;
  readonly claims: Record<string, unknown>;
  /** In seconds since 1970. */
  readonly now: number;
}

/**
 * Puts the claims of a login together.
 *
 * @param provider - the session at a provider with which this one begins
 * @param now - seconds since 1970
 * @throws TypeError, RangeError for claims and options that are not usable
 */
export function beginLogin(
  session: CookieSession,
  issuer: TokenIssuer,
  userId: UserId,
  claims: Readonly<Record<string, unknown>> | undefined,
  options: CheckedRemember,
  provider: ProviderSession | null,
  now: number,
): Login {
  const { rules } = session;
  const { domains, lifetime, persistent } = options;
  issuer.checkGiven(userId, claims);
  const begun = rules.begin(claims, now);
  // A renewal reads these: it goes where the login went, and lasts as long.
  if (domains !== undefined) begun['cookie_domains'] = [...new Set(domains)];
  if (!persistent) begun['cookie_persistent'] = false;
  if (lifetime !== null) begun['session_lifetime'] = lifetime;
  if (provider !== null) begun['provider_session'] = provider;
  // Nothing renews the token of a session that does not slide: it has to last as long.
  const isOneToken = options.expiration === undefined && lifetime !== null && !rules.slides;
  const expiration = isOneToken ? lifetime : options.expiration;
  const start = Math.floor(now);
  // Own members all of them, so that nothing is read from a polluted prototype.
  const times = { iat: start, auth_time: start, session_lifetime: lifetime ?? undefined };
  const composed = issuer.compose(userId, begun, { expiration }, now, rules.endOf(times));
  return { session, userId, claims: composed as Record<string, unknown>, now };
}

/** Signs the token of a login, and returns the headers that set its cookie. */
export function loginHeaders(
  { session, userId, claims, now }: Login,
  issuer: TokenIssuer,
  { domains, persistent }: CheckedRemember,
  attempt: Attempt,
): readonly ReplyHeader[] {
  const { view, wiring } = attempt;
  const token = issuer.sign(claims, 'session');
  const maxAge = persistent ? maxAgeOf(claims, now) : null;
  const set = session.cookie.set(token, maxAge, now, domains);
  const isOfAnother = carriesAnother(attempt, session, userId);
  return session.cookie.setAlone(set, view, wiring.ownOrigins, isOfAnother);
}

/**
 * Stores logins, so that they can be listed and ended, and ends the session that the request came
 * with: what was stolen of it is worth nothing then. It gives each login its id,
 * because only the store knows a time above all cut-offs.
 *
 * @throws AuthError `store_unavailable`
 */
export async function storeLogins(
  logins: readonly Login[],
  label: string | null,
  live: LiveSessions,
  attempt: Attempt,
): Promise<void> {
  for (const { session, userId, claims } of logins) {
    const end = endOfSession(session, claims);
    const born = await live.begin(end);
    const sid = timedId(born / 1000);
    claims['sid'] = sid;
    claims['jti'] = timedId(born / 1000);
    const id = entryId(null, sid);
    const user = entryId(null, userId);
    await live.add({ id, user, startedAt: born, endsAt: end, label, refresh: null }, end);
  }
  const old = endingEntries(attempt);
  if (old.length > 0) await live.append(old);
}

/** Returns for how many seconds a browser keeps the cookie; null until it is closed. */
export function maxAgeOf({ exp }: Claims, now: number): number | null {
  return exp === undefined ? null : Math.max(1, exp - Math.floor(now));
}
