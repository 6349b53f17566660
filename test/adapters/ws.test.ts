import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as runner from 'vitest';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ClientOptions, RawData } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import * as adapter from '../../src/adapters/ws.ts';
import { authenticate, authOf, required, userOf } from '../../src/adapters/ws.ts';
import type { WsGuard, WsOptions } from '../../src/adapters/ws.ts';
import { createSecurity } from '../../src/index.ts';
import { socketContract } from '../../src/testing.ts';
import { SECRET } from '../support/security.ts';
import { socketSecurity } from '../support/socket-security.ts';
import { mountWs } from './mounts/ws.ts';

interface SetUp {
  readonly options?: WsOptions;
  readonly guards?: readonly WsGuard[];
  readonly server?: object;
}

/** A server whose sockets answer `who` and repeat the rest; what it heard and reported. */
async function serve({ options, guards = [], server: given }: SetUp = {}) {
  const { security } = socketSecurity();
  const server: Server = createServer();
  const sockets = new WebSocketServer({ noServer: true, ...given });
  const heard: string[] = [];
  server.on('upgrade', authenticate(security, options)(sockets, ...guards));
  sockets.on('connection', (socket) => {
    heard.push('connection');
    socket.on('message', (data) => {
      const text = textOf(data);
      heard.push(text);
      if (text === 'who') return socket.send(String(authOf(socket).userId));
      if (text === 'user') userOf(socket);
      socket.send(`echo ${text}`);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  onTestFinished(async () => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
    server.closeAllConnections();
    await security.close();
  });
  const url = `ws://127.0.0.1:${port}/chat?x=1`;
  const open = (clientOptions: ClientOptions = {}, protocols: string[] = []) =>
    client(url, protocols, clientOptions);
  const openAs = async (user: string) =>
    open({ headers: bearer(await security.createToken(user)) });
  return { security, sockets, heard, open, openAs };
}

const textOf = (data: RawData): string => (data as Buffer).toString();
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A client, and what became of it. */
function client(url: string, protocols: string[], options: ClientOptions) {
  const socket = new WebSocket(url, protocols, options);
  const closed = new Promise<[number, string]>((resolve) =>
    socket.on('close', (code, reason) => resolve([code, String(reason)])),
  );
  const opened = new Promise<'open' | { status: number; headers: object; body: string }>(
    (resolve) => {
      socket.on('open', () => resolve('open'));
      socket.on('unexpected-response', async (_, response) => {
        const parts = await response.toArray();
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, body: Buffer.concat(parts as Buffer[]).toString() });
      });
      socket.on('error', () => undefined);
    },
  );
  const says = async (text: string): Promise<string | undefined> => {
    await opened;
    const answer = once(socket, 'message');
    socket.send(text);
    return String((await answer)[0]);
  };
  return { socket, closed, opened, says };
}

describe('the adapter for ws', () => {
  socketContract(runner, mountWs(adapter));
});

describe('pyramidion/ws at the handshake', () => {
  it('refuses with the same HTTP response as any other request', async () => {
    const { open, openAs, heard } = await serve({ guards: [required('chat')] });
    expect(await open().opened).toMatchObject({
      status: 401,
      headers: {
        'www-authenticate': 'Bearer realm="api"',
        'content-type': 'application/problem+json',
      },
    });
    expect(await open({ headers: bearer('no.token.here') }).opened).toMatchObject({ status: 401 });
    const { opened } = await openAs('bob');
    expect(await opened).toMatchObject({ status: 403, headers: { connection: 'close' } });
    expect(heard).toEqual([]);
  });

  it('accepts the subprotocols bearer and token, and never answers the token', async () => {
    const names: string[] = [];
    const handleProtocols = (protocols: Set<string>) => {
      names.push(...protocols);
      return [...protocols].at(-1) ?? false;
    };
    const plain = await serve({ guards: [required('chat')] });
    const token = await plain.security.createToken('alice');
    const one = plain.open({}, ['bearer', token]);
    expect(await one.opened).toBe('open');
    expect(one.socket.protocol).toBe('bearer');
    const own = await serve({ guards: [required('chat')], server: { handleProtocols } });
    const other = own.open({}, ['bearer', await own.security.createToken('alice'), 'chat.v1']);
    expect(await other.opened).toBe('open');
    expect([other.socket.protocol, ...names]).toEqual(['chat.v1', 'bearer', 'chat.v1']);
    expect(await other.says('who')).toBe('alice');
  });

  it.each([[['bearer']], [['chat.v1', 'bearer']], [['bearer', 'no.token.here']]])(
    'refuses the subprotocols %j',
    async (protocols) => {
      const { open } = await serve();
      const answer = await open({}, protocols).opened;
      expect([400, 401]).toContain((answer as { status: number }).status);
    },
  );

  it('takes no server that accepts sockets by itself, no other security and no unknown option', async () => {
    const security = createSecurity({ privateKey: SECRET });
    const server = createServer();
    expect(() => authenticate(security)(new WebSocketServer({ server }))).toThrow(/noServer: true/);
    expect(() => authenticate({} as never)).toThrow(/what createSecurity returned/);
    expect(() => authenticate(security, { firstMesage: 1 } as never)).toThrow(/firstMessage/);
    expect(() => authenticate(security, { firstMessage: Number.NaN })).toThrow(/seconds/);
  });
});

describe('pyramidion/ws while the socket is open', () => {
  it('closes with 4401 if a handler asks userOf for the user of an anonymous socket', async () => {
    const { open } = await serve();
    const { opened, socket, closed } = open();
    await opened;
    socket.send('user');
    expect(await closed).toEqual([4401, 'refused']);
  });

  it('survives a frame that breaks the protocol', async () => {
    const { openAs } = await serve();
    const { opened, socket, closed } = await openAs('alice');
    await opened;
    (socket as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(
      Buffer.from([0xff, 0xff, 0, 0]),
    );
    expect((await closed)[0]).toBe(1002);
    expect(await (await openAs('alice')).says('who')).toBe('alice');
  });
});

describe('pyramidion/ws with tokens in messages', () => {
  const message = (token: string): string => JSON.stringify({ type: 'auth', token });
  const OK = JSON.stringify({ type: 'auth', status: 200 });

  it('has a socket among the clients only after its first message', async () => {
    const { open, security, heard, sockets } = await serve({
      options: { firstMessage: 5 },
      guards: [required('chat')],
    });
    const { opened, says } = open();
    expect(await opened).toBe('open');
    expect([heard, sockets.clients.size]).toEqual([[], 0]);
    expect(await says(message(await security.createToken('alice')))).toBe(OK);
    expect([heard, sockets.clients.size]).toEqual([['connection'], 1]);
  });
});
