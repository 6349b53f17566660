import { ownMembers } from '../base/own-members.ts';
import { entryId, ownIdOf } from '../sessions/entry-id.ts';
import { HEARD_WITHIN } from '../sessions/changed-users.ts';
import type { StoredSession } from '../stores/model/stored-session.ts';
import type { UserId } from '../token/claims.ts';
import { isUserId } from '../token/identifier.ts';
import type { Limits } from '../token/limits.ts';
import { EVERY_KIND } from '../token/token-kind.ts';
import { Attempt, NO_REQUEST } from './attempt.ts';
import { verifyCredential } from './verify-credential.ts';
import { liveOf } from './live-of.ts';
import { readNote } from './session-note.ts';
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
  /** What `remember`, `issueTokens` or `createToken` was given. */
  readonly label: string | null;
  /** What it is limited to, if it is a token of `createToken` with limits; else null. */
  readonly limits: Limits | null;
}

/** Whose sessions are meant. */
export interface OfIssuer {
  /** The name of one of `issuers`, for a user of another issuer. Default: the application's own. */
  readonly issuer?: string | undefined;
}

/** Ends one token by its text. One that has expired is ended already. */
export async function revokeToken(wiring: Wiring, token: string): Promise<void> {
  const live = liveOf(wiring, 'revokeToken');
  const attempt = new Attempt(wiring, NO_REQUEST, token);
  attempt.kinds = EVERY_KIND;
  await verifyCredential(attempt);
  const { verified, failure } = attempt;
  if (failure?.code === 'token_expired') return;
  if (failure?.code === 'keys_unavailable') throw wiring.refusals.error(failure);
  if (verified === null)
    throw new TypeError(
      `revokeToken received no token that this security accepts, so there is nothing to revoke: ${failure?.reason}`,
    );
  const { claims, issuer } = verified;
  const { jti, exp } = claims;
  if (typeof jti !== 'string')
    throw new TypeError('The token has no jti, so it cannot be revoked alone: revoke its user.');
  const user = claims[issuer.userIdClaim];
  const until = exp === undefined ? null : exp * 1000;
  const id = entryId(issuer.name, jti);
  const owner = isUserId(user) ? entryId(issuer.name, user) : null;
  await live.append([{ kind: 'token', id, user: owner, until }]);
}

/** Ends a session by its id, on every device that has a copy of its cookie. */
export async function revokeSession(wiring: Wiring, sid: string, options: OfIssuer): Promise<void> {
  const live = liveOf(wiring, 'revokeSession');
  const issuer = issuerNamed(wiring, options);
  if (typeof sid !== 'string' || sid === '')
    throw new TypeError('The id of a session is a string: that of sessions(), or auth.session.id.');
  const id = entryId(issuer, sid);
  const found = await live.write((store) => store.session(id));
  const until = found === null ? await live.horizon(issuer) : found.until;
  await live.append([{ kind: 'session', id, user: found?.user ?? null, until }]);
}

/** Ends all sessions and tokens of a user that began before now. */
export async function revokeUser(wiring: Wiring, userId: UserId, options: OfIssuer): Promise<void> {
  const live = liveOf(wiring, 'revokeUser');
  const issuer = issuerNamed(wiring, options);
  const id = userEntry(userId, issuer);
  await live.append([{ kind: 'user', id, user: id, until: await live.horizon(issuer) }]);
}

/**
 * Says that the principals of a user have changed. Without a revocation only this process knows.
 */
export async function changed(wiring: Wiring, userId: UserId, options: OfIssuer): Promise<void> {
  const { live, known, clock, ends } = wiring;
  const id = userEntry(userId, issuerNamed(wiring, options));
  if (live === null) {
    known?.drop(id);
    return ends.changed(id);
  }
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
  options: OfIssuer,
): Promise<readonly SessionInfo[]> {
  const live = liveOf(wiring, 'sessions');
  const user = userEntry(userId, issuerNamed(wiring, options));
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
    ...readNote(label),
  };
}

/** @throws TypeError for a name that no issuer has: nothing would be revoked */
function issuerNamed(wiring: Wiring, options: OfIssuer): string | null {
  const issuer: unknown = ownMembers(options).issuer;
  if (issuer === undefined) return null;
  const fault =
    typeof issuer === 'string'
      ? wiring.issuerFault(issuer)
      : 'issuer is not the name of an issuer.';
  if (fault !== null) throw new TypeError(fault);
  return issuer as string;
}

function userEntry(userId: UserId, issuer: string | null): string {
  if (!isUserId(userId))
    throw new TypeError('A user id is a safe integer or a string: pass the id of the user.');
  return entryId(issuer, userId);
}
