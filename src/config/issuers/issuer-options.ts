import type { Algorithm } from '../../keys/algorithm.ts';
import type { KeyRing } from '../../keys/keyring.ts';
import type { RemoteKeys } from '../../keys/remote/fetched-keys.ts';
import type { Duration } from '../../options/duration.ts';
import type { Claims, UserId } from '../../token/claims.ts';

/** A value that a claim may have to have, or several of which it must be one. */
export type ExpectedValue = string | number | boolean | readonly (string | number | boolean)[];

/** Another issuer whose access tokens are accepted. */
export interface IssuerOptions {
  /**
   * The name of the issuer in principals (`user@auth0:…`), in `auth.issuer` and in the log: lower
   * case letters, digits and `-`. It is also in what a store holds: do not change it.
   */
  readonly name: string;
  /**
   * The exact `iss` of its tokens. Default: the `issuer` of `remoteKeys`.
   */
  readonly issuer?: string | undefined;
  /** Its keys: those of `remoteKeys({ issuer })`, or a ring of public keys. */
  readonly keys: RemoteKeys | KeyRing;
  /** The only algorithms that are accepted. Default: those of the keys. */
  readonly algorithms?: readonly Algorithm[] | undefined;
  /** What tokens for this application name as their audience; one of these is required. */
  readonly audience: string | readonly string[];
  /**
   * The claim that names the audience. Default: `aud`. Access tokens of Cognito have `client_id` in
   * its place. A token with an `aud` is then refused.
   */
  readonly audienceClaim?: string | undefined;
  /**
   * What its logout tokens and security events name as their audience: your client id there, or
   * several. Without it the issuer ends no sessions: see `endByProvider`.
   */
  readonly logoutAudience?: string | readonly string[] | undefined;
  /** Claims that must have one of these values: `{ azp: 'web', token_use: 'access' }`. */
  readonly expect?: Readonly<Record<string, ExpectedValue>> | undefined;
  /** The `typ` of its access tokens, or several. Default: `JWT` or none. */
  readonly typ?: string | readonly string[] | undefined;
  /**
   * `'at+jwt'` for access tokens of RFC 9068: it requires that `typ` and the claims `iss`, `exp`,
   * `aud`, `sub`, `client_id`, `iat` and `jti`. Default: none.
   */
  readonly profile?: 'at+jwt' | undefined;
  /** Names of claims that each token must have, beside `exp`. */
  readonly requiredClaims?: readonly string[] | undefined;
  /** The longest time since a token was issued (`iat`). Default: not checked. */
  readonly maxTokenAge?: Duration | undefined;
  /** How far the clock of the issuer may differ, at most 5 minutes. Default: `'60s'`. */
  readonly leeway?: Duration | undefined;
  /**
   * Whether its tokens may be limited ones of this library (`limited+jwt`), whose claim `lim` is
   * obeyed. Default: false, such a token is refused.
   */
  readonly limits?: boolean | undefined;
  /** The claim that names the user. Default: `'sub'`. */
  readonly userIdClaim?: string | undefined;
  /**
   * Returns which of the application's own users the token is for, or null if it has none: the
   * token is then refused with `user_unknown`. The user is then `user:<id>` as after an own login.
   * It is called once a request, after the token was verified.
   */
  readonly userId?: ((claims: Claims) => UserId | null | Promise<UserId | null>) | undefined;
}

/**
 * Finds the issuer of a token by its `iss`, for tenants that are too many for a list. The claim is
 * not verified yet, and any client can write it: compare it exactly, or match the whole of it, and
 * return null for what is not yours. The `issuer` of what it returns must be that `iss`, and each
 * issuer needs a `name` of its own.
 *
 * What it returns counts for 5 minutes, and null for 10 seconds.
 */
export type FindIssuerOptions = (
  iss: string,
) => IssuerOptions | null | undefined | Promise<IssuerOptions | null | undefined>;

/** The names of all members. */
export const issuerOptionNames: readonly string[] = /* @__PURE__ */ Object.keys({
  name: true,
  issuer: true,
  keys: true,
  algorithms: true,
  audience: true,
  audienceClaim: true,
  logoutAudience: true,
  expect: true,
  typ: true,
  profile: true,
  requiredClaims: true,
  maxTokenAge: true,
  leeway: true,
  limits: true,
  userIdClaim: true,
  userId: true,
} satisfies Record<keyof IssuerOptions, true>);
