import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { io as connect } from 'socket.io-client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { IoGuard } from '../../src/adapters/socket.io.ts';
import { authenticate, authOf, permit, required, userOf } from '../../src/adapters/socket.io.ts';
import type { SecurityOptions } from '../../src/index.ts';
import { Allow, Everyone } from '../../src/index.ts';
import { wiringOf } from '../../src/security/internals.ts';
import { login } from '../support/security.ts';
import { root, socketSecurity } from '../support/socket-security.ts';

/** A server with the namespaces `/` and `/admin`; the second has guards of its own. */
async function serve(guards: readonly IoGuard[] = [], more: Partial<SecurityOptions> = {}) {
  const { security, events, time } = socketSecurity(more);
  const http = createServer();
  const server = new Server(http);
  const heard: unknown[] = [];
  server.use(authenticate(security)).use(authenticate(security));
  for (const guard of guards) server.use(guard);
  server.on('connection', (socket) => {
    heard.push('connection');
    socket.use(
      permit('post', (_socket, packet) => (packet?.[0] === 'post' ? root : openRoot))(socket),
    );
    socket.on('who', (answer: (id: unknown) => void) => answer(authOf(socket).userId));
    socket.on('post', (text: string) => heard.push([userOf(socket).userId, text]));
  });
  server.of('/admin').use(authenticate(security)).use(required('chat'));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  const clients: Socket[] = [];
  onTestFinished(async () => {
    for (const client of clients) client.disconnect();
    await server.close();
    await security.close();
  });
  const open = (options: object = {}, path = '/') => {
    const url = `http://127.0.0.1:${port}${path}`;
    const client = connect(url, { reconnection: false, forceNew: true, ...options });
    clients.push(client);
    const opened = new Promise<unknown>((resolve) => {
      client.on('connect', () => resolve('open'));
      client.on('connect_error', (error) => resolve((error as { data?: unknown }).data ?? error));
    });
    const ended: string[] = [];
    client.on('auth_expired', (reason: string) => ended.push(reason));
    const closed = new Promise<string>((resolve) => client.on('disconnect', resolve));
    return { client, opened, ended, closed };
  };
  const skip = (milliseconds: number): void => void (time.ahead += milliseconds);
  return { security, server, heard, events, open, port, skip };
}

const openRoot = { acl: [[Allow, Everyone, 'post']] } as const;
const TRANSPORTS = [['websocket'], ['polling']] as const;

describe.each(TRANSPORTS)('pyramidion/socket.io over %s', (transport) => {
  const transports = [transport];

  it('accepts a token of the handshake and one of a header', async () => {
    const { open, security } = await serve([required('chat')]);
    const token = await security.createToken('alice');
    for (const options of [
      { auth: { token } },
      { extraHeaders: { authorization: `Bearer ${token}` } },
    ]) {
      const { client, opened } = open({ transports, ...options });
      expect(await opened).toBe('open');
      expect(await client.emitWithAck('who')).toBe('alice');
    }
  });

  it('refuses with the problem of the status, and shows nothing to the handlers', async () => {
    const { open, security, heard } = await serve([required('chat')]);
    const status = async (options: object) =>
      (await open({ transports, ...options }).opened) as { status: number };
    expect(await status({})).toMatchObject({ status: 401, title: 'Unauthorized' });
    expect(await status({ auth: { token: 'no.token.here' } })).toMatchObject({ status: 401 });
    expect(await status({ auth: { token: { length: 1 } } })).toMatchObject({ status: 401 });
    const token = await security.createToken('bob');
    expect(await status({ auth: { token } })).toMatchObject({ status: 403 });
    expect(heard).toEqual([]);
    await vi.waitFor(() => expect(wiringOf(security).ends.size).toBe(0));
  });

  it('asks for the origin of a handshake with a cookie', async () => {
    const { open, security, port } = await serve([required()]);
    const cookie = await login({ security });
    const opened = async (headers: object) =>
      open({ transports, extraHeaders: { cookie, ...headers } }).opened;
    expect(await opened({ origin: `http://127.0.0.1:${port}` })).toBe('open');
    expect(await opened({ 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 });
    expect(await opened({ origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(await opened({})).toMatchObject({ status: 403 });
  });

  it('says auth_expired and closes the connection, at expiry and at a revocation', async () => {
    const { open, security, skip } = await serve();
    const token = await security.createToken('alice', {}, { expiration: '1m' });
    const expiring = open({ transports, auth: { token } });
    const revoked = open({ transports, auth: { token: await security.createToken('bob') } });
    expect([await expiring.opened, await revoked.opened]).toEqual(['open', 'open']);
    await security.revokeUser('bob');
    await revoked.closed;
    skip(60_000);
    await expiring.closed;
    expect([expiring.ended, revoked.ended]).toEqual([['expired'], ['revoked']]);
    await vi.waitFor(() => expect(wiringOf(security).ends.size).toBe(0));
  });
});

describe('pyramidion/socket.io', () => {
  it('guards packets, and reports what it drops', async () => {
    const { open, security, heard, events } = await serve();
    const bob = open({ auth: { token: await security.createToken('bob') } });
    await bob.opened;
    bob.client.emit('post', 'one');
    expect(await bob.client.emitWithAck('who')).toBe('bob');
    expect(heard).toEqual(['connection']);
    expect(events).toMatchObject([{ event: 'request_refused', code: 'permission_denied' }]);
    const alice = open({ auth: { token: await security.createToken('alice') } });
    await alice.opened;
    alice.client.emit('post', 'two');
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['alice', 'two']));
  });

  it('authenticates each namespace, and closes all of a client when one token ends', async () => {
    const { open, security } = await serve([permit('look')]);
    expect(await open({}, '/admin').opened).toMatchObject({ status: 401 });
    const token = await security.createToken('alice');
    const { client, opened, closed } = open({ auth: { token } });
    await opened;
    // It connects by itself: a second packet for it would have the server close the connection.
    const admin = client.io.socket('/admin', { auth: { token } });
    await once(admin as never, 'connect');
    expect(wiringOf(security).ends.size).toBe(2);
    await security.revokeToken(token);
    await closed;
    await vi.waitFor(() =>
      expect([admin.connected, wiringOf(security).ends.size]).toEqual([false, 0]),
    );
  });

  it('keeps one listener for a client that is refused again and again', async () => {
    const { open, security } = await serve();
    const token = await security.createToken('bob');
    const { client, opened } = open({ auth: { token } });
    await opened;
    for (let count = 0; count < 5; count++) {
      const admin = client.io.socket(`/admin`, { auth: { token } });
      const refused = once(admin as never, 'connect_error');
      await refused;
    }
    expect(wiringOf(security).ends.size).toBe(2);
    client.disconnect();
    await vi.waitFor(() => expect(wiringOf(security).ends.size).toBe(0));
  });

  it('loads the principals again after a change, and asks the guards of the handshake', async () => {
    let role = 'chat';
    const callback = { cacheFor: 3600, load: async () => (await pause(20), [`role:${role}`]) };
    const { open, security, heard } = await serve([required('chat')], {
      callback,
      root: {
        acl: [
          [Allow, 'role:chat', 'chat'],
          [Allow, Everyone, 'post'],
        ],
      },
    });
    const { client, opened, closed, ended } = open({
      auth: { token: await security.createToken('alice') },
    });
    expect(await opened).toBe('open');
    role = 'none';
    await security.changed('alice');
    client.emit('post', 'too late');
    await closed;
    expect([ended, heard]).toEqual([['refused'], ['connection']]);
  });

  it('lets onRefused say what the client gets', async () => {
    const answer = Object.assign(new Error('own'), { data: { own: true } });
    const { open } = await serve([required({ onRefused: () => answer })]);
    expect(await open().opened).toEqual({ own: true });
  });

  it('answers 500 and reports it if a resource function throws', async () => {
    const { open, security, events } = await serve([
      permit('chat', () => {
        throw new Error('no room');
      }),
    ]);
    const token = await security.createToken('alice');
    expect(await open({ auth: { token } }).opened).toMatchObject({ status: 500 });
    expect(events).toMatchObject([{ event: 'handler_failed', err: { message: 'no room' } }]);
  });
});
