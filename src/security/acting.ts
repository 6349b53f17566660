import { Acting } from '../authz/acl-types.ts';
import { pathOf } from '../http/request-view.ts';
import type { UserId } from '../token/claims.ts';
import { actorOf } from '../token/actor.ts';
import type { Attempt } from './attempt.ts';

/** Who acts for the user of a request. */
export interface Actor {
  readonly userId: UserId;
}

/** Returns who acts for the user of a request; null for the user alone. */
export function actorIn({ verified, userId }: Attempt): Actor | null {
  const actor = verified === null || userId === null ? null : actorOf(verified);
  return actor === null ? null : { userId: actor.sub };
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
  wiring.emit({
    event: 'acting_used',
    code: null,
    reason: `The user ${JSON.stringify(actor.userId)} acts as ${JSON.stringify(userId)}.`,
    actor: actor.userId,
    userId,
    method: view.method,
    path: pathOf(view),
  });
}
