import type { Attempt } from './attempt.ts';

/** What a page needs to say how long a session lasts. */
export interface AuthSession {
  /** The `sid` that every token of the session carries. */
  readonly id: string;
  readonly startedAt: Date;
  /** When the cookie is renewed by the next request; null if nothing renews it. */
  readonly renewsAt: Date | null;
  /** When the token of the request expires; null for never. */
  readonly expiresAt: Date | null;
  /** When the session ends however often it is renewed; null for never. */
  readonly endsAt: Date | null;
}

/**
 * Returns the session of the token of a request, or null if it has none. That of another issuer is
 * not ours: its start and its end are known there.
 */
export function sessionOf({ verified, failure, policy }: Attempt): AuthSession | null {
  if (verified === null || failure !== null) return null;
  const { claims, kind, issuer } = verified;
  if (issuer.name !== null) return null;
  const { sid, iat, exp, auth_time: login = iat } = claims;
  if (typeof sid !== 'string' || login === undefined) return null;
  const session = policy?.session ?? null;
  const renews = session !== null && session.renews.includes(kind);
  return {
    id: sid,
    startedAt: dateOf(login) as Date,
    renewsAt: renews ? dateOf(session.rules.dueAt(claims)) : null,
    expiresAt: dateOf(exp ?? null),
    endsAt: session === null ? null : dateOf(session.rules.endOf(claims)),
  };
}

function dateOf(seconds: number | null): Date | null {
  return seconds === null ? null : new Date(seconds * 1000);
}
