/**
 * The JSON object inside a token, with the registered names of RFC 7519 §4.1 and `auth_time` of OpenID Connect Core §2 typed.
 * What a verified token gives out is frozen, all the way down.
 */
export interface Claims {
  /** Who the token is about: the user id. */
  readonly sub?: string | number;
  readonly iss?: string;
  readonly aud?: string | readonly string[];
  /** Seconds since 1970 at which it ends, begins to count, was made. */
  readonly exp?: number;
  readonly nbf?: number;
  readonly iat?: number;
  readonly jti?: string;
  /** When the user last proved who they are: at the login, kept by every reissue. */
  readonly auth_time?: number;
  readonly [name: string]: unknown;
}

/** A user id: what `sub` carries. */
export type UserId = string | number;

/** The protected header of a token that was verified. */
export interface JoseHeader {
  readonly alg: string;
  readonly kid?: string;
  readonly typ?: string;
  readonly [name: string]: unknown;
}

/** A token whose signature and claims were found good. */
export interface VerifiedToken {
  readonly ok: true;
  readonly claims: Claims;
  readonly header: JoseHeader;
}
