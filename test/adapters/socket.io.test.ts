import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io-client';
import { io as connect } from 'socket.io-client';
import * as runner from 'vitest';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import * as adapter from '../../src/adapters/socket.io.ts';
import type { IoGuard } from '../../src/adapters/socket.io.ts';
import { authenticate, authOf, permit, required, userOf } from '../../src/adapters/socket.io.ts';
import { Allow, Everyone } from '../../src/index.ts';
import { wiringOf } from '../../src/security/internals.ts';
import { socketContract, socketContractCases } from '../../src/testing.ts';
import { root, socketSecurity } from '../support/socket-security.ts';
import { mountSocketIo } from './mounts/socket.io.ts';

/** A server with the namespaces `/` and `/admin`; the second has guards of its own. */
async function serve(guards: readonly IoGuard[] = []) {
  const { security, events } = socketSecurity();
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
    const closed = new Promise<string>((resolve) => client.on('disconnect', resolve));
    return { client, opened, closed };
  };
  return { security, heard, events, open };
}

const openRoot = { acl: [[Allow, Everyone, 'post']] } as const;

const AGAIN =
  'a client of Socket.IO sends its token with the handshake: it connects again with another';
const THROWS = 'Socket.IO lets what a handler throws end the process: an application catches it';

/** Rules of a first message or a later token, which Socket.IO has no place for. */
const ofTokenMessages = socketContractCases
  .map(({ name }) => name)
  .filter((name) =>
    /first message|first token|waiting socket|later token|later one|while its token|become a user|had before|of another issuer that names/.test(
      name,
    ),
  );
const CANNOT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(ofTokenMessages.map((name) => [name, AGAIN])),
  'closes a socket whose handler requires what the user may not': THROWS,
  'closes an anonymous socket whose handler requires a permission': THROWS,
  'closes a socket whose handler asks for a permission outside of the list': THROWS,
  'closes the socket alone whose handler throws, and reports it': THROWS,
  'closes the socket alone whose handler rejects, and reports it': THROWS,
  'handles no message behind one whose handler throws': THROWS,
};

describe.each(['websocket', 'polling'] as const)(
  'the adapter for Socket.IO over %s',
  (transport) => {
    socketContract(runner, mountSocketIo(adapter, transport), CANNOT);
  },
);

describe('pyramidion/socket.io', () => {
  it('refuses with the problem of the status, also a token that is no string', async () => {
    const { open, heard } = await serve([required('chat')]);
    expect(await open().opened).toMatchObject({ status: 401, title: 'Unauthorized' });
    const { opened } = open({ auth: { token: { length: 1 } } });
    expect(await opened).toMatchObject({ status: 401 });
    expect(heard).toEqual([]);
  });

  it('cannot keep the process from ending if a handler throws', () => {
    const source = `
      import { createServer } from 'node:http';
      import { Server } from 'socket.io';
      import { io } from 'socket.io-client';
      const http = createServer().listen(0, '127.0.0.1', () => {
        new Server(http).on('connection', (socket) => socket.on('say', () => { throw new Error('own'); }));
        const client = io('http://127.0.0.1:' + http.address().port);
        client.emit('say');
        setTimeout(() => process.exit(0), 20_000);
      });`;
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '--eval', source],
      { encoding: 'utf8' },
    );
    expect([status !== 0, stderr]).toEqual([true, expect.stringContaining('Error: own')]);
  });

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
});
