import type { CookieSession } from '../authn/policy.ts';
import { decide, permits } from '../authz/evaluate.ts';
import type { Decision } from '../authz/decision.ts';
import type { Principal, Resource } from '../authz/acl-types.ts';
import type { Failure } from '../base/errors.ts';
import { failure } from '../base/errors.ts';
import { isPromise } from '../base/maybe-promise.ts';
import type { RequestView } from '../http/request-view.ts';
import type { Claims, JoseHeader, UserId, VerifiedToken } from '../token/claims.ts';
import type { TokenOptions } from '../token/issuer.ts';
import type { AuthContext } from './auth-context.ts';
import type { PrincipalsAnswer, PrincipalsCallback, SecurityCore } from './core.ts';
import { GUEST, principalsOf } from './principals.ts';
import type { Asked, Renewal } from './response-headers.ts';
import { issueToken, RequestAuth } from './request-auth.ts';

/** What `verifyToken` answers: the claims of a good token, or why it is refused. */
export type Verification<C = Claims> =
  | { readonly ok: true; readonly claims: C; readonly header: JoseHeader }
  | { readonly ok: false; readonly error: Failure };

/** The one object an application makes; `createSecurity` gives it. */
export interface Security<C = Claims, P extends string = string> {
  /** Finds out who sent a request; never throws for what the client sent, and is a promise only when something has to be waited for. */
  authenticate(view: RequestView): AuthContext<C, P> | Promise<AuthContext<C, P>>;
  /** Makes a token. @throws AuthError `token_claims_invalid`, `token_too_large` */
  createToken(
    userId: UserId,
    claims?: Readonly<Record<string, unknown>>,
    options?: TokenOptions,
  ): Promise<string>;
  /** Tells whether a token is good, whatever request it came with. */
  verifyToken(token: string): Verification<C> | Promise<Verification<C>>;
  /** Whether the ACL of the resource (the root when left out) and its parents allows one of the principals the permission. */
  permits(principals: Iterable<Principal>, permission: P, resource?: Resource<P> | null): boolean;
  /** The same with its explanation. */
  decide(principals: Iterable<Principal>, permission: P, resource?: Resource<P> | null): Decision;
  /** Lets go of what is held open; nothing may be asked afterwards. */
  close(): Promise<void>;
}

const NO_SUBJECT = failure('token_claims_invalid', 'The token names no user (sub).');
const UNKNOWN_USER = failure('user_unknown');
const SCHEMA = failure(
  'token_claims_invalid',
  'The claims do not fit the schema of the application.',
);

/** The road of one request, top to bottom: find, verify, admit, shape the claims, ask for the principals, renew. */
export class RequestSecurity {
  readonly core: SecurityCore;

  constructor(core: SecurityCore) {
    this.core = core;
  }

  authenticate(view: RequestView): RequestAuth | Promise<RequestAuth> {
    const now = this.core.clock() / 1000;
    for (const policy of this.core.policies) {
      const found = policy.find(view);
      if (found === null) continue;
      // The first policy that finds a credential decides: a refused one is final, or an attacker would choose where it falls to.
      if (typeof found !== 'string') return this.#refuse({ view, policy, now }, found);
      const token = this.core.verifier.verify(found, now);
      if (!token.ok) return this.#refuse({ view, policy, now }, policy.explain(token, found));
      const refusal = policy.admit(view, token.claims, now);
      if (refusal !== null) return this.#refuse({ view, policy, now }, refusal);
      return this.#shape({ view, policy, now }, token);
    }
    return new RequestAuth(this.core, { view, policy: null, now }, NOBODY, null);
  }

  /** The claims as the application's schema gives them. */
  #shape(asked: Asked, token: VerifiedToken): RequestAuth | Promise<RequestAuth> {
    const { schema } = this.core;
    if (schema === null) return this.#identify(asked, token, token.claims);
    return whenReady(schema(token.claims), (claims) =>
      claims === null
        ? this.#refuse(asked, SCHEMA)
        : this.#identify(asked, token, claims as Claims),
    );
  }

  /** Asks the application about the user; with no callback every user is known. */
  #identify(
    asked: Asked,
    token: VerifiedToken,
    claims: Claims,
  ): RequestAuth | Promise<RequestAuth> {
    const userId = token.claims.sub;
    if (userId === undefined) return this.#refuse(asked, NO_SUBJECT, claims);
    const callback = this.core.callback as PrincipalsCallback<unknown> | null;
    const answer: PrincipalsAnswer | Promise<PrincipalsAnswer> =
      callback === null ? NONE : callback(userId, { claims, view: asked.view });
    // A closure for each request would cost as much as the step it stands for.
    if (isPromise(answer))
      return Promise.resolve(answer).then((added) =>
        this.#admit(asked, token, claims, userId, added),
      );
    return this.#admit(asked, token, claims, userId, answer);
  }

  #admit(
    asked: Asked,
    token: VerifiedToken,
    claims: Claims,
    userId: UserId,
    added: PrincipalsAnswer,
  ): RequestAuth | Promise<RequestAuth> {
    if (added === null) return this.#refuse(asked, UNKNOWN_USER, claims, userId);
    const principals = principalsOf(userId, this.core.userPrincipal, added);
    const found = { userId, unauthenticatedUserId: userId, claims, principals, failure: null };
    const session = asked.policy?.session ?? null;
    if (session === null || !session.isDue(token.claims, asked.now))
      return new RequestAuth(this.core, asked, found, null);
    return whenReady(
      renewalOf(session, token.claims),
      (renewal) => new RequestAuth(this.core, asked, found, renewal),
    );
  }

  #refuse(
    asked: Asked,
    why: Failure,
    claims: Claims | null = null,
    named: UserId | null = null,
  ): RequestAuth {
    this.core.logger?.warn(
      { event: 'authentication_refused', code: why.code, policy: asked.policy?.kind },
      why.message,
    );
    const found = {
      userId: null,
      unauthenticatedUserId: named,
      claims,
      principals: GUEST,
      failure: why,
    };
    return new RequestAuth(this.core, asked, found, null);
  }

  async createToken(
    userId: UserId,
    claims?: Readonly<Record<string, unknown>>,
    options: TokenOptions = {},
  ): Promise<string> {
    return issueToken(this.core, userId, claims, options);
  }

  verifyToken(text: string): Verification<never> | Promise<Verification<never>> {
    const { verifier, clock, schema } = this.core;
    const token = verifier.verify(text, clock() / 1000);
    if (!token.ok) return { ok: false, error: token };
    const { claims, header } = token;
    if (schema === null) return { ok: true, claims: claims as never, header };
    return whenReady(schema(claims), (shaped) =>
      shaped === null
        ? { ok: false, error: SCHEMA }
        : { ok: true, claims: shaped as never, header },
    );
  }

  permits(
    principals: Iterable<Principal>,
    permission: string,
    resource?: Resource | null,
  ): boolean {
    return permits(this.#resource(resource), principals as readonly Principal[], permission);
  }

  decide(
    principals: Iterable<Principal>,
    permission: string,
    resource?: Resource | null,
  ): Decision {
    return decide(this.#resource(resource), principals as readonly Principal[], permission);
  }

  async close(): Promise<void> {}

  #resource(resource: Resource | null | undefined): Resource | null {
    if (resource !== undefined) return resource;
    return typeof this.core.root === 'function' ? null : this.core.root;
  }
}

const NOBODY = {
  userId: null,
  unauthenticatedUserId: null,
  claims: null,
  principals: GUEST,
  failure: null,
};
const NONE: readonly string[] = [];

/** Asks the application whether and with which claims a session goes on. */
function renewalOf(
  session: CookieSession,
  claims: Claims,
): Renewal | null | Promise<Renewal | null> {
  const answer = session.onReissue === null ? undefined : session.onReissue(claims);
  return whenReady(answer, (next) =>
    next === null ? null : { session, claims, next: next ?? claims },
  );
}

/** Goes on at once with a value, and later only with a promise: waiting for nothing would cost each request more than all the rest. */
function whenReady<T, R>(
  value: T | Promise<T>,
  next: (value: T) => R | Promise<R>,
): R | Promise<R> {
  return isPromise(value) ? Promise.resolve(value).then(next) : next(value);
}
