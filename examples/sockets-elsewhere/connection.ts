/** One WebSocket on `hold`, whatever the runtime: where its token is, its messages, its end. */
import { AuthError } from 'pyramidion';
import type { AuthContext, Authenticator, Held } from 'pyramidion/adapter';
import { fetchView, hold } from 'pyramidion/adapter';

/** The socket of a runtime. */
export interface Peer {
  send(text: string): unknown;
  close(code: number, reason: string): unknown;
}

/** What an application says of its sockets. */
export interface Rules {
  /**
   * How many milliseconds a client that sent no token may take to send it in its first message.
   * Default: 10,000.
   */
  readonly firstMessage?: number;
  /**
   * Throws an AuthError if the socket may not be open: asked before a message of the client is
   * read, and again if the principals of the user have changed.
   */
  check(auth: AuthContext): void;
  /** Returns the answer to a message. */
  answer(auth: AuthContext, text: string): string | Promise<string>;
}

/** How many messages may wait while something is checked. */
const MOST_WAITING = 64;

export class Connection {
  /** The subprotocol to answer, or null. */
  readonly protocol: string | null;
  readonly #rules: Rules;
  readonly #recheck: number | null;
  readonly #timers: ReturnType<typeof setTimeout>[] = [];
  #held: Held | null = null;
  #peer: Peer | null = null;
  #isAccepted = false;
  #closing: readonly [code: number, reason: string] | null = null;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(protocol: string | null, rules: Rules, recheck: number | null) {
    this.protocol = protocol;
    this.#rules = rules;
    this.#recheck = recheck;
  }

  /**
   * Checks the handshake. Call `opened` next, or `closed` if the runtime opens no socket.
   *
   * @param recheck - after how many milliseconds the credential is checked again and again, for a
   *   runtime that hears of no revocation
   * @throws AuthError if the credential is refused, or the rules refuse the user
   */
  static async begin(
    security: Authenticator,
    request: Request,
    rules: Rules,
    recheck: number | null = null,
  ): Promise<Connection> {
    const { protocol, token } = bearerIn(request.headers.get('sec-websocket-protocol') ?? '');
    const connection = new Connection(protocol, rules, recheck);
    const handshake = { view: fetchView(request), token };
    const held = await hold(security, handshake, {
      onEnd: (reason) => connection.#close(codeOfEnd(reason), reason),
      onChange: () => connection.#check(),
    });
    connection.#held = held;
    try {
      if (held.auth.isAuthenticated) connection.#accept(held.auth);
      return connection;
    } catch (error) {
      connection.closed();
      throw error;
    }
  }

  /** The socket is open. */
  opened(peer: Peer): void {
    this.#peer = peer;
    if (this.#closing !== null) return void peer.close(...this.#closing);
    const { firstMessage = 10_000 } = this.#rules;
    if (!this.#isAccepted) this.#timers.push(setTimeout(() => this.#expectToken(), firstMessage));
    if (this.#recheck !== null) this.#timers.push(setInterval(() => this.#tick(), this.#recheck));
  }

  /** The client has sent a message. They are handled one after another. */
  receive(data: unknown): void {
    if (this.#closing !== null) return;
    if (this.#waiting === MOST_WAITING) return this.#close(1008, 'too many messages');
    this.#waiting++;
    this.#last = this.#last.then(() => this.#handle(data)).catch((error) => this.#fail(error));
  }

  /** The socket is closed. */
  closed(): void {
    this.#closing ??= [1000, ''];
    this.#held?.release();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #tick(): void {
    if (this.#closing === null) void this.#held?.check();
    else this.#shut(this.#closing);
  }

  async #handle(data: unknown): Promise<void> {
    this.#waiting--;
    const held = this.#held as Held;
    while (held.pending !== null) await held.pending;
    if (this.#closing !== null) return;
    const token = tokenIn(data);
    if (token === null && !this.#isAccepted) return this.#expectToken();
    if (token === null) {
      this.#peer?.send(await this.#rules.answer(held.auth, String(data)));
      return;
    }
    const refused = await held.swap(token);
    if (this.#closing !== null) return;
    if (refused === null) this.#accept(held.auth);
    this.#peer?.send(JSON.stringify({ type: 'auth', status: refused?.status ?? 200 }));
  }

  #accept(auth: AuthContext): void {
    this.#rules.check(auth);
    this.#isAccepted = true;
  }

  #check(): void {
    try {
      if (this.#isAccepted) this.#rules.check((this.#held as Held).auth);
    } catch (error) {
      this.#fail(error);
    }
  }

  #expectToken(): void {
    if (!this.#isAccepted) this.#close(4401, 'no token came first');
  }

  #fail(error: unknown): void {
    const isRefusal = AuthError.isAuthError(error);
    if (!isRefusal) console.error(error);
    this.#close(isRefusal && error.status < 500 ? 4000 + error.status : 1011, 'refused');
  }

  #close(code: number, reason: string): void {
    if (this.#closing !== null) return;
    this.#closing = [code, reason];
    this.#held?.release();
    try {
      this.#shut(this.#closing);
    } catch (error) {
      // A Worker may not close a socket while it answers another request: the next tick does it.
      if (this.#recheck === null) throw error;
    }
  }

  #shut(closing: readonly [code: number, reason: string]): void {
    this.#peer?.close(...closing);
    this.closed();
  }
}

/** 4401 for what a new token mends. */
function codeOfEnd(reason: string): number {
  if (reason === 'closed') return 1001;
  return reason === 'unavailable' ? 1013 : 4401;
}

/** Reads `new WebSocket(url, ['bearer', token])`. The token is never answered as the protocol. */
function bearerIn(header: string): {
  readonly protocol: string | null;
  readonly token: string | null;
} {
  const offered = header.split(',').map((name) => name.trim());
  const at = offered.indexOf('bearer');
  // An empty token is refused.
  return at === -1
    ? { protocol: null, token: null }
    : { protocol: 'bearer', token: offered[at + 1] ?? '' };
}

/** Reads `{"type":"auth","token":"…"}`; null for a message of the application. */
function tokenIn(data: unknown): string | null {
  if (typeof data !== 'string' || !data.includes('"auth"')) return null;
  try {
    const { type, token } = JSON.parse(data) as { type?: unknown; token?: unknown };
    if (type !== 'auth') return null;
    return typeof token === 'string' ? token : '';
  } catch {
    return null;
  }
}
