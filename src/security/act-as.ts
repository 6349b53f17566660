import { ownMember } from '../base/own-members.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import type { ActorClaim } from '../token/actor.ts';
import type { UserId } from '../token/claims.ts';
import type { TokenOptions } from '../token/issuer.ts';
import type { Attempt } from './attempt.ts';
import type { ParentToken } from './derived-token.ts';
import { parentOf } from './derived-token.ts';
import { loginOf } from './freshness.ts';
import { assertAccepted, issueNamed } from './issue-token.ts';
import type { NewClaims } from './new-claims.ts';
import type { AnyClaims } from './register.ts';

/**
 * What `auth.actAs` takes.
 *
 * @typeParam I - the claims that the schema takes
 */
export interface ActAsOptions<I = AnyClaims> {
  /** Claims for the token of the user, such as a schema requires. Default: none. */
  readonly claims?: NewClaims<I> | undefined;
  /**
   * How long the token lasts. It never outlasts the token of the actor or its session. Default: as
   * other tokens.
   */
  readonly expiration?: TokenOptions['expiration'];
}

const OPTIONS = Object.keys({
  claims: true,
  expiration: true,
} satisfies Record<keyof ActAsOptions, true>);

/** @throws TypeError unless the permission is a name */
export function assertNamesPermission(permission: unknown): void {
  if (typeof permission === 'string' && permission !== '') return;
  throw new TypeError(
    'auth.actAs lacks the permission that allows it: write auth.actAs(userId, "support").',
  );
}

/** What of the actor's own token says when the acting has to end. */
const OF_ACTOR = ['sid', 'jti', 'iat', 'auth_time', 'provider_session'];

/**
 * Makes the token with which the user of a request acts as another one. Whether that is permitted
 * is asked before.
 *
 * @throws TypeError for the user who asks; TypeError, RangeError as `createToken` does, and as
 *   `parentOf` does
 * @throws AuthError `store_unavailable`
 */
export async function actAs(
  attempt: Attempt,
  userId: UserId,
  given: ActAsOptions,
): Promise<string> {
  const [unknown] = unknownOptions(given, OPTIONS, 'auth.actAs');
  if (unknown !== undefined) throw new TypeError(unknown);
  const { wiring } = attempt;
  const parent = parentOf(attempt, 'auth.actAs');
  if (userId === parent.userId)
    throw new TypeError(
      `auth.actAs(${JSON.stringify(userId)}) names the user who asks: pass the id of another one.`,
    );
  const { issuer, now, end } = parent;
  const claims = ownMember(given, 'claims') as AnyClaims | undefined;
  issuer.checkGiven(userId, claims);
  const expiration = ownMember(given, 'expiration');
  const composed = issuer.compose(userId, claims, { expiration }, now, end);
  const written = composed as Record<string, unknown>;
  written['auth_time'] = loginOf(attempt) ?? undefined;
  written['lim'] = {};
  written['act'] = actorClaim(parent);
  const token = { claims: composed, kind: 'limited', hasOwnId: false } as const;
  const checked = assertAccepted(wiring, composed);
  const signed = await issueNamed(token, null, { ...wiring, issuer }, checked);
  const actor = parent.userId;
  const reason = `The user ${JSON.stringify(actor)} begins to act as ${JSON.stringify(userId)}.`;
  wiring.emit({ event: 'acting_begun', code: null, reason, actor, actorIssuer: null, userId });
  return signed;
}

function actorClaim({ token: { claims }, userId }: ParentToken): ActorClaim {
  const kept = OF_ACTOR.filter((name) => claims[name] !== undefined);
  return { sub: userId, ...Object.fromEntries(kept.map((name) => [name, claims[name]])) };
}
