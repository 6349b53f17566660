import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import type * as wsAdapter from '../../../src/adapters/ws.ts';
import type { SocketMount } from '../../../src/testing.ts';
import { guardOf, refusing, webSocketClient } from '../../../src/testing.ts';

const urlOf = (request: IncomingMessage): string => request.url as string;
const answerText = (body: string) => ({ status: 401, headers: [], body });

/** Mounts `pyramidion/ws` for the contract of sockets. */
export const mountWs =
  (adapter: typeof wsAdapter): SocketMount =>
  async ({ security, onRefused, tokenMessages, firstMessage, ...setUp }) => {
    const server = createServer();
    const sockets = new WebSocketServer({ noServer: true });
    const guard = guardOf<wsAdapter.WsGuard>(setUp, adapter, urlOf, answerText);
    const authenticate = adapter.authenticate(security, {
      tokenMessages,
      ...(firstMessage !== null && { firstMessage }),
      ...(onRefused !== undefined && { onRefused: refusing(onRefused, answerText) }),
    });
    server.on('upgrade', authenticate(sockets, ...(guard === null ? [] : [guard])));
    sockets.on('connection', (socket) => {
      setUp.opened();
      socket.on('message', (data: Buffer) =>
        setUp.handle(adapter.authOf(socket), data.toString(), (text) => socket.send(text)),
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      port,
      connect: (handshake) => webSocketClient(WebSocket, `ws://127.0.0.1:${port}/`, handshake),
      close() {
        server.closeAllConnections();
        server.close();
      },
    };
  };
