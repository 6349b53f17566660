import { isIdentifier, isUserId } from './identifier.ts';

/**
 * The session at an identity provider with which a session of ours begins: what its ID token says.
 * At least one of `sid` and `sub` is there.
 *
 * @example
 * await auth.remember(userId, {}, {
 *   providerSession: { issuer: 'keycloak', sid: idToken.sid, sub: idToken.sub },
 * });
 */
export interface ProviderSession {
  /** The name of one of `issuers`. */
  readonly issuer: string;
  /** The id of the session at the provider. Without it only a logout of the user ends ours. */
  readonly sid?: string | undefined;
  /** The user at the provider. Without it a logout that names no session does not end ours. */
  readonly sub?: string | number | undefined;
  /**
   * When the ID token was issued, in seconds since 1970. With it a logout of the user counts that
   * arrives before `remember`.
   */
  readonly iat?: number | undefined;
}

/** Whether a value, such as the claim `provider_session`, names a session at a provider. */
export function isProviderSession(value: unknown): value is ProviderSession {
  if (typeof value !== 'object' || value === null) return false;
  const { issuer, sid, sub, iat } = value as Readonly<Record<keyof ProviderSession, unknown>>;
  return (
    typeof issuer === 'string' &&
    /^[a-z0-9-]{1,64}$/.test(issuer) &&
    (sid !== undefined || sub !== undefined) &&
    (sid === undefined || isIdentifier(sid)) &&
    (sub === undefined || isUserId(sub)) &&
    (iat === undefined || Number.isFinite(iat))
  );
}
