import { isPromise } from '../base/maybe-promise.ts';
import { ownMember } from '../base/own-members.ts';
import type { RequestView } from '../http/request-view.ts';
import type { JwkSet } from '../keys/publish.ts';
import { publish } from '../keys/publish.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { TokenKind } from '../token/token-kind.ts';
import { isTokenKind } from '../token/token-kind.ts';
import type { UserId } from '../token/claims.ts';
import { noteActor } from './acting.ts';
import { Attempt, NO_REQUEST } from './attempt.ts';
import type { AuthContext } from './auth-context.ts';
import { endByProvider } from './end-by-provider.ts';
import type { ProviderAnswer, ProviderMessage } from './provider-answer.ts';
import { WIRING } from './internals.ts';
import type { CreateTokenOptions } from './issue-token.ts';
import { issueToken } from './issue-token.ts';
import type { Step } from './pipeline.ts';
import { REQUEST_STEPS, runSteps, TOKEN_STEPS, VERIFY_STEPS } from './pipeline.ts';
import type { AnyClaims } from './register.ts';
import type { PublishedAnswer } from './published.ts';
import { reportRefused } from './report.ts';
import { refreshTokens } from './refresh-tokens.ts';
import { liveOf } from './live-of.ts';
import { RequestAuth } from './request-auth.ts';
import * as admin from './session-admin.ts';
import type { OfIssuer, SessionInfo } from './session-admin.ts';
import { resolveRoot } from './resolve-root.ts';
import type { IssueTokensOptions, TokenPair } from './token-pair.ts';
import { issueTokens } from './token-pair.ts';
import type { Wiring } from './wiring.ts';
import type { Security, Verification, VerifyOptions } from './security.ts';

/** The class behind `Security`; `createSecurity` gives it the application's types. */
export class RequestSecurity implements Security {
  readonly #wiring: Wiring;
  readonly #inFlight = new Set<Promise<unknown>>();
  #closed = false;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  static {
    Object.defineProperty(this.prototype, WIRING, {
      get(this: RequestSecurity): Wiring {
        return this.#wiring;
      },
    });
  }

  authenticate(view: RequestView): AuthContext | Promise<AuthContext> {
    return this.#contextAfter(REQUEST_STEPS, new Attempt(this.#open(), view, null));
  }

  authenticateToken(
    token: string,
    view: RequestView = NO_REQUEST,
  ): AuthContext | Promise<AuthContext> {
    return this.#contextAfter(TOKEN_STEPS, new Attempt(this.#open(), view, token));
  }

  verifyToken(token: string, options: VerifyOptions = {}): Verification | Promise<Verification> {
    const attempt = new Attempt(this.#open(), NO_REQUEST, token);
    attempt.kinds = kindsOf(ownMember(options, 'kind'));
    const waiting = runSteps(VERIFY_STEPS, attempt);
    if (isPromise(waiting)) return this.#track(waiting.then(() => verificationOf(attempt)));
    return verificationOf(attempt);
  }

  async createToken(
    userId: UserId,
    claims?: AnyClaims,
    options: CreateTokenOptions = {},
  ): Promise<string> {
    return issueToken(this.#open(), userId, claims, options);
  }

  issueTokens(
    userId: UserId,
    claims?: AnyClaims,
    options?: IssueTokensOptions,
  ): Promise<TokenPair> {
    return this.#run((wiring) => issueTokens(wiring, userId, claims, options));
  }

  refreshTokens(refreshToken: string): Promise<TokenPair> {
    return this.#run((wiring) => refreshTokens(wiring, refreshToken));
  }

  revokeToken(token: string): Promise<void> {
    return this.#run((wiring) => admin.revokeToken(wiring, token));
  }

  revokeSession(sid: string, options: OfIssuer = {}): Promise<void> {
    return this.#run((wiring) => admin.revokeSession(wiring, sid, options));
  }

  revokeUser(userId: UserId, options: OfIssuer = {}): Promise<void> {
    return this.#run((wiring) => admin.revokeUser(wiring, userId, options));
  }

  revokeAll(): Promise<void> {
    return this.#run((wiring) => liveOf(wiring, 'revokeAll').revokeAll());
  }

  endByProvider(message: ProviderMessage): Promise<ProviderAnswer> {
    return this.#run((wiring) => endByProvider(wiring, message));
  }

  changed(userId: UserId, options: OfIssuer = {}): Promise<void> {
    return this.#run((wiring) => admin.changed(wiring, userId, options));
  }

  jwks(): JwkSet {
    const { issuer, keys } = this.#open();
    return publish(issuer === null ? [] : keys.current.all);
  }

  respond(view: RequestView): PublishedAnswer | null {
    return this.#open().published?.respond(view) ?? null;
  }

  sessions(userId: UserId, options: OfIssuer = {}): Promise<readonly SessionInfo[]> {
    return this.#run((wiring) => admin.sessionsOf(wiring, userId, options));
  }

  async ready(): Promise<void> {
    const { live, fetched } = this.#open();
    await Promise.all([live?.ready(), ...fetched.map((keys) => keys.ready())]);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wiring.ends.close();
    await Promise.allSettled(this.#inFlight);
    this.#wiring.followed?.close();
    await this.#wiring.live?.close();
  }

  #open(): Wiring {
    if (!this.#closed) return this.#wiring;
    throw new ConfigurationError(
      'This security is closed: call close() when the server has stopped taking requests.',
      'security_closed',
    );
  }

  #contextAfter(steps: readonly Step[], attempt: Attempt): AuthContext | Promise<AuthContext> {
    const waiting = runSteps(steps, attempt);
    if (waiting !== undefined) return this.#track(finishLater(attempt, waiting));
    const finding = resolveRoot(attempt);
    if (finding !== undefined) return this.#track(contextLater(attempt, finding));
    return contextFrom(attempt);
  }

  /** Runs what `close` waits for, and what always rejects and never throws. */
  #run<T>(work: (wiring: Wiring) => Promise<T>): Promise<T> {
    return this.#track(this.#start(work));
  }

  async #start<T>(work: (wiring: Wiring) => Promise<T>): Promise<T> {
    return work(this.#open());
  }

  /** The caller may leave out `await`: a rejection is handled here, so it ends no process. */
  #track<T>(promise: Promise<T>): Promise<T> {
    this.#inFlight.add(promise);
    const done = (): void => void this.#inFlight.delete(promise);
    promise.then(done, done);
    return promise;
  }
}

async function finishLater(attempt: Attempt, steps: Promise<void>): Promise<AuthContext> {
  await steps;
  await resolveRoot(attempt);
  return contextFrom(attempt);
}

async function contextLater(attempt: Attempt, root: Promise<void>): Promise<AuthContext> {
  await root;
  return contextFrom(attempt);
}

/** The one place where the class of the context is given the types of its two public forms. */
function contextFrom(attempt: Attempt): AuthContext {
  if (attempt.failure !== null || attempt.limits !== null) note(attempt);
  return new RequestAuth(attempt) as unknown as AuthContext;
}

/** Apart, because nearly no request needs it: the caller stays small enough to be inlined. */
function note(attempt: Attempt): void {
  if (attempt.failure !== null) reportRefused(attempt, attempt.failure);
  else noteActor(attempt);
}

function verificationOf({ failure, verified, claims }: Attempt): Verification {
  if (failure !== null) return { ok: false, error: failure };
  if (verified === null || claims === null) throw new TypeError('The token was not looked at.');
  return { ok: true, claims, header: verified.header };
}

function kindsOf(kind: TokenKind = 'access'): readonly TokenKind[] {
  if (isTokenKind(kind)) return [kind];
  throw new TypeError(
    "The kind of a token is 'access', 'session', 'refresh', 'limited' or 'ticket'.",
  );
}
