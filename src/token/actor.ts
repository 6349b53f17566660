import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { ownMember } from '../base/own-members.ts';
import type { UserId } from './claims.ts';
import { isIdentifier, isUserId } from './identifier.ts';
import type { ProviderSession } from './provider-session.ts';
import { isProviderSession } from './provider-session.ts';
import { hasLimits } from './token-kind.ts';
import type { VerifiedToken } from './verified-token.ts';

/**
 * The claim `act`: who acts for the user of a token (RFC 8693 §4.1), with what identifies the
 * actor's own login, since the token ends with that.
 */
export interface ActorClaim {
  readonly sub: UserId;
  readonly sid?: string;
  readonly jti?: string;
  readonly iat?: number;
  readonly auth_time?: number;
  readonly provider_session?: ProviderSession;
}

/** Whether a value can be a member of `act`, for each one that is known. */
const MEMBERS: Readonly<Record<keyof ActorClaim, (value: unknown) => boolean>> = {
  sub: isUserId,
  sid: isIdentifier,
  jti: isIdentifier,
  iat: Number.isFinite,
  auth_time: Number.isFinite,
  provider_session: isProviderSession,
};

const BAD_ACTOR = failure(
  'token_claims_invalid',
  'The claim act of the token must be an object with the sub of the actor, and without an act of its own: an actor for an actor is not supported.',
);

/**
 * Checks the claim `act` of a token with limits. Others may have a claim of that name, which means
 * nothing here.
 */
export function checkActor({
  kind,
  claims,
}: Pick<VerifiedToken, 'kind' | 'claims'>): Failure | null {
  if (!hasLimits(kind)) return null;
  const actor = ownMember(claims, 'act');
  if (actor === undefined) return null;
  if (typeof actor !== 'object' || actor === null || !Object.hasOwn(actor, 'sub')) return BAD_ACTOR;
  const isKnown = ([name, value]: [string, unknown]): boolean =>
    Object.hasOwn(MEMBERS, name) && MEMBERS[name as keyof ActorClaim](value);
  return Object.entries(actor).every(isKnown) ? null : BAD_ACTOR;
}

/** Returns who acts for the user of a verified token; null for the user alone. */
export function actorOf({
  kind,
  claims,
}: Pick<VerifiedToken, 'kind' | 'claims'>): ActorClaim | null {
  return hasLimits(kind) ? ((ownMember(claims, 'act') as ActorClaim | undefined) ?? null) : null;
}
