import type { JwsVerifier } from './jws.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

/** An issuer with the verifier of its signatures. */
export interface IssuerVerifier {
  readonly ok: true;
  readonly issuer: TrustedIssuer;
  readonly jws: JwsVerifier;
}
