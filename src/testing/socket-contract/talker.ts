import { holds, same } from '../contract/check.ts';
import type { SocketClient, SocketEnd } from './socket-mount.ts';

/** Waits for a promise, and no longer than a case may take. */
export type Patient = <T>(what: string, promise: Promise<T>) => Promise<T>;

/** How a socket has to end; the code counts where a library has one. */
export interface ExpectedEnd {
  readonly code: number;
  /** Undefined for any. */
  readonly reason?: string;
}

/** An open socket of a case: it asks, reads one answer after another, and sees the end. */
export class Talker {
  readonly #client: SocketClient;
  readonly #patient: Patient;
  readonly #received: string[] = [];
  #wake: (() => void) | null = null;

  constructor(client: SocketClient, patient: Patient) {
    this.#client = client;
    this.#patient = patient;
    client.onMessage((text) => {
      this.#received.push(text);
      this.#wake?.();
    });
  }

  send(...texts: string[]): void {
    this.#client.send(...texts);
  }

  sendToken(token: string): void {
    this.#client.sendToken(token);
  }

  cut(): void {
    this.#client.cut();
  }

  /** Returns the next message of the server. */
  async next(): Promise<string> {
    if (this.#received.length === 0)
      await this.#patient(
        'a message',
        Promise.race([this.#arrival(), this.#client.closed.then((end) => this.#ended(end))]),
      );
    return this.#received.shift() as string;
  }

  /** Sends a message and returns the answer. */
  ask(text: string): Promise<string> {
    this.send(text);
    return this.next();
  }

  /** Sends a token and returns the status that is answered. */
  async swap(token: string): Promise<unknown> {
    this.sendToken(token);
    const answer = await this.next();
    holds(answer.startsWith('{'), `A token in a message was answered "${answer}".`);
    return (JSON.parse(answer) as { status?: unknown }).status;
  }

  /**
   * What the server sends before the end counts as an answer.
   *
   * @throws Error unless the socket ends so
   */
  async ends(expected: ExpectedEnd): Promise<void> {
    const end = await this.#patient(
      'the end of the socket',
      Promise.race([
        this.#client.closed,
        this.#arrival().then(() => {
          throw new Error(`The socket answered "${this.#received[0]}" and was not closed.`);
        }),
      ]),
    );
    const code = end.code === null ? null : expected.code;
    same(
      [end.code, expected.reason === undefined ? undefined : end.reason],
      [code, expected.reason],
      'code and reason of the end',
    );
  }

  #arrival(): Promise<void> {
    if (this.#received.length > 0) return Promise.resolve();
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #ended({ code, reason }: SocketEnd): never {
    throw new Error(`The socket was closed with ${code} "${reason}" in place of an answer.`);
  }
}
