import { defaultAccess } from '../kit/default-access.ts';
import type { DefaultAccess, DefaultPermission } from '../kit/default-access.ts';
import type { AuthContext, AuthenticateOptions, Authenticator, RequestView } from '../kit/kit.ts';
import type { Ask, PublishedAnswer } from '../kit/kit.ts';
import { createAsk, publishedBy, runReporting, writeToNode } from '../kit/kit.ts';
import { markSecurity } from '../kit/security-mark.ts';
import { sendAnswer } from './answers.ts';
import type { Incoming, NestArgs, Outgoing } from './nest-request.ts';
import { authOn, nodeResponse, viewOf } from './nest-request.ts';

/** A middleware for `app.use`, of Express as of Fastify, and a hook of Fastify. */
export type NestMiddleware = (
  request: Incoming,
  response: Outgoing,
  next: (error?: unknown) => void,
) => void;

/** What the parts of `SecurityModule` share: how requests are authenticated by one security. */
export class Setup {
  readonly #ask: Ask;
  readonly #respond: ((view: RequestView) => PublishedAnswer | null) | null;

  /** What is asked of a handler without a rule; null if such a handler is denied. */
  readonly access: DefaultAccess | null;

  /** @throws ConfigurationError if the value is not a security, or for an unknown option */
  constructor(
    security: Authenticator,
    options: AuthenticateOptions<NestArgs, unknown> & DefaultPermission,
  ) {
    this.access = defaultAccess(security, options);
    this.#ask = createAsk(security, options, this.access);
    this.#respond = publishedBy(security);
    markSecurity(this.middleware, security, options);
  }

  /** Finds out who sent an HTTP request, unless that is known, and goes on. */
  authenticate<T>(
    request: Incoming,
    response: Outgoing,
    go: (auth: AuthContext) => T | Promise<T>,
  ): T | Promise<T> {
    return this.#ask(viewOf(request), authOn(request), (auth) => {
      request.auth = auth;
      writeToNode(nodeResponse(response), auth);
      return go(auth);
    }) as T | Promise<T>;
  }

  readonly middleware: NestMiddleware = (request, response, next) => {
    const published = this.#respond?.(viewOf(request)) ?? null;
    if (published !== null) return sendAnswer(published, response);
    runReporting(() => this.authenticate(request, response, () => next()), next);
  };
}
