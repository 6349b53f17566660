/**
 * The JSON object in a token. The registered names of RFC 7519 §4.1, and `auth_time` of OpenID
 * Connect Core §2, are typed. The claims of a verified token are frozen at every depth.
 */
export interface Claims {
  /** Subject: the user id. */
  readonly sub?: string | number;
  /** Issuer. */
  readonly iss?: string;
  readonly aud?: string | readonly string[];
  /** When the token expires, in seconds since 1970. */
  readonly exp?: number;
  /** When the token becomes valid, in seconds since 1970. */
  readonly nbf?: number;
  /** When the token was issued, in seconds since 1970. */
  readonly iat?: number;
  /** The token's own identifier. */
  readonly jti?: string;
  /**
   * When the user last authenticated, in seconds since 1970: set at login and kept by every
   * reissue.
   */
  readonly auth_time?: number;
  readonly [name: string]: unknown;
}

/** A user id, as `sub` carries it: a safe integer or a string. 4 and "4" are two different ids. */
export type UserId = string | number;

/** The protected header of a verified token. */
export interface JoseHeader {
  readonly alg: string;
  readonly kid?: string;
  readonly typ?: string;
  readonly [name: string]: unknown;
}
