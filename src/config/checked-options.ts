import type { RefreshCookie } from '../authn/refresh-cookie.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Key } from '../keys/key-set.ts';
import type { FetchedKeys } from '../keys/key-source.ts';
import type { CheckedAudit } from './audit-options.ts';
import type { PublishSettings } from '../security/published.ts';
import type { RefreshSettings } from '../sessions/refresh.ts';
import type { CheckedCallback } from './callback-option.ts';
import type { KeyFile } from './key-file.ts';
import type { FindIssuerOptions } from './issuers/issuer-options.ts';
import type { CheckedIssuer } from './issuers/read-issuer.ts';

/** The checked options, with defaults for those that were left out. Durations are seconds. */
export interface CheckedOptions {
  /** Empty if they are fetched. */
  readonly keys: readonly Key[];
  /** The keys of a provider; null if `keys` has all. */
  readonly fetched: FetchedKeys | null;
  /** Whether the application has keys of its own. */
  readonly hasOwnKeys: boolean;
  /** The others whose tokens are accepted. */
  readonly otherIssuers: readonly CheckedIssuer[];
  /** The file that has the keys; null if none has. */
  readonly keyFile: KeyFile | null;
  /** Finds more of them by the `iss` of a token; null for none. */
  readonly findIssuer: FindIssuerOptions | null;
  /** Null for tokens without an end. */
  readonly expiration: number | null;
  /** Empty if tokens name no audience. */
  readonly audience: readonly string[];
  /** What tokens name and must name; the first is written. Empty if it is not checked. */
  readonly issuers: readonly string[];
  readonly leeway: number;
  readonly typ: readonly string[];
  readonly requiredClaims: readonly string[];
  /** The longest time since `iat`; null if it is not checked. */
  readonly maxTokenAge: number | null;
  /** The claim that names the user. */
  readonly userIdClaim: string;
  readonly maxTokenLength: number;
  /** A power of two, or 0. */
  readonly tokenCacheSize: number;
  readonly policies: readonly AuthenticationPolicy[];
  /** The closed list of permission names; null if any name is allowed. */
  readonly permissions: readonly string[] | null;
  readonly callback: CheckedCallback;
  readonly audit: CheckedAudit;
  readonly refresh: RefreshSettings | null;
  readonly refreshCookie: RefreshCookie | null;
  /** Empty if the application names none. */
  readonly scopes: readonly string[];
  readonly publish: PublishSettings | null;
}
