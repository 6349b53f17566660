import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { refusalResponse } from 'pyramidion/adapter';
import { WebSocket, WebSocketServer } from 'ws';
import { Connection } from '../../../examples/sockets-elsewhere/connection.ts';
import type { AuthContext } from '../../../src/index.ts';
import { AuthError, Public } from '../../../src/index.ts';
import type { RouteGuard, SocketMount } from '../../../src/testing.ts';
import { webSocketClient } from '../../../src/testing.ts';

/** Mounts the connection of `examples/sockets-elsewhere`, which is made with `hold`, on Node. */
export const mountConnection: SocketMount = async ({
  security,
  guard,
  handle,
  opened,
  firstMessage,
}) => {
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  const open = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    socket.on('error', () => undefined);
    const seen = { accepted: false, open: false, shown: false };
    const show = (): void => {
      if (!seen.accepted || !seen.open || seen.shown) return;
      seen.shown = true;
      opened();
    };
    const rules = {
      ...(firstMessage !== null && { firstMessage: firstMessage * 1000 }),
      check(auth: AuthContext): void {
        if (guard !== null) ask(auth, guard, request.url as string);
        seen.accepted = true;
        show();
      },
      async answer(auth: AuthContext, text: string): Promise<string> {
        let answer = '';
        await handle(auth, text, (one) => (answer = one));
        return answer;
      },
    };
    try {
      const connection = await Connection.begin(
        security as never,
        requestOf(request),
        rules as never,
      );
      socket.once('close', () => connection.closed());
      if (socket.destroyed) return connection.closed();
      sockets.handleUpgrade(request, socket, head, (peer) => {
        connection.opened(peer);
        seen.open = true;
        show();
        peer.on('error', () => undefined);
        peer.on('message', (data: Buffer) => connection.receive(data.toString()));
      });
    } catch (error) {
      await refuse(socket, refusalResponse(error));
    }
  };
  server.on('upgrade', (...args) => void open(...args));
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

/** What the guard of the contract asks, in the words of an auth context. */
function ask(
  auth: AuthContext,
  { kind, permission, resource, maxAuthAge }: RouteGuard,
  url: string,
) {
  if (permission === Public) return;
  if (kind === 'required' && !auth.isAuthenticated) throw new AuthError('credentials_missing');
  if (permission === undefined) return;
  const freshness = maxAuthAge === undefined ? [] : [{ maxAuthAge }];
  const found = resource === undefined ? [] : [resource(url)];
  auth.require(permission as string, ...([...found, ...freshness] as []));
}

function requestOf({ url, method = 'GET', headers }: IncomingMessage): Request {
  const fields = Object.entries(headers).map(([name, value]) => [name, String(value)]);
  return new Request(`http://${headers.host}${url}`, { method, headers: fields as never });
}

async function refuse(socket: Duplex, response: Response): Promise<void> {
  const body = await response.text();
  const fields = [...response.headers].map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(
    `HTTP/1.1 ${response.status} Refused\r\n${fields}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
