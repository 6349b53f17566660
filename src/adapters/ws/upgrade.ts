import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { AuthError } from '../../base/errors.ts';
import { wiringOf } from '../../security/internals.ts';
import type { AuthContext, Authenticator, Framework, Held, RefusalResponse } from '../kit/kit.ts';
import { answerRefusal, hold, nodeView, refusalOf } from '../kit/kit.ts';
import { answerUpgrade } from './answer-upgrade.ts';
import { AuthSocket } from './auth-socket.ts';
import { takeBearer } from './bearer-protocol.ts';
import { codeOfError, codeOfStatus } from './close-code.ts';
import type { WsArgs, WsGuard, WsOptions } from './ws-types.ts';

type Known = { auth?: unknown };

/** What the adapter says of `ws` to the kit. */
export const framework: Framework<WsArgs, RefusalResponse | null> = {
  auth: (request: Known & IncomingMessage) => request.auth,
  refuse: (error) => refusalOf(error),
};

/** How the sockets of one server are opened. */
export interface Setup {
  readonly security: Authenticator;
  readonly options: WsOptions;
  readonly sockets: WebSocketServer;
  readonly guards: readonly WsGuard[];
}

/** One request for an upgrade, and the socket that it becomes. */
export class Upgrade {
  readonly #setup: Setup;
  readonly #request: IncomingMessage & Known;
  readonly #raw: Duplex;
  #socket: AuthSocket | null = null;
  #opened: (WebSocket & Known) | null = null;

  constructor(setup: Setup, request: IncomingMessage, raw: Duplex) {
    this.#setup = setup;
    this.#request = request;
    this.#raw = raw;
    // A client that goes away is no error of the server.
    raw.on('error', () => undefined);
  }

  /** Opens the socket, or answers with the refusal. It never rejects. */
  async run(head: Buffer): Promise<void> {
    try {
      const held = await this.#hold();
      this.#raw.once('close', () => held.release());
      if (this.#raw.destroyed) return held.release();
      this.#keep(held.auth);
      const waits = this.#setup.options.firstMessage !== undefined && !held.auth.isAuthenticated;
      const refusal = waits ? null : await this.#refusal();
      if (refusal === null) return this.#open(held, waits, head);
      held.release();
      answerUpgrade(this.#raw, refusal);
    } catch (error) {
      await this.#fail(error);
    }
  }

  #hold(): Promise<Held> {
    const { security, options } = this.#setup;
    const handshake = { view: nodeView(this.#request), token: takeBearer(this.#request) };
    return hold(security, handshake, {
      onEnd: (reason) => this.#socket?.end(reason),
      onChange: (auth) => {
        this.#keep(auth);
        this.#socket?.changed();
      },
      onRefused: options.onRefused,
    });
  }

  #keep(auth: AuthContext): void {
    this.#request.auth = auth;
    if (this.#opened !== null) this.#opened.auth = auth;
  }

  async #refusal(): Promise<RefusalResponse | null> {
    for (const guard of this.#setup.guards) {
      const refusal = await guard(this.#request);
      if (refusal !== null) return refusal;
    }
    return null;
  }

  #open(held: Held, waits: boolean, head: Buffer): void {
    const { sockets, options } = this.#setup;
    sockets.handleUpgrade(this.#request, this.#raw, head, (opened) => {
      this.#opened = opened;
      this.#keep(held.auth);
      const { firstMessage } = options;
      this.#socket = new AuthSocket(opened, held, {
        takesTokens: options.tokenMessages === true || firstMessage !== undefined,
        firstMessage: waits ? (firstMessage as number) * 1000 : null,
        check: async () => {
          const refusal = await this.#refusal();
          return refusal === null ? null : codeOfStatus(refusal.status);
        },
        show: () => this.#show(opened),
        failed: (error) => this.#failed(error),
      });
      // Applications send to all `clients`: one that is not accepted must not be among them.
      if (waits) sockets.clients?.delete(opened);
      else this.#show(opened);
      if (held.ended !== null) this.#socket.end(held.ended);
    });
  }

  #show(opened: WebSocket): void {
    const { sockets } = this.#setup;
    sockets.clients?.add(opened);
    sockets.emit('connection', opened, this.#request);
  }

  /** Answers what was thrown before the upgrade. */
  async #fail(error: unknown): Promise<void> {
    const { onRefused } = this.#setup.options;
    try {
      const answer = AuthError.isAuthError(error)
        ? await answerRefusal(framework, error, [this.#request], onRefused)
        : this.#report(error);
      if (this.#opened !== null || answer === null) this.#raw.destroy();
      else answerUpgrade(this.#raw, answer);
    } catch (later) {
      this.#report(later);
      this.#raw.destroy();
    }
  }

  #failed(error: unknown): number {
    if (!AuthError.isAuthError(error)) this.#report(error);
    return codeOfError(error);
  }

  #report(err: unknown): RefusalResponse {
    const reason = 'A handler of a WebSocket threw an error that is no AuthError.';
    wiringOf(this.#setup.security).emit({ event: 'handler_failed', code: null, reason, err });
    return refusalOf(err);
  }
}
