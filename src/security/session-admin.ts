import { ConfigurationError } from '../options/configuration-error.ts';
import { entryId, ownIdOf } from '../sessions/entry-id.ts';
import { HEARD_WITHIN } from '../sessions/changed-users.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { StoredSession } from '../stores/model/stored-session.ts';
import type { UserId } from '../token/claims.ts';
import { isUserId } from '../token/identifier.ts';
import type { Wiring } from './wiring.ts';

/** A session in the list of a user. */
export interface SessionInfo {
  /** The `sid` of its tokens: `auth.session.id` is that of the request. */
  readonly id: string;
  readonly startedAt: Date;
  /** When it was last renewed, as far as that was stored. */
  readonly seenAt: Date;
  /** When it ends at the latest; null for never. */
  readonly endsAt: Date | null;
  /** What `remember` was given. */
  readonly label: string | null;
}

/** Whose sessions are meant. */
export interface OfIssuer {
  /** The name of one of `issuers`, for a user of another issuer. Default: the application's own. */
  readonly issuer?: string | undefined;
}

/**
 * Returns the sessions of a security.
 *
 * @throws ConfigurationError without a revocation
 */
export function liveOf({ live }: Wiring, method: string): LiveSessions {
  if (live !== null) return live;
  throw new ConfigurationError(
    `${method} needs the option revocation of createSecurity: set denylist(store) or allowlist(store).`,
    'setup_incomplete',
  );
}

/** Ends one token by its text. One that has expired is ended already. */
export async function revokeToken(wiring: Wiring, token: string): Promise<void> {
  const live = liveOf(wiring, 'revokeToken');
  const verified = wiring.verifier.verify(token, wiring.clock() / 1000);
  if (!verified.ok && verified.code === 'token_expired') return;
  if (!verified.ok)
    throw new TypeError(
      `revokeToken received no token that this security accepts, so there is nothing to revoke: ${verified.reason}`,
    );
  const { jti, exp } = verified.claims;
  if (typeof jti !== 'string')
    throw new TypeError('The token has no jti, so it cannot be revoked alone: revoke its user.');
  const user = userEntry(verified.claims[wiring.userIdClaim] as UserId, null);
  const until = exp === undefined ? null : exp * 1000;
  await live.append([{ kind: 'token', id: entryId(null, jti), user, until }]);
}

/** Ends a session by its id, on every device that has a copy of its cookie. */
export async function revokeSession(
  wiring: Wiring,
  sid: string,
  { issuer }: OfIssuer,
): Promise<void> {
  const live = liveOf(wiring, 'revokeSession');
  if (typeof sid !== 'string' || sid === '')
    throw new TypeError('The id of a session is a string: that of sessions(), or auth.session.id.');
  const id = entryId(issuer ?? null, sid);
  const found = await live.write((store) => store.session(id));
  const until = found === null ? await live.horizon() : found.until;
  await live.append([{ kind: 'session', id, user: found?.user ?? null, until }]);
}

/** Ends all sessions and tokens of a user that began before now. */
export async function revokeUser(
  wiring: Wiring,
  userId: UserId,
  { issuer }: OfIssuer,
): Promise<void> {
  const live = liveOf(wiring, 'revokeUser');
  const id = userEntry(userId, issuer ?? null);
  await live.append([{ kind: 'user', id, user: id, until: await live.horizon() }]);
}

/**
 * Says that the principals of a user have changed. Without a revocation only this process knows.
 */
export async function changed(wiring: Wiring, userId: UserId, { issuer }: OfIssuer): Promise<void> {
  const { live, known, clock } = wiring;
  const id = userEntry(userId, issuer ?? null);
  if (live === null) return known?.drop(id);
  const until = clock() + HEARD_WITHIN;
  try {
    await live.append([{ kind: 'changed', id, user: id, until }]);
  } catch (error) {
    // It may have been stored, and here it certainly counts.
    known?.drop(id);
    throw error;
  }
}

/** Returns the sessions of a user that have not ended, the latest login first. */
export async function sessionsOf(
  wiring: Wiring,
  userId: UserId,
  { issuer }: OfIssuer,
): Promise<readonly SessionInfo[]> {
  const live = liveOf(wiring, 'sessions');
  const user = userEntry(userId, issuer ?? null);
  const now = wiring.clock();
  const found = await live.write((store) => store.sessionsOf(user));
  return found.filter(({ endsAt }) => endsAt === null || endsAt > now).map(infoOf);
}

function infoOf({ id, startedAt, seenAt, endsAt, label }: StoredSession): SessionInfo {
  return {
    id: ownIdOf(id),
    startedAt: new Date(startedAt),
    seenAt: new Date(seenAt),
    endsAt: endsAt === null ? null : new Date(endsAt),
    label,
  };
}

function userEntry(userId: UserId, issuer: string | null): string {
  if (!isUserId(userId))
    throw new TypeError('A user id is a safe integer or a string: pass the id of the user.');
  return entryId(issuer, userId);
}
