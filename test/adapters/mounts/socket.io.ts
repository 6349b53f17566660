import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { io } from 'socket.io-client';
import type * as ioAdapter from '../../../src/adapters/socket.io.ts';
import type { SocketClient, SocketHandshake, SocketMount } from '../../../src/testing.ts';
import { guardOf, refusing } from '../../../src/testing.ts';

type Adapter = typeof ioAdapter;

const urlOf = (socket: ioAdapter.AnySocket): string => socket.request.url as string;
const answerText = (text: string) => Object.assign(new Error(text), { data: { status: 401 } });

/** Mounts `pyramidion/socket.io` for the contract of sockets. */
export const mountSocketIo =
  (adapter: Adapter, transport: 'websocket' | 'polling'): SocketMount =>
  async ({ security, guard, ...setUp }) => {
    const http = createServer();
    const server = new Server(http);
    server.use(adapter.authenticate(security, optionsOf(setUp)));
    const made = guardOf<ioAdapter.IoGuard>({ guard }, adapter, urlOf, answerText);
    if (made !== null) server.use(made);
    server.on('connection', (socket) => {
      setUp.opened();
      socket.on('say', async (text: string) => {
        const send = (answer: string) => socket.emit('said', answer);
        // Socket.IO lets what a handler throws end the process.
        try {
          await setUp.handle(adapter.authOf(socket), text, send);
        } catch {
          send('failed');
        }
      });
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    const { port } = http.address() as AddressInfo;
    return {
      port,
      connect: (handshake) => connectIo(`http://127.0.0.1:${port}/`, transport, handshake),
      close() {
        void server.close();
        http.closeAllConnections();
      },
    };
  };

/** The options that the adapter does not have are passed, so that it refuses them. */
function optionsOf({
  tokenMessages,
  firstMessage,
  onRefused,
}: Pick<Parameters<SocketMount>[0], 'tokenMessages' | 'firstMessage' | 'onRefused'>): object {
  return {
    ...(tokenMessages && { tokenMessages }),
    ...(firstMessage !== null && { firstMessage }),
    ...(onRefused !== undefined && { onRefused: refusing(onRefused, answerText) }),
  };
}

function connectIo(
  url: string,
  transport: string,
  { headers, token }: SocketHandshake,
): SocketClient {
  const client = io(url, {
    transports: [transport],
    reconnection: false,
    forceNew: true,
    extraHeaders: headers as Record<string, string>,
    auth: token === null ? {} : { token },
  });
  let reason: string | null = null;
  let leave: (() => void) | null = null;
  client.on('auth_expired', (why: string) => (reason = why));
  return {
    opened: new Promise((resolve) => {
      client.on('connect', () => resolve(null));
      client.on('connect_error', (error) => {
        const { data } = error as { data?: { status?: number } };
        const body = `${error.message} ${JSON.stringify(data)}`;
        resolve({ status: data?.status ?? 0, body });
      });
    }),
    closed: new Promise((resolve) => {
      // A client that leaves before it is connected emits nothing.
      leave = () => resolve({ code: null, reason: 'cut' });
      client.on('disconnect', (why) => resolve({ code: null, reason: reason ?? why }));
      client.on('connect_error', ({ message }) => resolve({ code: null, reason: message }));
    }),
    send(...texts) {
      for (const text of texts) client.emit('say', text);
    },
    sendToken: (later) => client.emit('say', JSON.stringify({ type: 'auth', token: later })),
    onMessage: (listener) => void client.on('said', listener),
    cut() {
      client.disconnect();
      leave?.();
    },
  };
}
