import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ClientOptions, RawData } from 'ws';
import { WebSocket, WebSocketServer } from 'ws';
import { authenticate, authOf, permit, required, userOf } from '../../src/adapters/ws.ts';
import type { WsGuard, WsOptions } from '../../src/adapters/ws.ts';
import type { SecurityOptions } from '../../src/index.ts';
import { Allow, createSecurity } from '../../src/index.ts';
import { wiringOf } from '../../src/security/internals.ts';
import { login, SECRET } from '../support/security.ts';
import { root, socketSecurity } from '../support/socket-security.ts';

interface SetUp {
  readonly options?: WsOptions;
  readonly guards?: readonly WsGuard[];
  readonly security?: Partial<SecurityOptions>;
  readonly server?: object;
}

/** A server whose sockets answer `who` and repeat the rest; what it heard and reported. */
async function serve({ options, guards = [], security: more, server: given }: SetUp = {}) {
  const { security, events, time } = socketSecurity(more);
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
      if (text === 'throw') throw new Error('thrown');
      if (text === 'require') authOf(socket).require('post');
      if (text === 'user') userOf(socket);
      socket.send(`echo ${text}`);
    });
    socket.on('message', async (data) => {
      await Promise.resolve();
      if (textOf(data) === 'reject') throw new Error('rejected');
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
  const openAs = async (user: string, expiration = '1h') =>
    open({
      headers: bearer(await security.createToken(user, {}, { expiration: expiration as '1h' })),
    });
  const skip = (milliseconds: number): void => void (time.ahead += milliseconds);
  return { security, sockets, heard, events, port, open, openAs, skip };
}

const textOf = (data: RawData): string => (data as Buffer).toString();
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A client, and what became of it. */
function client(url: string, protocols: string[], options: ClientOptions) {
  const socket = new WebSocket(url, protocols, options);
  const seen: string[] = [];
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
  socket.on('message', (data) => seen.push(textOf(data)));
  const says = async (text: string): Promise<string | undefined> => {
    await opened;
    const answer = once(socket, 'message');
    socket.send(text);
    return String((await answer)[0]);
  };
  return { socket, seen, closed, opened, says };
}

describe('pyramidion/ws at the handshake', () => {
  it('accepts a token in a header, and shows its user to the handlers', async () => {
    const { openAs } = await serve({ guards: [required('chat')] });
    const { opened, says } = await openAs('alice');
    expect(await opened).toBe('open');
    expect(await says('who')).toBe('alice');
  });

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

  it('leaves no refused client as an anonymous one', async () => {
    const { open } = await serve({ guards: [permit('look')] });
    expect(await open().opened).toBe('open');
    expect(await open({ headers: bearer('no.token.here') }).opened).toMatchObject({ status: 401 });
  });

  it('asks for the origin of a handshake with a cookie, though it is a GET', async () => {
    const { open, security, port } = await serve({ guards: [required()] });
    const cookie = await login({ security });
    const status = async (headers: Record<string, string>) => {
      const answer = await open({ headers: { cookie, ...headers } }).opened;
      return answer === 'open' ? 101 : answer.status;
    };
    expect(await status({ origin: `http://127.0.0.1:${port}` })).toBe(101);
    expect(await status({ origin: 'https://evil.example' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'same-site', origin: 'http://a.127.0.0.1' })).toBe(403);
    expect(await status({ 'sec-fetch-site': 'same-origin' })).toBe(101);
    expect(await status({})).toBe(403);
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

  it('takes the token of the subprotocol in place of the cookie', async () => {
    const { open, security } = await serve({ guards: [required()] });
    const cookie = await login({ security }, 'carol');
    const token = await security.createToken('alice');
    const { says } = open({ headers: { cookie } }, ['bearer', token]);
    expect(await says('who')).toBe('alice');
  });

  it('lets onRefused answer, that of a guard before that of authenticate', async () => {
    const answer = (status: number) => () => ({
      status,
      headers: [['X-Own', 'yes']] as const,
      body: 'own',
    });
    const { open, openAs } = await serve({
      options: { onRefused: answer(418) },
      guards: [required(), permit('chat', { onRefused: answer(451) })],
    });
    expect(await open().opened).toMatchObject({
      status: 418,
      headers: { 'x-own': 'yes' },
      body: 'own',
    });
    expect(await (await openAs('bob')).opened).toMatchObject({ status: 451 });
  });

  it('answers 500 and reports it if a resource function throws, and 404 for none', async () => {
    const failing = await serve({
      guards: [
        permit('chat', () => {
          throw new Error('no room');
        }),
      ],
    });
    expect(await (await failing.openAs('alice')).opened).toMatchObject({ status: 500 });
    expect(failing.events).toMatchObject([
      { event: 'handler_failed', err: { message: 'no room' } },
    ]);
    const missing = await serve({ guards: [permit('chat', async () => null)] });
    expect(await (await missing.openAs('alice')).opened).toMatchObject({ status: 404 });
  });

  it('survives a client that goes away while it is checked, and holds nothing of it', async () => {
    let find: ((found: typeof root) => void) | undefined;
    const found = new Promise<typeof root>((resolve) => (find = resolve));
    const { port, security, heard } = await serve({
      guards: [required('chat', () => found)],
    });
    const token = await security.createToken('alice');
    const raw = connect(port, '127.0.0.1');
    raw.write(
      `GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${token}\r\n\r\n`,
    );
    await vi.waitFor(() => expect(wiringOf(security).ends.size).toBe(1));
    raw.resetAndDestroy();
    await vi.waitFor(() => expect(wiringOf(security).ends.size).toBe(0));
    find?.(root);
    await pause(20);
    expect(heard).toEqual([]);
  });

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
  it('closes with 4401 when the token expires', async () => {
    const { openAs, skip } = await serve();
    const { opened, closed } = await openAs('alice', '1m');
    await opened;
    skip(60_000);
    expect(await closed).toEqual([4401, 'expired']);
  });

  it('closes at once when the user is revoked, and delivers nothing that comes after it', async () => {
    const { openAs, security, heard } = await serve();
    const { opened, socket, closed } = await openAs('alice');
    await opened;
    socket.pause();
    await security.revokeUser('alice');
    for (let count = 0; count < 5; count++) socket.send('too late');
    socket.resume();
    expect(await closed).toEqual([4401, 'revoked']);
    expect(heard).toEqual(['connection']);
    expect(wiringOf(security).ends.size).toBe(0);
  });

  it('closes with 1001 when the security is closed', async () => {
    const { openAs, security } = await serve();
    const { opened, closed } = await openAs('alice');
    await opened;
    await security.close();
    expect(await closed).toEqual([1001, 'closed']);
  });

  it('closes with 4000 and the status for an AuthError of a handler', async () => {
    const { open, openAs } = await serve();
    const bob = await openAs('bob');
    await bob.opened;
    bob.socket.send('require');
    expect(await bob.closed).toEqual([4403, 'refused']);
    const anonymous = open();
    await anonymous.opened;
    anonymous.socket.send('user');
    expect(await anonymous.closed).toEqual([4401, 'refused']);
  });

  it.each(['throw', 'reject'])(
    'closes with 1011 if a handler should %s, and reports it',
    async (how) => {
      const { openAs, events } = await serve();
      const { opened, socket, closed } = await openAs('alice');
      await opened;
      socket.send(how);
      expect(await closed).toEqual([1011, 'refused']);
      expect(events.map(({ event }) => event)).toEqual(['handler_failed']);
    },
  );

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

  it('loads the principals again after a change, checks again, and holds messages meanwhile', async () => {
    let role = 'chat';
    const callback = { cacheFor: 3600, load: async () => (await pause(30), [`role:${role}`]) };
    const { openAs, security, heard } = await serve({
      security: { callback, root: { acl: [[Allow, 'role:chat', ['chat', 'post']]] } },
      guards: [required('chat')],
    });
    const { opened, socket, says, closed } = await openAs('alice');
    await opened;
    expect(await says('require')).toBe('echo require');
    role = 'none';
    await security.changed('alice');
    socket.send('require');
    expect(await closed).toEqual([4403, 'refused']);
    expect(heard).toEqual(['connection', 'require']);
  });
});

describe('pyramidion/ws with tokens in messages', () => {
  const message = (token: string): string => JSON.stringify({ type: 'auth', token });
  const OK = JSON.stringify({ type: 'auth', status: 200 });

  it('shows a socket to the application only after its first message, in order', async () => {
    const { open, security, heard, sockets } = await serve({
      options: { firstMessage: 5 },
      guards: [required('chat')],
    });
    const { opened, socket, seen } = open();
    expect(await opened).toBe('open');
    expect([heard, sockets.clients.size]).toEqual([[], 0]);
    socket.send(message(await security.createToken('alice')));
    for (let count = 0; count < 20; count++) socket.send(String(count));
    const all = Array.from({ length: 20 }, (_, count) => String(count));
    await vi.waitFor(() => expect(seen).toEqual([OK, ...all.map((one) => `echo ${one}`)]));
    expect([heard, sockets.clients.size]).toEqual([['connection', ...all], 1]);
  });

  it('closes if no token comes in time, or something else comes first', async () => {
    const { open, heard } = await serve({ options: { firstMessage: 0.05 }, guards: [required()] });
    expect(await open().closed).toEqual([4401, 'no token came']);
    const other = open();
    await other.opened;
    other.socket.send('hello');
    expect(await other.closed).toEqual([4401, 'no token came first']);
    expect(heard).toEqual([]);
  });

  it('closes with 4401 for a token that is refused, and with 4403 for a user who may not', async () => {
    const { open, security } = await serve({
      options: { firstMessage: 5 },
      guards: [required('chat')],
    });
    for (const [token, code] of [
      ['no.token.here', 4401],
      ['', 4401],
      [await security.createToken('bob'), 4403],
    ] as const) {
      const { opened, socket, closed } = open();
      await opened;
      socket.send(message(token));
      expect((await closed)[0]).toBe(code);
    }
    expect(wiringOf(security).ends.size).toBe(0);
  });

  it('goes on with a later token of the same user', async () => {
    const { openAs, security, skip } = await serve({ options: { tokenMessages: true } });
    const { says, closed } = await openAs('alice', '1m');
    expect(await says(message(await security.createToken('alice')))).toBe(OK);
    skip(120_000);
    await pause(1100);
    expect(await says('who')).toBe('alice');
    await security.revokeUser('alice');
    expect(await closed).toEqual([4401, 'revoked']);
  });

  it.each([
    [
      'another user',
      async (security: { createToken(id: string): Promise<string> }) => security.createToken('bob'),
    ],
    ['no user', async () => 'no.token.here'],
  ])('closes for a later token of %s', async (_, make) => {
    const { openAs, security } = await serve({ options: { tokenMessages: true } });
    const { opened, socket, closed } = await openAs('alice');
    await opened;
    socket.send(message(await make(security)));
    expect(await closed).toEqual([4401, 'refused']);
  });

  it('lets an anonymous socket become a user, and never a user another one', async () => {
    const { open, security } = await serve({ options: { tokenMessages: true } });
    const { says, closed, socket } = open();
    expect(await says('who')).toBe('null');
    expect(await says(message(await security.createToken('alice')))).toBe(OK);
    expect(await says('who')).toBe('alice');
    socket.send(message(await security.createToken('bob')));
    expect((await closed)[0]).toBe(4401);
  });

  it('holds at most 64 messages while a token is checked', async () => {
    const callback = async (): Promise<string[]> => pause(300, []);
    const { open, security, heard } = await serve({
      options: { firstMessage: 5 },
      security: { callback },
    });
    const { opened, socket, closed } = open();
    await opened;
    const token = message(await security.createToken('alice'));
    // In one piece: back pressure holds back what comes later.
    const { _socket: raw } = socket as unknown as { _socket: Socket };
    raw.cork();
    for (const text of [token, ...Array.from({ length: 65 }, String)]) socket.send(text);
    raw.uncork();
    expect(await closed).toEqual([1008, 'too many messages']);
    expect(heard).toEqual([]);
  });

  it('leaves such messages to the application if they are not asked for', async () => {
    const { openAs } = await serve();
    const { says } = await openAs('alice');
    expect(await says(message('x'))).toBe(`echo ${message('x')}`);
  });
});
