import { Acting } from '../authz/acl-types.ts';
import { pathOf } from '../http/request-view.ts';
import type { UserId } from '../token/claims.ts';
import { actorOf } from '../token/actor.ts';
import type { Attempt } from './attempt.ts';

/** Who acts for the user of a request. */
export interface Actor {
  readonly userId: UserId;
  /** The name of the issuer whose user that is; null for the application's own. */
  readonly issuer: string | null;
}

/** Returns who acts for the user of a request; null for the user alone. */
export function actorIn({ verified, userId }: Attempt): Actor | null {
  const actor = verified === null || userId === null ? null : actorOf(verified);
  // A user is known by the id and its issuer together: only the issuer of the token says `act`.
  return actor === null ? null : { userId: actor.sub, issuer: verified?.issuer.name ?? null };
}

/** Whether the same user acts in both cases, or in neither of them any. */
export function isSameActor(actor: Actor | null, other: Actor | null): boolean {
  return actor?.userId === other?.userId && actor?.issuer === other?.issuer;
}

/**
 * Adds the principal of a request in which another user acts for its own, and reports that. Called
 * for requests with limits alone.
 */
export function noteActor(attempt: Attempt): void {
  const actor = actorIn(attempt);
  const { principals, grants, wiring, view, userId } = attempt;
  if (actor === null || userId === null) return;
  attempt.principals = [...principals, Acting];
  if (grants !== null) attempt.grants = { ...grants, all: [...grants.all, Acting] };
  const of = actor.issuer === null ? '' : ` of the issuer ${actor.issuer}`;
  wiring.emit({
    event: 'acting_used',
    code: null,
    reason: `The user ${JSON.stringify(actor.userId)}${of} acts as ${JSON.stringify(userId)}.`,
    actor: actor.userId,
    actorIssuer: actor.issuer,
    userId,
    method: view.method,
    path: pathOf(view),
  });
}
