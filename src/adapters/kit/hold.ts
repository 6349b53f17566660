import { AuthError } from '../../base/errors.ts';
import { runReporting } from '../../base/maybe-promise.ts';
import { workEndsWithRequest } from '../../base/work-ends-with-request.ts';
import type { RequestView } from '../../http/request-view.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import { contextOf, wiringOf } from '../../security/internals.ts';
import type { Security } from '../../security/security.ts';
import type { Authenticator } from './ask.ts';
import { handshakeView, uncountedView } from './handshake-view.ts';
import type { Handshake, Held, HoldCallbacks, HoldEnd } from './held.ts';

/**
 * Authenticates a connection and holds its auth context for as long as it is open. The request is
 * checked like one that writes, because any page can open a connection with the cookie of a user.
 *
 * @throws AuthError if the handshake carries a credential that is refused
 * @throws ConfigurationError if the value is not a security, or is closed
 * @example
 * const held = await hold(security, { view: fetchView(request), token: null }, {
 *   onEnd: (reason) => socket.close(4401, reason),
 * });
 * socket.onclose = () => held.release();
 */
export async function hold<Args extends readonly unknown[], Answer>(
  security: Authenticator,
  handshake: Handshake,
  callbacks: HoldCallbacks<Args, Answer>,
): Promise<Held> {
  wiringOf(security);
  const connection = new Connection(security as Security, handshake, callbacks as HoldCallbacks);
  await connection.open();
  return connection;
}

const ENDED = 'The connection has ended: open another one.';
const OTHER_USER =
  'The token is of another user than the connection, of another actor, or not within the same limits: open another connection.';

class Connection implements Held {
  readonly #security: Security;
  readonly #view: RequestView;
  readonly #callbacks: HoldCallbacks;
  #token: string | null;
  #auth: AuthContext | null = null;
  #stop: (() => void) | null = null;
  #ended: HoldEnd | null = null;
  #isReleased = false;
  #pending: Promise<unknown> | null = null;

  constructor(security: Security, { view, token }: Handshake, callbacks: HoldCallbacks) {
    this.#security = security;
    this.#view = handshakeView(view);
    this.#token = token;
    this.#callbacks = callbacks;
  }

  get auth(): AuthContext {
    return this.#auth as AuthContext;
  }

  get ended(): HoldEnd | null {
    return this.#ended;
  }

  get pending(): Promise<unknown> | null {
    return this.#pending;
  }

  async open(): Promise<void> {
    const auth = await this.#authenticate(this.#token);
    const refused = refusalOfCredential(auth);
    if (refused !== null) throw refused;
    this.#take(auth);
  }

  swap(token: string): Promise<AuthError | null> {
    return this.#inTurn(() => this.#swap(token));
  }

  check(): Promise<void> {
    // An error has ended the connection by then, and a timer does not wait for this promise.
    return this.#inTurn(() => this.#reload()).catch(() => undefined);
  }

  release(): void {
    this.#isReleased = true;
    this.#stop?.();
  }

  get #isOver(): boolean {
    return this.#isReleased || this.#ended !== null;
  }

  async #swap(token: string): Promise<AuthError | null> {
    if (this.#isOver) return new AuthError('token_revoked', { reason: ENDED });
    const auth = await this.#authenticate(token);
    const refused = this.#whyNot(auth);
    if (this.#isOver) return refused ?? new AuthError('token_revoked', { reason: ENDED });
    if (refused === null) this.#replace(auth, token);
    else if (refused.status !== 503) this.#end('refused');
    return refused;
  }

  /** Asks again for the user of the same token: the principals may be others now. */
  async #reload(): Promise<void> {
    if (this.#isOver) return;
    const auth = await this.#authenticate(this.#token, uncountedView(this.#view));
    const refused = this.#whyNot(auth);
    if (this.#isOver) return;
    if (refused === null) this.#replace(auth, this.#token);
    else this.#end(refused.status === 503 ? 'unavailable' : 'refused');
  }

  #authenticate(
    token: string | null,
    view: RequestView = this.#view,
  ): AuthContext | Promise<AuthContext> {
    return token === null
      ? this.#security.authenticate(view)
      : this.#security.authenticateToken(token, view);
  }

  /** A client that began a connection as one user may not become another one in it. */
  #whyNot(auth: AuthContext): AuthError | null {
    const refused = refusalOfCredential(auth);
    if (refused !== null || contextOf(this.#auth).mayBecome(contextOf(auth))) return refused;
    return new AuthError('token_claims_invalid', { reason: OTHER_USER });
  }

  #replace(auth: AuthContext, token: string | null): void {
    this.#token = token;
    this.#take(auth);
    const { onChange } = this.#callbacks;
    if (onChange !== undefined && !this.#isOver) this.#run(() => onChange(auth));
  }

  #take(auth: AuthContext): void {
    this.#stop?.();
    this.#auth = auth;
    const context = contextOf(auth);
    context.onRefused = this.#callbacks.onRefused ?? null;
    this.#stop = context.listen({
      ended: (reason) => this.#end(reason),
      changed: () => {
        // A check would belong to the request that reports the change, and end with it.
        if (!workEndsWithRequest()) void this.check();
      },
    });
  }

  #end(reason: HoldEnd): void {
    if (this.#isOver) return;
    this.#ended = reason;
    this.#stop?.();
    this.#run(() => this.#callbacks.onEnd(reason));
  }

  #run(callback: () => unknown): void {
    const { emit } = contextOf(this.#auth);
    runReporting(callback, (err) => {
      const reason = 'A function that was given to hold threw.';
      emit({ event: 'handler_failed', code: null, reason, err });
    });
  }

  /** Runs one after another, so that the last token that came is the one that counts. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = (this.#pending ?? Promise.resolve()).then(run);
    const settled: Promise<unknown> = result
      .catch(() => this.#end('unavailable'))
      .finally(() => {
        if (this.#pending === settled) this.#pending = null;
      });
    this.#pending = settled;
    return result;
  }
}

/** Why the credential is refused; null for a good one, and for none at all. */
function refusalOfCredential(auth: AuthContext): AuthError | null {
  return auth.failure === null ? null : contextOf(auth).userRefusal();
}
