import type { FetchedKeys, KeySource } from '../keys/key-source.ts';
import type { ClaimRules } from './claim-checks.ts';
import type { Claims } from './claims.ts';

/** Whose tokens a verifier accepts, and on what conditions. */
export interface TrustedIssuer {
  /** Its name in principals, entries of a store and events; null for the application itself. */
  readonly name: string | null;
  readonly keys: KeySource;
  /** The source of keys that a token may have to wait for; null if all are there. */
  readonly fetched: FetchedKeys | null;
  readonly rules: ClaimRules;
  /** The only types of access tokens; empty for `JWT` and no type. */
  readonly accessTypes: readonly string[];
  /** The only algorithms of tokens; null for those of the keys. */
  readonly algorithms: readonly string[] | null;
  /** Whether another issuer is trusted to make limited tokens too. */
  readonly limits: boolean;
  /** The claim that names the user. */
  readonly userIdClaim: string;
  /** What its logout tokens and security events name as their audience; empty if none are taken. */
  readonly logoutAudience: readonly string[];
  /** Returns the application's own id of a user, or null; null without such a function. */
  readonly mapUser: ((claims: Claims) => unknown) | null;
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** Freezes an issuer and hides what it holds from printers: every token has a reference to it. */
export function trustedIssuer<T extends TrustedIssuer>(issuer: T): T {
  const shown = { value: (): string => `issuer ${issuer.name ?? 'of the application'}` };
  Object.defineProperties(issuer, { [INSPECT]: shown, toJSON: shown });
  return Object.freeze(issuer);
}
