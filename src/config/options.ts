import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { OriginOption } from '../authn/origin.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Resource } from '../authz/acl-types.ts';
import type { Clock } from '../base/clock.ts';
import type { Logger } from '../base/logger.ts';
import type { RequestView } from '../http/request-view.ts';
import type { Algorithm } from '../keys/algorithm.ts';
import type { KeyInput } from '../keys/import/key-input.ts';
import type { KeyRing } from '../keys/keyring.ts';
import type { RemoteKeys } from '../keys/remote/fetched-keys.ts';
import type { Duration } from '../options/duration.ts';
import type { CachedCallback, PrincipalsCallback } from '../security/principals.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { FindIssuerOptions, IssuerOptions } from './issuers/issuer-options.ts';
import type { KeyFile } from './key-file.ts';
import type { PublishOptions } from './publish-options.ts';
import type { RefreshOptions } from './refresh-options.ts';
import type { Revocation } from '../sessions/revocation.ts';
import type { JsonReplacer } from '../token/json.ts';
import type { AuditMode, AuditOptions } from './audit-options.ts';

/** The keys, of which each form of {@link KeyOptions} requires one. */
interface Keys {
  /**
   * The secret (HS*) or private key that signs: see `npx pyramidion secret` and `npx pyramidion
   * keys new`.
   */
  readonly privateKey?: KeyInput | undefined;
  /** The public key that verifies. Without `privateKey` no token can be made. */
  readonly publicKey?: KeyInput | undefined;
  /**
   * Several keys, made by `keyRing([...])`, instead of the other two: the first signs, all verify.
   * Or those of a file that `npx pyramidion keys rotate` changes, made by `keyFile(path)`. Or the
   * keys of a provider whose tokens are accepted, made by `remoteKeys({ issuer })`: then no
   * token can be made, and `audience` is required.
   */
  readonly keys?: KeyRing | KeyFile | RemoteKeys | undefined;
  /**
   * Other issuers whose access tokens are accepted, each with its keys and its rules. Own tokens
   * then need an `issuer`; without a key of one's own, only theirs are accepted. A function finds
   * the issuer of a tenant.
   */
  readonly issuers?: readonly IssuerOptions[] | FindIssuerOptions | undefined;
}

/**
 * At least one key must be written. Its value may be undefined for the compiler, so that
 * `process.env.JWT_PRIVATE_KEY` can be passed; at start it is a fault.
 *
 * Each line is one way to say whose tokens are accepted. The compiler names the last one when all
 * are missing.
 */
export type KeyOptions = Keys &
  (
    | { readonly issuers: readonly IssuerOptions[] | FindIssuerOptions }
    | { readonly keys: KeyRing | KeyFile | RemoteKeys | undefined }
    | { readonly publicKey: KeyInput | undefined }
    | { readonly privateKey: KeyInput | undefined }
  );

/** The options whose types do not depend on the application's claims and permissions. */
export interface PlainOptions {
  /** The algorithm of keys that do not name their own. Default: `'HS512'`. */
  readonly algorithm?: Algorithm | undefined;
  /**
   * The lifetime of tokens, or `'never'` for tokens without an end. Default: `'1h'`, or twice the
   * longest `reissueTime` of the policies if that is longer.
   */
  readonly expiration?: Duration | 'never' | undefined;
  /**
   * Whom tokens are for. Put into new tokens; each token must name one. Default: it must name none.
   */
  readonly audience?: string | readonly string[] | undefined;
  /**
   * Who issues tokens, or several spellings of it. Each token must name one, and new tokens name
   * the first. Default: not checked.
   */
  readonly issuer?: string | readonly string[] | undefined;
  /** How far clocks may differ, at most 5 minutes. Default: 0. */
  readonly leeway?: Duration | undefined;
  /**
   * The `typ` of access tokens, such as `'at+jwt'`, or several, of which new tokens have the first.
   * Default: `JWT` or none.
   */
  readonly typ?: string | readonly string[] | undefined;
  /** Claims that every new token starts with. */
  readonly defaultClaims?: Readonly<Record<string, unknown>> | undefined;
  /** Names of claims that each token must have. */
  readonly requiredClaims?: readonly string[] | undefined;
  /**
   * The longest time since a token was issued (`iat`), whatever its `exp` says. Default: not
   * checked.
   */
  readonly maxTokenAge?: Duration | undefined;
  /** The claim that names the user. Default: `'sub'`. */
  readonly userIdClaim?: string | undefined;
  /** Replaces values that JSON cannot represent when a token is made. */
  readonly jsonReplacer?: JsonReplacer | undefined;
  /** The most characters that a token may have. Default: 8192. */
  readonly maxTokenLength?: number | undefined;
  /**
   * The most verified tokens that are cached, so that a repeated one is not verified again; 0 for
   * none. They take at most about 0.5 MB for each 1,000, so the default has room for 20,000 tokens
   * of 300 characters, or 9,000 of 800. Longer ones than 2,048 are not cached. Default: 32768.
   */
  readonly tokenCacheSize?: number | undefined;
  /** Where requests carry their token, tried in order. Default: `[headerPolicy()]`. */
  readonly policies?: readonly AuthenticationPolicy[] | undefined;
  /**
   * The public origin of this server, or several, for a server behind a proxy:
   * `'https://shop.example.com'`. The origin of a request that carries a cookie is compared with
   * it, and headers that a proxy adds are never read. Pages of one origin of a list may send
   * requests to all of them. A function gives the origin of each request, for customers' own
   * domains; null is for a host that is not yours. Default: the origin follows from `Host` and from
   * whether the connection is encrypted.
   */
  readonly origin?: OriginOption | undefined;
  /**
   * How sessions are ended before their tokens expire: `denylist(store)` or `allowlist(store)`.
   * Default: not at all.
   */
  readonly revocation?: Revocation | undefined;
  /**
   * How long sessions with refresh tokens last (`issueTokens`); `{}` for the defaults. It needs
   * `revocation`, whose store keeps them. Default: there are none.
   */
  readonly refresh?: RefreshOptions | undefined;
  /**
   * Returns the principal of a user of the application's own. Default: `user:` and the id. Users of
   * `issuers` are always `user@<name>:<id>`.
   */
  readonly userPrincipal?: ((id: UserId) => string) | undefined;
  /**
   * The scopes that clients can ask for, the weakest first, if ACLs name them as `scope:<name>`,
   * which `claimPrincipals('scope', 'scope:')` makes of a token. A 403 then names the first that is
   * enough. Default: none.
   */
  readonly scopes?: readonly string[] | undefined;
  /**
   * What is answered to everyone at well-known addresses: the metadata by which clients find out
   * who issues tokens (RFC 9728), and the public keys of own tokens. Default: nothing.
   */
  readonly publish?: PublishOptions | undefined;
  /** Returns the time in milliseconds since 1970. Default: `Date.now`. */
  readonly clock?: Clock | undefined;
  /**
   * What happens if the set-up works but is not safe: `'enforce'` throws, `'warn'` logs, `'off'`
   * does not look. Default: `'enforce'`, and `'warn'` if `NODE_ENV` is `development` or `test`.
   * `{ accept: ['insecure_cookie'] }` says that a finding is there on purpose.
   */
  readonly audit?: AuditMode | AuditOptions | undefined;
  /** Where refusals, failures and findings of the audit are logged. Default: the console. */
  readonly logger?: Logger | undefined;
}

/** The options that give claims and permissions their types. */
export interface TypedOptions<C, P extends string, I> {
  /**
   * A Standard Schema (zod, valibot, arktype). It checks the claims of every request; its output
   * type is what the callback and handlers see, its input type what `createToken` takes.
   */
  readonly claims?: StandardSchemaV1<I, C> | undefined;
  /**
   * The closed list of permission names. Any other name is a fault. Default: any name is allowed.
   */
  readonly permissions?: readonly P[] | undefined;
  /**
   * Returns more principals of a user, or null if the user is not known. A function is called once
   * a request. `{ load, cacheFor, add? }` keeps what `load` returned until
   * `security.changed(userId)` is called, and for `cacheFor` at most.
   */
  readonly callback?: PrincipalsCallback<NoInfer<C>> | CachedCallback<NoInfer<C>> | undefined;
  /** The resource that is asked if none is named, or a function that returns it for a request. */
  readonly root?:
    | Resource<NoInfer<P>>
    | ((view: RequestView) => Resource<NoInfer<P>> | null | Promise<Resource<NoInfer<P>> | null>)
    | undefined;
}

/**
 * The options of `createSecurity`. Only a key is required.
 *
 * @typeParam C - the claims that handlers see
 * @typeParam P - the names of permissions
 * @typeParam I - the claims that `createToken` takes
 */
export type SecurityOptions<
  C = Claims,
  P extends string = string,
  I = Readonly<Record<string, unknown>>,
> = KeyOptions & PlainOptions & TypedOptions<C, P, I>;

/** The names of all options. */
export const optionNames: readonly string[] = /* @__PURE__ */ Object.keys({
  privateKey: true,
  publicKey: true,
  keys: true,
  issuers: true,
  algorithm: true,
  expiration: true,
  audience: true,
  issuer: true,
  leeway: true,
  typ: true,
  defaultClaims: true,
  requiredClaims: true,
  maxTokenAge: true,
  userIdClaim: true,
  jsonReplacer: true,
  maxTokenLength: true,
  tokenCacheSize: true,
  policies: true,
  origin: true,
  revocation: true,
  refresh: true,
  userPrincipal: true,
  scopes: true,
  publish: true,
  clock: true,
  audit: true,
  logger: true,
  claims: true,
  permissions: true,
  callback: true,
  root: true,
} satisfies Record<keyof SecurityOptions, true>);
