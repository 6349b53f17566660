import type { Resource } from '../authz/acl-types.ts';
import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Clock } from '../base/clock.ts';
import type { RequestView } from '../http/request-view.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { TokenIssuer } from '../token/issuer.ts';
import type { TokenVerifier } from '../token/verifier.ts';
import type { Challenger } from './challenge.ts';
import type { Vary } from './vary.ts';

/** What the callback may answer: more principals, or `null` when the application does not know the user (any more). */
export type PrincipalsAnswer = Iterable<string> | null;

/** The application's word on a user: asked once for each request that carries a valid token. */
export type PrincipalsCallback<C = Claims> = (
  userId: UserId,
  context: { readonly claims: C; readonly view: RequestView },
) => PrincipalsAnswer | Promise<PrincipalsAnswer>;

/** Where events go; a pino or console-like object, of which only these are called. */
export interface Logger {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** Judges claims by the application's schema: the claims as it types them, or `null` when they are refused; or a promise of either. */
export type ClaimsSchema = (claims: Claims) => unknown;

/** Everything that one security consists of, checked and ready; a request only walks through it. */
export interface SecurityCore {
  readonly verifier: TokenVerifier;
  /** `null` when no key can sign. */
  readonly issuer: TokenIssuer | null;
  readonly policies: readonly AuthenticationPolicy[];
  readonly schema: ClaimsSchema | null;
  readonly callback: PrincipalsCallback<never> | null;
  readonly userPrincipal: (id: UserId) => string;
  readonly root: Resource | null | ((view: RequestView) => Resource | null);
  readonly clock: Clock;
  readonly logger: Logger | null;
  readonly challenger: Challenger;
  readonly vary: Vary;
}
