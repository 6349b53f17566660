import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Resource } from '../authz/acl-types.ts';
import type { Clock } from '../base/clock.ts';
import type { Duration } from '../options/duration.ts';
import type { RequestView } from '../http/request-view.ts';
import type { Algorithm } from '../keys/algorithm.ts';
import type { KeyInput } from '../keys/import/key-input.ts';
import type { KeyRing } from '../keys/keyring.ts';
import type { Logger } from '../base/logger.ts';
import type { PrincipalsCallback } from '../security/principals.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { JsonReplacer } from '../token/json-claims.ts';

/** What `createSecurity` takes. A key and an expiration have to be said; everything else has a default. */
export interface SecurityOptions<
  C = Claims,
  P extends string = string,
  I = Readonly<Record<string, unknown>>,
> {
  /** The secret (HS*) or private key that signs; from `pyramidion secret` or `pyramidion keys new`. */
  readonly privateKey?: KeyInput | undefined;
  /** The public key that verifies; with no `privateKey` no token can be made. */
  readonly publicKey?: KeyInput | undefined;
  /** Several keys instead of the two: `keyRing([...])`. */
  readonly keys?: KeyRing | undefined;
  /** The one algorithm of the keys; `'HS512'`. */
  readonly algorithm?: Algorithm | undefined;
  /** How long a token lives: a duration, or `'never'` said on purpose. */
  readonly expiration?: Duration | undefined;
  /** Whom tokens are for: put into new ones, and one of them asked of all. Left out: a token must name nobody. */
  readonly audience?: string | readonly string[] | undefined;
  /** Who issues them: put into new ones and asked of all. */
  readonly issuer?: string | undefined;
  /** How far clocks may differ, at most 5 minutes; 0. */
  readonly leeway?: Duration | undefined;
  /** The `typ` of tokens, such as `'at+jwt'`; left out: `JWT` or none. */
  readonly typ?: string | undefined;
  /** Claims that every new token starts with. */
  readonly defaultClaims?: Readonly<Record<string, unknown>> | undefined;
  /** A Standard Schema (zod, valibot, arktype …) that gives the claims their type and checks them on every request. */
  readonly claims?: StandardSchemaV1<I, C> | undefined;
  /** The closed list of permission names. */
  readonly permissions?: readonly P[] | undefined;
  /** Claims that a token must have. */
  readonly requiredClaims?: readonly string[] | undefined;
  /** Turns values that JSON cannot say into ones that it can, when a token is made. */
  readonly jsonReplacer?: JsonReplacer | undefined;
  /** The longest token that is looked at, in characters; 8192. */
  readonly maxTokenLength?: number | undefined;
  /** How many verified tokens are remembered, so that one that comes again is not verified again: 32768, some 16 MB when full; 0 for none. */
  readonly tokenCacheSize?: number | undefined;
  /** Where requests carry their token, tried in order; `[headerPolicy()]`. */
  readonly policies?: readonly AuthenticationPolicy[] | undefined;
  /** More principals of a user, or `null` for one that is not known; asked once per request. */
  readonly callback?: PrincipalsCallback<NoInfer<C>> | undefined;
  /** The principal of a user; `id => 'user:' + id`. */
  readonly userPrincipal?: ((id: UserId) => string) | undefined;
  /** The resource that is meant when none is named, or a function of the request that gives it. */
  readonly root?:
    | Resource<NoInfer<P>>
    | ((view: RequestView) => Resource<NoInfer<P>> | null | Promise<Resource<NoInfer<P>> | null>)
    | undefined;
  /** The time in milliseconds; `Date.now`. */
  readonly clock?: Clock | undefined;
  /** What becomes of findings of the audit: `'enforce'`, unless `NODE_ENV` is `development` or `test`, then `'warn'`; or `'off'`. */
  readonly audit?: 'enforce' | 'warn' | 'off' | undefined;
  /** Where refusals and findings are told; nowhere when left out. */
  readonly logger?: Logger | undefined;
}

/** Every option there is, for the fault that a misspelt one is. */
export const optionNames: readonly string[] = [
  'privateKey',
  'publicKey',
  'keys',
  'algorithm',
  'expiration',
  'audience',
  'issuer',
  'leeway',
  'typ',
  'defaultClaims',
  'claims',
  'requiredClaims',
  'jsonReplacer',
  'maxTokenLength',
  'tokenCacheSize',
  'policies',
  'callback',
  'userPrincipal',
  'root',
  'permissions',
  'clock',
  'audit',
  'logger',
];
