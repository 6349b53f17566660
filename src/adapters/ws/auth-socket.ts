import type { WebSocket } from 'ws';
import type { Held, HoldEnd } from '../kit/kit.ts';
import { runReporting } from '../kit/kit.ts';
import { CLOSE, codeOfEnd } from './close-code.ts';
import { answerTo, tokenIn } from './token-message.ts';

/** What a socket needs of the server that it is of. */
export interface SocketRules {
  /** Whether messages may carry tokens. */
  readonly takesTokens: boolean;
  /** How many milliseconds the first message may take; null for a client that is accepted. */
  readonly firstMessage: number | null;
  /** Asks the guards; returns the code to close with, or null. */
  readonly check: () => Promise<number | null>;
  /** Shows the socket to the application. */
  readonly show: () => void;
  /** Handles what a listener of the application threw; returns the code to close with. */
  readonly failed: (error: unknown) => number;
}

type Message = readonly [data: unknown, isBinary: boolean];

/** How many messages a client may send while its token is checked. */
const MOST_WAITING = 64;

/**
 * A WebSocket whose messages reach the application only while its user is accepted: not before, not
 * while a token is checked, and not after the end.
 */
export class AuthSocket {
  readonly #socket: WebSocket;
  readonly #held: Held;
  readonly #rules: SocketRules;
  readonly #waiting: Message[] = [];
  #isAccepted: boolean;
  #isSwapping = false;
  #isOver = false;
  /** How many checks are open. */
  #open = 0;
  #deadline: ReturnType<typeof setTimeout> | null = null;

  constructor(socket: WebSocket, held: Held, rules: SocketRules) {
    this.#socket = socket;
    this.#held = held;
    this.#rules = rules;
    this.#isAccepted = rules.firstMessage === null;
    this.#takeMessages();
    // A frame that breaks the protocol is an error of the client: `ws` closes the connection.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#stop());
    if (rules.firstMessage !== null)
      this.#deadline = setTimeout(
        () => this.close(CLOSE.unauthorized, 'no token came'),
        rules.firstMessage,
      );
  }

  end(reason: HoldEnd): void {
    this.close(codeOfEnd(reason), reason);
  }

  /** Closes the connection. What the client sends until it has answered is dropped. */
  close(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#stop();
    this.#socket.close(code, reason);
    this.#socket.resume();
  }

  /** Lets the guards check an auth context that has replaced another one. */
  changed(): void {
    if (this.#isAccepted && !this.#isSwapping) void this.#holdBack(() => this.#check());
  }

  #stop(): void {
    this.#isOver = true;
    this.#waiting.length = 0;
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#held.release();
  }

  /** Takes the place of the event `message`, whose listeners are called by this object alone. */
  #takeMessages(): void {
    const socket = this.#socket as {
      emit: (event: string | symbol, ...args: unknown[]) => boolean;
    };
    const emit = socket.emit.bind(socket);
    socket.emit = (event, ...args) => {
      if (event !== 'message') return emit(event, ...args);
      this.#receive(args as unknown as Message);
      return true;
    };
  }

  #receive(message: Message): void {
    if (this.#isOver) return;
    if (this.#waiting.length === MOST_WAITING)
      return this.close(CLOSE.policyViolation, 'too many messages');
    this.#waiting.push(message);
    this.#next();
  }

  /** Handles what waits, in order, until something has to be checked. */
  #next(): void {
    while (this.#open === 0 && this.#waiting.length > 0) {
      const { pending } = this.#held;
      if (pending === null) this.#handle(this.#waiting.shift() as Message);
      else void this.#holdBack(() => pending);
    }
  }

  #handle(message: Message): void {
    const token = this.#rules.takesTokens ? tokenIn(...message) : null;
    if (token !== null) void this.#holdBack(() => this.#swap(token));
    else if (this.#isAccepted) this.#deliver(message);
    else this.close(CLOSE.unauthorized, 'no token came first');
  }

  async #swap(token: string): Promise<void> {
    this.#isSwapping = true;
    const refused = await this.#held.swap(token);
    this.#isSwapping = false;
    if (refused === null) {
      await this.#check();
      if (!this.#isOver && !this.#isAccepted) this.#accept();
    }
    if (!this.#isOver) this.#socket.send(answerTo(refused?.status ?? 200));
  }

  #accept(): void {
    this.#isAccepted = true;
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#rules.show();
  }

  async #check(): Promise<void> {
    const code = await this.#rules.check();
    if (code !== null) this.close(code, 'refused');
  }

  /** Calls the listeners one by one, so that each error is caught, also that of a promise. */
  #deliver(message: Message): void {
    for (const listener of this.#socket.rawListeners('message'))
      runReporting(
        () => listener.apply(this.#socket, [...message]) as unknown,
        (error) => this.close(this.#rules.failed(error), 'refused'),
      );
  }

  /** Holds messages back while something is checked; the client feels it as back pressure. */
  async #holdBack(check: () => Promise<unknown>): Promise<void> {
    this.#open++;
    this.#socket.pause();
    try {
      await check();
    } catch (error) {
      this.close(this.#rules.failed(error), 'failed');
    }
    this.#open--;
    if (this.#open > 0) return;
    this.#socket.resume();
    this.#next();
  }
}
