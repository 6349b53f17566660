import { failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import type { UserId } from '../token/claims.ts';
import type { Attempt } from './attempt.ts';
import type { Grants, PrincipalEnd } from './grants.ts';
import { inForce } from './grants.ts';
import type { KnownUsers } from './known-users.ts';
import type { GrantsTarget } from './principals.ts';
import { BASE_PRINCIPALS, principalsOf } from './principals.ts';
import type { KnownUser } from './user-table.ts';

const USER_UNKNOWN = failure('user_unknown');

/**
 * Takes the principals of a user from what is known, and asks `add` for those of the request. It
 * makes no promise for a user who is known.
 *
 * @throws what `load` and `add` throw; so does its promise
 */
export function resolveKnown(
  attempt: Attempt,
  userId: UserId,
  users: KnownUsers,
): void | Promise<void> {
  const found = users.get(userId, attempt.userIssuer, attempt.now * 1000);
  if (isPromise(found)) return found.then((user) => accept(attempt, userId, users, user));
  return accept(attempt, userId, users, found);
}

function accept(
  attempt: Attempt,
  userId: UserId,
  { add }: KnownUsers,
  user: KnownUser,
): void | Promise<void> {
  const { principals, grants } = user;
  if (principals === null) {
    attempt.failure = USER_UNKNOWN;
    return;
  }
  if (add === null) return acceptAs(attempt, userId, principals, grants);
  const { claims, view, issuer } = attempt;
  const shown = Object.freeze([...principals]);
  const answer = add(userId, { claims, view, issuer, principals: shown });
  if (!isPromise(answer)) return acceptMore(attempt, userId, user, answer);
  return Promise.resolve(answer).then((more) => acceptMore(attempt, userId, user, more));
}

function acceptAs(
  attempt: Attempt,
  userId: UserId,
  principals: readonly string[],
  grants: Grants | null,
): void {
  attempt.principals = principals;
  attempt.grants = grants;
  attempt.userId = userId;
}

/** Joins what was loaded and what `add` returned. */
function acceptMore(attempt: Attempt, userId: UserId, user: KnownUser, answer: unknown): void {
  if (answer === null) {
    attempt.failure = USER_UNKNOWN;
    return;
  }
  const { userPrefix, emit } = attempt.wiring;
  const target: GrantsTarget = { grants: null };
  const more = principalsOf(user.own, answer, emit, userPrefix, target);
  const known = user.principals as readonly string[];
  if (more.length === BASE_PRINCIPALS) return acceptAs(attempt, userId, known, user.grants);
  const before = user.grants?.all ?? known;
  const all = [...before, ...more.slice(BASE_PRINCIPALS)];
  const shift = before.length - BASE_PRINCIPALS;
  const ends: readonly PrincipalEnd[] = [
    ...(user.grants?.ends ?? []),
    ...(target.grants?.ends ?? []).map(({ at, until }) => ({ at: at + shift, until })),
  ];
  if (ends.length === 0) return acceptAs(attempt, userId, all, null);
  const grants = { all, ends };
  acceptAs(attempt, userId, inForce(grants, attempt.wiring.clock()), grants);
}
