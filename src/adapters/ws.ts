import type { IncomingMessage } from 'node:http';
import type { WebSocket } from 'ws';
import { setupIncomplete, wiringOf } from '../security/internals.ts';
import { readOnRefused } from '../security/read-on-refused.ts';
import type {
  Authenticator,
  AuthOf,
  Check,
  Framework,
  Permit,
  RefusalResponse,
} from './kit/kit.ts';
import type { RequireUser, UserOf } from './kit/kit.ts';
import { authIn, guards, runGuard, userIn } from './kit/kit.ts';
import { framework, Upgrade } from './ws/upgrade.ts';
import type { WsArgs, WsGuard, WsOptions, WsServer } from './ws/ws-types.ts';

export type * from './ws/ws-types.ts';
export type { GuardOptions, OnRefused, RefusalResponse, ResourceOf } from './kit/kit.ts';

type Answer = RefusalResponse | null;
type Known = (WebSocket | IncomingMessage) & { auth?: unknown };

/** How long a client may take at most for its first message, in seconds. */
const LONGEST_WAIT = 600;

/**
 * Finds out who opens each WebSocket, before it is open: by a header, by the cookie if the page is
 * one of this server, by the subprotocols `['bearer', token]`, or by the first message. A refusal
 * is an HTTP response. The socket is closed with 4401 when its token expires or is revoked.
 *
 * Handlers get the auth context by `authOf(socket)`. What they throw closes the socket: an
 * AuthError with 4000 and its status, anything else with 1011.
 *
 * @returns a function that takes the server, made with `noServer`, and guards
 * @throws ConfigurationError if the value is not a security, or for a wrong option
 * @example
 * const sockets = new WebSocketServer({ noServer: true });
 * server.on('upgrade', authenticate(security)(sockets, required('chat')));
 * sockets.on('connection', (socket) => {
 *   socket.on('message', (text) => {
 *     authOf(socket).require('post', room);
 *     room.send(String(text));
 *   });
 * });
 */
export function authenticate(security: Authenticator, options: WsOptions = {}): WsServer {
  wiringOf(security);
  readOnRefused(options, 'authenticate', ['onRefused', 'tokenMessages', 'firstMessage']);
  const { firstMessage } = options;
  if (firstMessage !== undefined && !(firstMessage > 0 && firstMessage <= LONGEST_WAIT))
    throw setupIncomplete(`firstMessage is a number of seconds, from 1 to ${LONGEST_WAIT}.`);
  return (sockets, ...all) => {
    if (sockets.options.noServer !== true)
      throw setupIncomplete(
        'This WebSocketServer accepts sockets by itself, before they are authenticated: make it with { noServer: true }.',
      );
    const setup = { security, options, sockets, guards: all };
    return (request, socket, head) => void new Upgrade(setup, request, socket).run(head);
  };
}

const made = guards<WsArgs, WsGuard, Answer>(
  framework,
  // The kit has a mark of its own among the answers, which no guard sees.
  (check) => (request) =>
    runGuard(
      framework as Framework<WsArgs, unknown>,
      check as Check<WsArgs, unknown>,
      [request],
      () => null,
    ) as Answer,
);

/** Lets sockets open that the ACL permits: see {@link Permit}. */
export const permit: Permit<WsArgs, WsGuard, Answer> = made.permit;

/** Lets authenticated sockets open, and with a permission those that the ACL permits. */
export const required: RequireUser<WsArgs, WsGuard, Answer> = made.required;

/** Returns the auth context of a socket, or of the request that opens it: see {@link AuthOf}. */
export const authOf: AuthOf<WebSocket | IncomingMessage> = (from: Known) => authIn(from.auth);

/** Returns the auth context of an authenticated socket: see {@link UserOf}. */
export const userOf: UserOf<WebSocket | IncomingMessage> = (from: Known) => userIn(from.auth);
