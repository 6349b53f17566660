import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import type { AuthenticateOptions, RefusalResponse } from '../kit/kit.ts';

/** The arguments of resource functions and of `onRefused`: the request that opened the socket. */
export type WsArgs = [request: IncomingMessage];

/** A guard: returns what to answer in place of the upgrade, or null to let it pass. */
export type WsGuard = (
  request: IncomingMessage,
) => RefusalResponse | null | Promise<RefusalResponse | null>;

/** What `server.on('upgrade', …)` takes. */
export type UpgradeListener = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Makes the listener for the sockets of one server, all of which the guards check. */
export type WsServer = (sockets: WebSocketServer, ...guards: WsGuard[]) => UpgradeListener;

/** What `authenticate` takes beside the security. */
export interface WsOptions extends AuthenticateOptions<WsArgs, RefusalResponse | null> {
  /**
   * Whether a client may send a later token on an open socket: `{"type":"auth","token":"…"}`. The
   * answer is `{"type":"auth","status":200}`. Such messages do not reach the application. Default:
   * false.
   */
  readonly tokenMessages?: boolean | undefined;
  /**
   * How many seconds a client that sends no credential with the handshake may take to send a token
   * in its first message, in the form of `tokenMessages`. Until then the application does not see
   * the socket. Default: such a client is anonymous.
   */
  readonly firstMessage?: number | undefined;
}
