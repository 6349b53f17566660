import type { AuthenticationPolicy } from '../authn/policy.ts';
import type { Resource } from '../authz/acl-types.ts';
import type { Failure } from '../base/errors.ts';
import type { RequestView } from '../http/request-view.ts';
import type { Renewal } from '../sessions/session-rules.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { VerifiedToken } from '../token/verified-token.ts';
import type { Limits } from '../token/limits.ts';
import type { TokenKind } from '../token/token-kind.ts';
import type { Grants } from './grants.ts';
import { ANONYMOUS_PRINCIPALS } from './principals.ts';
import type { Wiring } from './wiring.ts';

/** The view of a token that came without a request: a message on a socket. */
export const NO_REQUEST: RequestView = Object.freeze({
  method: '',
  secure: false,
  url: '',
  header: () => undefined,
});

/** What the steps of the pipeline read and write while one request is authenticated. */
export class Attempt {
  readonly wiring: Wiring;
  readonly view: RequestView;
  /** The time of the request in seconds since 1970. */
  readonly now: number;
  /** The policy that found the credential. */
  policy: AuthenticationPolicy | null = null;
  /** Whether the address has a parameter in which a policy looks for a token. */
  isInAddress = false;
  /** The kinds of tokens that are taken; null for access tokens, also limited ones. */
  kinds: readonly TokenKind[] | null = null;
  /** The issuers whose tokens are taken; null for all, none of them for the application alone. */
  issuers: readonly string[] | null = null;
  /** The credential; null if the request has none. */
  token: string | null;
  /** All credentials, if the request has several of one user. */
  tokens: readonly string[] | null = null;
  verified: VerifiedToken | null = null;
  /** What the token is limited to; null for no limit. */
  limits: Limits | null = null;
  /** The method by which the policy checked the request; null if it has no such check. */
  method: string | null = null;
  /** The claims as the schema returned them. */
  claims: Claims | null = null;
  /** The user that a verified token names, known to the application or not. */
  tokenUser: UserId | null = null;
  /** The issuer whose id that is; null for one of the application's own. */
  userIssuer: string | null = null;
  /** The user that was found for a token of another issuer; null for own tokens. */
  otherUser: UserId | null = null;
  /** Null if the request is anonymous. */
  userId: UserId | null = null;
  principals: readonly string[] = ANONYMOUS_PRINCIPALS;
  /** The principals with those that end by themselves; null if none does. */
  grants: Grants | null = null;
  /** A session that is due to be renewed. */
  renewal: Renewal | null = null;
  failure: Failure | null = null;
  /** The root resource, or what the function of the root threw. */
  root: Resource | null = null;
  rootError: { readonly error: unknown } | null = null;

  /** The name of the issuer of the token; null for the application's own, or without a token. */
  get issuer(): string | null {
    return this.verified === null ? null : this.verified.issuer.name;
  }

  constructor(wiring: Wiring, view: RequestView, token: string | null) {
    this.wiring = wiring;
    this.view = view;
    this.token = token;
    this.now = wiring.clock() / 1000;
  }
}
