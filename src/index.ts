/** The main entry point: the security of an application, its policies, ACL words and errors. */
export { cookiePolicy } from './authn/cookie.ts';
export type { CookiePolicy } from './authn/cookie.ts';
export type { CookiePolicyOptions } from './authn/cookie-options.ts';
export { headerPolicy } from './authn/header.ts';
export { ticketPolicy } from './authn/ticket.ts';
export type { TicketPolicy, TicketPolicyOptions } from './authn/ticket.ts';
export type { HeaderPolicy, HeaderPolicyOptions } from './authn/header.ts';
export type { AuthenticationPolicy, CookieSession } from './authn/policy.ts';
export {
  Allow,
  AllPermissions,
  Acting,
  Authenticated,
  Deny,
  DenyAll,
  Everyone,
  Public,
  user,
} from './authz/acl-types.ts';
export type { Ace, Acl, Permissions, Principal, Resource } from './authz/acl-types.ts';
export type { Decision, TraceEntry } from './authz/decision.ts';
export type { Clock } from './base/clock.ts';
export { AuthError } from './base/errors.ts';
export type { AuthErrorCode, AuthErrorOptions, Failure } from './base/errors.ts';
export type { SecurityEvent } from './base/events.ts';
export type { Logger } from './base/logger.ts';
export type { Problem } from './base/problem.ts';
export { createSecurity } from './config/create-security.ts';
export type { KeyFile, KeyFileOptions } from './config/key-file.ts';
export { keyFile } from './config/key-file.ts';
export { loadSettings } from './config/load/load-settings.ts';
export type { LoadSettingsOptions, Provenance, Settings } from './config/load/load-settings.ts';
export type {
  ExpectedValue,
  FindIssuerOptions,
  IssuerOptions,
} from './config/issuers/issuer-options.ts';
export type { SecurityOptions } from './config/options.ts';
export { returnPath } from './http/local-path.ts';
export type { ReplyHeader } from './http/reply-headers.ts';
export type { RequestView } from './http/request-view.ts';
export type { Algorithm } from './keys/algorithm.ts';
export type { Jwk, KeyInput } from './keys/import/key-input.ts';
export { keyRing } from './keys/keyring.ts';
export type { JwkSet } from './keys/publish.ts';
export type { KeyRing, KeyRingEntry, NamedKey } from './keys/keyring.ts';
export { remoteKeys } from './keys/remote/remote-keys.ts';
export type { KeysLocation, RemoteKeysOptions } from './keys/remote/remote-keys.ts';
export type { RemoteKeys } from './keys/remote/fetched-keys.ts';
export type { KeyCache } from './keys/remote/key-cache.ts';
export { ConfigurationError } from './options/configuration-error.ts';
export type { ConfigurationErrorCode } from './options/configuration-error.ts';
export type { Duration } from './options/duration.ts';
export type {
  AnonymousContext,
  AuthContext,
  AuthenticatedContext,
  RememberOptions,
} from './security/auth-context.ts';
export type { AuthSession } from './security/session-of.ts';
export type { EndReason } from './security/end-listener.ts';
export { claimPrincipals } from './security/claim-principals.ts';
export type { Freshness } from './security/freshness.ts';
export type { EndingPrincipal } from './security/grants.ts';
export type {
  AddContext,
  CachedCallback,
  CallbackContext,
  LoadContext,
  PrincipalsAnswer,
  PrincipalsCallback,
} from './security/principals.ts';
export type {
  Register,
  RegisteredClaims,
  RegisteredClaimsInput,
  RegisteredPermission,
} from './security/register.ts';
export type { ProviderAnswer, ProviderMessage } from './security/provider-answer.ts';
export type { Security, Verification, VerifyOptions } from './security/security.ts';
export type { OnReissue, ReissueAnswer } from './sessions/session-rules.ts';
export type { Claims, JoseHeader, UserId } from './token/claims.ts';
export type { TokenOptions } from './token/issuer.ts';
export type { CreateTokenOptions } from './security/issue-token.ts';
export type { ActAsOptions } from './security/act-as.ts';
export type { Actor } from './security/acting.ts';
export type { ForwardOptions } from './security/forward.ts';
export type { GivenLimits } from './security/given-limits.ts';
export type { TicketOptions } from './security/make-ticket.ts';
export type { JsonReplacer } from './token/json.ts';
export type { ProviderSession } from './token/provider-session.ts';
export type { Limits } from './token/limits.ts';
export type { TokenKind } from './token/token-kind.ts';
export { memoryStore } from './stores/memory/memory-store.ts';
export { StoreLostError } from './stores/model/store.ts';
export type { Changes, Store, StoreFinding } from './stores/model/store.ts';
export type { Entry, EntryKind, NewEntry } from './stores/model/entry.ts';
export type {
  NewSession,
  Rotation,
  RotationStep,
  StoredSession,
} from './stores/model/stored-session.ts';
export { allowlist, denylist } from './sessions/lists.ts';
export type { RevocationOptions } from './sessions/lists.ts';
export type { Revocation } from './sessions/revocation.ts';
export type { OfIssuer, SessionInfo } from './security/session-admin.ts';
export type { PublishOptions } from './config/publish-options.ts';
export type { PublishedAnswer } from './security/published.ts';
export type { RefreshOptions } from './config/refresh-options.ts';
export type { RefreshAnswer, RefreshClaims } from './sessions/refresh.ts';
export type { SentTokens } from './security/tokens-by-cookie.ts';
export type { RefreshCookieOptions } from './authn/refresh-cookie.ts';
export type { IssueTokensOptions, TokenPair } from './security/token-pair.ts';
