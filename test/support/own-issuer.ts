import type { KeySet } from '../../src/keys/key-set.ts';
import { fixedKeys } from '../../src/keys/key-source.ts';
import type { TrustedIssuer } from '../../src/token/trusted-issuer.ts';
import { trustedIssuer } from '../../src/token/trusted-issuer.ts';

/** The application itself as an issuer, with these keys and without rules. */
export function ownIssuer(
  keys: KeySet | TrustedIssuer['keys'],
  more: Partial<TrustedIssuer> = {},
): TrustedIssuer {
  return trustedIssuer({
    name: null,
    keys: 'current' in keys ? keys : fixedKeys(keys),
    fetched: null,
    rules: { leeway: 0, issuer: null, audience: [], maxAge: null, required: [] },
    accessTypes: [],
    algorithms: null,
    limits: true,
    userIdClaim: 'sub',
    logoutAudience: [],
    mapUser: null,
    ...more,
  });
}
