import type { KeySource } from '../keys/key-source.ts';
import type { ClaimRules } from './claim-checks.ts';

/** Whose tokens a verifier accepts, and on what conditions. */
export interface TrustedIssuer {
  readonly keys: KeySource;
  readonly rules: ClaimRules;
  /** The only types of access tokens; empty for `JWT` and no type. */
  readonly accessTypes: readonly string[];
}
