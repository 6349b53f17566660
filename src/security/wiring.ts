import type { OwnOrigins } from '../authn/origin.ts';
import type { AuthenticationPolicy, CookieSession } from '../authn/policy.ts';
import type { RefreshCookie } from '../authn/refresh-cookie.ts';
import type { Resource } from '../authz/acl-types.ts';
import type { Clock } from '../base/clock.ts';
import type { Subscriber } from '../base/events.ts';
import type { RequestView } from '../http/request-view.ts';
import type { FetchedKeys, KeySource } from '../keys/key-source.ts';
import type { LiveSessions } from '../sessions/live-sessions.ts';
import type { RefreshSettings } from '../sessions/refresh.ts';
import type { UserId } from '../token/claims.ts';
import type { TokenIssuer } from '../token/issuer.ts';
import type { TokenVerifier } from '../token/verifier.ts';
import type { AddressTokens } from './address-tokens.ts';
import type { ClaimsSchema } from './claims-schema.ts';
import type { EndListeners } from './end-listeners.ts';
import type { KnownUsers } from './known-users.ts';
import type { PrincipalsCallback } from './principals.ts';
import type { Published } from './published.ts';
import type { RefusalFactory } from './refusal.ts';
import type { Vary } from './vary.ts';

/** The root resource, or a function that finds it for a request. */
export type Root = Resource | ((view: RequestView) => Resource | null | Promise<Resource | null>);

/** The checked and finished parts of one security, which its requests share. */
export interface Wiring {
  readonly verifier: TokenVerifier;
  /** Whether tokens of other issuers are accepted: without them no step asks whose a token is. */
  readonly hasOthers: boolean;
  /** The sources of keys that tokens may have to wait for. */
  readonly fetched: readonly FetchedKeys[];
  /** Returns why no issuer has a name, and how to mend it; null if one has it. */
  readonly issuerFault: (name: string) => string | null;
  /** What follows a file of keys, and is to be closed; null if no file has them. */
  readonly followed: { close(): void } | null;
  /** The keys of the application's own tokens. */
  readonly keys: KeySource;
  /** Null if no key can sign. */
  readonly issuer: TokenIssuer | null;
  /** Whether every token that is accepted names this application as its audience. */
  readonly checksAudience: boolean;
  readonly policies: readonly AuthenticationPolicy[];
  /** What policies look for in addresses; null if none does. */
  readonly addresses: AddressTokens | null;
  /** Those of the policies that keep one in a cookie. */
  readonly sessions: readonly CookieSession[];
  /** The sessions that can be ended; null without a revocation. */
  readonly live: LiveSessions | null;
  /** What waits for the end of connections. */
  readonly ends: EndListeners;
  /** How sessions with refresh tokens last; null without them. */
  readonly refresh: RefreshSettings | null;
  /** The cookie of refresh tokens; null if clients keep them. */
  readonly refreshCookie: RefreshCookie | null;
  readonly schema: ClaimsSchema | null;
  readonly callback: PrincipalsCallback<unknown> | null;
  /** The users of a callback whose answer is cached, in place of `callback`; else null. */
  readonly known: KnownUsers | null;
  /** What begins the principals of users, if the application has a `userPrincipal` of its own. */
  readonly userPrefix: string | null;
  readonly userPrincipal: (id: UserId) => string;
  /** The claim that names the user: `sub` by default. */
  readonly userIdClaim: string;
  /** The closed list of permission names, or null if any name is allowed. */
  readonly permissions: readonly string[] | null;
  /** The scopes that a client can ask for; empty if the application names none. */
  readonly scopes: readonly string[];
  readonly root: Root | null;
  /** What is answered without a token; null if nothing is published. */
  readonly published: Published | null;
  /** Returns the server's own origins; null if they follow from `Host`. */
  readonly ownOrigins: OwnOrigins | null;
  readonly clock: Clock;
  readonly emit: Subscriber;
  readonly refusals: RefusalFactory;
  readonly vary: Vary;
}
