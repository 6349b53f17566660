import type { KeySource } from '../keys/key-source.ts';
import type { ClaimRules } from './claim-checks.ts';

/** Whose tokens a verifier accepts, and on what conditions. */
export interface TrustedIssuer {
  /** The name of the issuer in this application; null for the application itself. */
  readonly name: string | null;
  readonly keys: KeySource;
  readonly rules: ClaimRules;
  /** The only `typ` allowed; null allows `JWT` and no typ. */
  readonly typ: string | null;
}
