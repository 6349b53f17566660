import { ownMember } from '../base/own-members.ts';
import { unknownOptions } from '../options/did-you-mean.ts';
import type { Duration } from '../options/duration.ts';
import { NO_DURATION, parseDuration } from '../options/duration.ts';
import type { Claims } from '../token/claims.ts';
import { applicationClaims } from './application-claims.ts';
import type { Attempt } from './attempt.ts';
import { parentOf } from './derived-token.ts';
import { loginOf } from './freshness.ts';
import type { LimitsClaim } from './given-limits.ts';

/** What `auth.forward` takes. */
export interface ForwardOptions {
  /** The service that the token is for: what that has as its `audience`. */
  readonly audience: string | readonly string[];
  /**
   * The only permissions that the token is good for: names of that service. Those of a limited
   * token that are not among them are left out, and none is added. Default: as the token of the
   * request.
   */
  readonly only?: readonly string[];
  /**
   * How long the token lasts: `'30s'`. It never outlasts the token of the request or its session.
   * Default: 5 minutes.
   */
  readonly expiration?: Duration | undefined;
}

const OPTIONS = Object.keys({
  audience: true,
  only: true,
  expiration: true,
} satisfies Record<keyof ForwardOptions, true>);
const DEFAULT_EXPIRATION = 300;
/** What ends the token of the request ends what is made of it, and the limits are the same. */
const KEPT = ['sid', 'jti', 'act', 'lim', 'provider_session'];

/**
 * Makes a token of the user of a request for another service. It has the claims of the application,
 * and the ids of the token of the request: what revokes that revokes both.
 *
 * @throws TypeError, RangeError for options that are not usable, and as `parentOf` does
 */
export function forward(attempt: Attempt, given: ForwardOptions): string {
  const [unknown] = unknownOptions(given, OPTIONS, 'auth.forward');
  if (unknown !== undefined) throw new TypeError(unknown);
  const { token, userId, issuer, now, end } = parentOf(attempt, 'auth.forward');
  const options = { expiration: expirationOf(given), audience: audienceOf(given) };
  const only = onlyOf(given);
  const kept = Object.fromEntries(
    KEPT.filter((name) => token.claims[name] !== undefined).map((name) => [
      name,
      token.claims[name],
    ]),
  );
  const login = loginOf(attempt);
  const claims: Record<string, unknown> = {
    ...applicationClaims(token.claims, attempt.wiring),
    ...kept,
    ...(login !== null && { auth_time: login }),
  };
  const limits = narrowed(token.claims, only);
  // An access token without auth_time would say by its iat that the user has just logged in.
  const isLimited = limits !== null || login === null;
  if (isLimited) claims['lim'] = limits ?? {};
  return issuer.sign(
    issuer.compose(userId, claims, options, now, end),
    isLimited ? 'limited' : 'access',
  );
}

/** The limits of the token of a request, with those permissions alone that `only` has too. */
function narrowed({ lim }: Claims, only: readonly string[] | null): LimitsClaim | null {
  const limits = lim as LimitsClaim | undefined;
  if (only === null) return limits ?? null;
  const within = limits?.permissions;
  const permissions = within === undefined ? only : within.filter((name) => only.includes(name));
  return { ...limits, permissions };
}

function onlyOf(given: ForwardOptions): readonly string[] | null {
  if (!Object.hasOwn(given, 'only')) return null;
  const only: unknown = ownMember(given, 'only');
  const isList = Array.isArray(only) && only.length > 0;
  if (isList && only.every((name) => typeof name === 'string' && name !== ''))
    return [...new Set(only as readonly string[])];
  throw new TypeError(
    'only of auth.forward is not a list of permissions: write ["invoice:read"], or leave it out.',
  );
}

function audienceOf(given: ForwardOptions): string | readonly string[] {
  const audience = ownMember(given, 'audience') ?? null;
  if (audience !== null) return audience;
  throw new TypeError(
    'auth.forward needs an audience, so that no other service takes the token: auth.forward({ audience: "billing" }).',
  );
}

function expirationOf(given: ForwardOptions): Duration {
  const expiration: unknown = ownMember(given, 'expiration');
  if (expiration === undefined) return DEFAULT_EXPIRATION;
  if (parseDuration(expiration) !== null) return expiration as Duration;
  throw new TypeError(`expiration of auth.forward ${NO_DURATION}, or leave it out for 5 minutes.`);
}
