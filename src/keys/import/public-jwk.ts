import type { Jwk } from './key-input.ts';

/**
 * The public key that a private JWK describes by its public members. They need not belong to the
 * private ones.
 */
export function publicJwk(jwk: Jwk): Jwk {
  const { kty, crv, x, y, n, e } = jwk;
  return { kty, crv, x, y, n, e };
}
