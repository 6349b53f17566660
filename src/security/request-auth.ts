import { decide, permits } from '../authz/evaluate.ts';
import type { Decision } from '../authz/decision.ts';
import type { Resource } from '../authz/acl-types.ts';
import { Public } from '../authz/acl-types.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { AuthError, Failure, ReplyHeader } from '../base/errors.ts';
import type { Claims, UserId } from '../token/claims.ts';
import type { TokenOptions } from '../token/issuer.ts';
import type { RememberOptions } from './auth-context.ts';
import type { SecurityCore } from './core.ts';
import type { Asked, Renewal } from './response-headers.ts';
import { Reply } from './response-headers.ts';

/** What was found out about one request. */
export interface Finding {
  readonly userId: UserId | null;
  readonly unauthenticatedUserId: UserId | null;
  readonly claims: Claims | null;
  readonly principals: readonly string[];
  readonly failure: Failure | null;
}

/** The auth context of one request: what was found, and what can be done with it. */
export class RequestAuth {
  readonly userId: UserId | null;
  readonly unauthenticatedUserId: UserId | null;
  readonly claims: Claims | null;
  readonly principals: readonly string[];
  readonly isAuthenticated: boolean;
  readonly failure: Failure | null;
  readonly #core: SecurityCore;
  readonly #asked: Asked;
  /** Made when something is said about cookies, or has to be. */
  #reply: Reply | null;

  constructor(core: SecurityCore, asked: Asked, found: Finding, renewal: Renewal | null) {
    this.userId = found.userId;
    this.unauthenticatedUserId = found.unauthenticatedUserId;
    this.claims = found.claims;
    this.principals = found.principals;
    this.isAuthenticated = found.userId !== null;
    this.failure = found.failure;
    this.#core = core;
    this.#asked = asked;
    this.#reply = renewal === null ? null : new Reply(core, asked, renewal);
  }

  permits(permission: string, resource?: Resource | null): boolean {
    return permits(this.#resource(resource), this.principals, permission);
  }

  decide(permission: string, resource?: Resource | null): Decision {
    return decide(this.#resource(resource), this.principals, permission);
  }

  require(permission: string, resource?: Resource | null): void {
    const refusal = this.refusal(permission, resource);
    if (refusal !== null) throw refusal;
  }

  /** What `require` would throw, or `null`. */
  refusal(permission: string, resource: Resource | null | undefined): AuthError | null {
    if (permission === Public || this.permits(permission, resource)) return null;
    return (
      this.userRefusal() ??
      this.#core.challenger.error('permission_denied', this.decide(permission, resource).reason)
    );
  }

  /** The 401 (or what `failure` says) of a request that authenticates nobody, or `null`. */
  userRefusal(): AuthError | null {
    return this.isAuthenticated
      ? null
      : this.#core.challenger.error(this.failure ?? 'credentials_missing');
  }

  async createToken(
    userId: UserId,
    claims?: Readonly<Record<string, unknown>>,
    options: TokenOptions = {},
  ): Promise<string> {
    return issueToken(this.#core, userId, claims, options);
  }

  remember(
    userId: UserId,
    claims?: Readonly<Record<string, unknown>>,
    options: RememberOptions = {},
  ): void {
    this.#speak().remember(userId, claims, options);
  }

  forget(): void {
    this.#speak().forget();
  }

  keepCookie(): void {
    this.#reply?.keepCookie();
  }

  get headers(): readonly ReplyHeader[] {
    return this.headersFor(200);
  }

  headersFor(status: number): readonly ReplyHeader[] {
    return this.#reply === null
      ? this.#core.vary.of(this.#asked.policy)
      : this.#reply.headersFor(status);
  }

  #speak(): Reply {
    this.#reply ??= new Reply(this.#core, this.#asked, null);
    return this.#reply;
  }

  #resource(resource: Resource | null | undefined): Resource | null {
    if (resource !== undefined) return resource;
    const { root } = this.#core;
    return typeof root === 'function' ? root(this.#asked.view) : root;
  }
}

/** Makes one token with the policy's life and audience, or its own. */
export function issueToken(
  core: SecurityCore,
  userId: UserId,
  claims: Readonly<Record<string, unknown>> | undefined,
  options: TokenOptions,
): string {
  const { issuer, clock } = core;
  if (issuer === null)
    throw new ConfigurationError(
      'Making a token needs a key that can sign: give createSecurity a privateKey.',
    );
  return issuer.sign(issuer.compose(userId, claims, options, clock() / 1000));
}
