import { once } from 'node:events';
import { Module, UseFilters, UseGuards } from '@nestjs/common';
import type { INestApplication, Type } from '@nestjs/common';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { WsAdapter } from '@nestjs/platform-ws';
import { MessageBody, SubscribeMessage, WebSocketGateway } from '@nestjs/websockets';
import type { Server } from 'socket.io';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { WebSocketServer } from 'ws';
import {
  CurrentAuth,
  CurrentUser,
  Permit,
  PublicRoute,
  RefusalFilter,
  Required,
  SecurityGuard,
  SecurityModule,
} from '../../../src/adapters/nest.ts';
import { authenticate as authenticateIo } from '../../../src/adapters/socket.io.ts';
import { authenticate as authenticateWs } from '../../../src/adapters/ws.ts';
import { denylist, memoryStore } from '../../../src/index.ts';
import type { AuthContext, AuthenticatedContext } from '../../../src/index.ts';
import { expiredToken } from '../../../src/testing.ts';
import { decorate, serveNest } from '../mounts/nest.ts';
import { logged, makeSecurity } from './application.ts';
import type { Platform } from './application.ts';

const roles: Record<string, string[]> = {};
const security = makeSecurity({
  revocation: denylist(memoryStore()),
  callback: { load: (userId) => roles[userId] ?? [], cacheFor: '1h' },
  root: {
    acl: [
      ['Allow', 'user:alice', 'edit'],
      ['Allow', 'role:writer', 'edit'],
      ['Allow', 'system.Authenticated', 'view'],
    ],
  } as never,
});

let ran: string[] = [];

class Chat {
  hello(auth: AuthContext) {
    ran.push('hello');
    return { event: 'reply', data: `Hello ${auth.userId ?? 'stranger'}` };
  }
  mine(auth: AuthenticatedContext) {
    ran.push('mine');
    return { event: 'reply', data: `of ${auth.userId}` };
  }
  edit(text: string) {
    ran.push('edit');
    return { event: 'reply', data: `edited ${text}` };
  }
  bare() {
    ran.push('bare');
    return { event: 'reply', data: 'never' };
  }
  asks(auth: AuthContext) {
    auth.require('edit');
    return { event: 'reply', data: 'asked' };
  }
  breaks() {
    throw new Error('An ordinary error.');
  }
}
CurrentAuth()(Chat.prototype, 'hello', 0);
CurrentUser()(Chat.prototype, 'mine', 0);
MessageBody()(Chat.prototype, 'edit', 0);
CurrentAuth()(Chat.prototype, 'asks', 0);
decorate(Chat, {
  hello: [SubscribeMessage('hello'), PublicRoute()],
  mine: [SubscribeMessage('mine'), Required()],
  edit: [SubscribeMessage('edit'), Permit('edit')],
  bare: [SubscribeMessage('bare')],
  asks: [SubscribeMessage('asks'), PublicRoute()],
  breaks: [SubscribeMessage('breaks'), PublicRoute()],
});

/** What authenticates handshakes in an application with `ws`. */
class AuthWsAdapter extends WsAdapter {
  protected override addWsServerToRegistry(sockets: unknown, port: number, path: string): void {
    const handleUpgrade = authenticateWs(security)(sockets as WebSocketServer);
    super.addWsServerToRegistry({ handleUpgrade } as never, port, path);
  }
}

/** A gateway of its own for each application, since a decorator changes its class. */
function gatewayFor(kind: Kind, isAuthenticated: boolean): Type {
  class Gateway extends Chat {
    afterInit(server: Server): void {
      if (kind === 'Socket.IO' && isAuthenticated) server.use(authenticateIo(security));
    }
  }
  const options = kind === 'ws' ? { path: '/chat' } : {};
  decorate(Gateway, {
    on: [WebSocketGateway(options), UseGuards(SecurityGuard), UseFilters(RefusalFilter)],
  });
  return Gateway;
}

type Kind = 'ws' | 'Socket.IO';

/** A client of either kind. */
interface Client {
  /** Sends an event and waits for the answer: its data, or that of the exception. */
  ask(event: string, data?: string): Promise<unknown>;
  /** Why the server has ended the connection. */
  readonly ended: Promise<unknown>;
  close(): void;
}

const OPEN: Record<Kind, (port: number, token: string | null) => Promise<Client>> = {
  async ws(port, token) {
    const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
    const socket = new WebSocket(`ws://127.0.0.1:${port}/chat`, { headers });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    return {
      async ask(event, data) {
        const answer = once(socket, 'message');
        socket.send(JSON.stringify({ event, data }));
        const [text] = (await answer) as [Buffer];
        return (JSON.parse(String(text)) as { data: unknown }).data;
      },
      ended: once(socket, 'close').then(([code, reason]) => `${code} ${String(reason)}`),
      close: () => socket.terminate(),
    };
  },
  async 'Socket.IO'(port, token) {
    const auth = token === null ? {} : { token };
    const socket = io(`http://127.0.0.1:${port}`, {
      auth,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    await new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(null));
      socket.once('connect_error', reject);
    });
    const expired = new Promise((resolve) => socket.once('auth_expired', resolve));
    return {
      async ask(event, data) {
        const answer = new Promise((resolve) => {
          for (const name of ['reply', 'exception']) socket.once(name, resolve);
        });
        socket.emit(event, data);
        const found = await answer;
        for (const name of ['reply', 'exception']) socket.off(name);
        return found;
      },
      ended: expired.then((reason) => `4401 ${String(reason)}`),
      close: () => socket.disconnect(),
    };
  },
};

async function serveGateway(kind: Kind, platform: Platform, isAuthenticated: boolean) {
  class AppModule {}
  Module({
    imports: [SecurityModule.forRoot(security)],
    providers: [gatewayFor(kind, isAuthenticated)],
  })(AppModule);
  return serveNest(AppModule as Type, platform, (app: INestApplication) => {
    const Ws = isAuthenticated ? AuthWsAdapter : WsAdapter;
    app.useWebSocketAdapter(kind === 'ws' ? new Ws(app) : new IoAdapter(app));
  });
}

const refused = (statusCode: number): object => ({
  status: 'error',
  message: expect.any(String) as unknown,
  statusCode,
});

const APPLICATIONS: [Kind, Platform][] = [
  ['ws', 'express'],
  ['ws', 'fastify'],
  ['Socket.IO', 'express'],
  ['Socket.IO', 'fastify'],
];

describe.each(APPLICATIONS)('the guard of NestJS on gateways of %s on %s', (kind, platform) => {
  let port: number;
  let stop: () => unknown;
  const clients: Client[] = [];

  beforeAll(async () => {
    const mounted = await serveGateway(kind, platform, true);
    ({ port } = mounted);
    stop = () => mounted.close();
  });
  afterAll(async () => {
    for (const client of clients) client.close();
    await stop();
  });
  beforeEach(() => {
    ran = [];
    logged.length = 0;
  });

  async function openWith(token: string | null): Promise<Client> {
    const client = await OPEN[kind](port, token);
    clients.push(client);
    return client;
  }
  const tokenOf = (id: string, options: object = {}) => security.createToken(id, {}, options);
  const open = async (id: string | null): Promise<Client> =>
    openWith(id === null ? null : await tokenOf(id));

  it('lets all through @PublicRoute, and gives the user to @CurrentAuth', async () => {
    expect(await (await open(null)).ask('hello')).toBe('Hello stranger');
    expect(await (await open('bob')).ask('hello')).toBe('Hello bob');
  });

  it('lets users through @Required, and gives them to @CurrentUser', async () => {
    expect(await (await open(null)).ask('mine')).toEqual(refused(401));
    expect(await (await open('bob')).ask('mine')).toBe('of bob');
  });

  it('lets those through @Permit that the ACL permits, and says nothing of it', async () => {
    const [anonymous, bob, alice] = [await open(null), await open('bob'), await open('alice')];
    expect(await anonymous.ask('edit', 'a')).toEqual(refused(401));
    const answer = await bob.ask('edit', 'a');
    expect(answer).toEqual({
      status: 'error',
      message: 'You are not allowed to do this.',
      statusCode: 403,
    });
    expect(ran).toEqual([]);
    expect(logged).toContainEqual(expect.objectContaining({ permission: 'edit' }));
    expect(await alice.ask('edit', 'a')).toBe('edited a');
  });

  it('denies a message without a rule', async () => {
    expect(await (await open(null)).ask('bare')).toEqual(refused(401));
    expect(await (await open('alice')).ask('bare')).toEqual(refused(403));
    expect(ran).toEqual([]);
  });

  it('answers what a handler requires as a guard does', async () => {
    expect(await (await open('bob')).ask('asks')).toEqual(refused(403));
    expect(await (await open('alice')).ask('asks')).toBe('asked');
  });

  it('leaves other errors to Nest, and goes on', async () => {
    const client = await open('bob');
    expect(await client.ask('breaks')).toMatchObject({ message: 'Internal server error' });
    expect(await client.ask('mine')).toBe('of bob');
  });

  it('refuses a handshake with a token that has expired', async () => {
    const token = await expiredToken(security, 'bob');
    await expect(openWith(token)).rejects.toThrow(/401|Unauthorized/);
  });

  it('refuses a limited token where no permission is asked for', async () => {
    const client = await openWith(await tokenOf('alice', { only: ['edit'] }));
    expect(await client.ask('mine')).toEqual(refused(403));
    expect(await client.ask('edit', 'b')).toBe('edited b');
  });

  it('ends a connection whose user is logged out everywhere', async () => {
    const client = await open('carol');
    expect(await client.ask('mine')).toBe('of carol');
    await security.revokeUser('carol');
    expect(await client.ended).toBe('4401 revoked');
  });

  it('knows the principals that a user has gained or lost', async () => {
    const user = `dan of ${kind} on ${platform}`;
    const client = await open(user);
    expect(await client.ask('edit', 'c')).toEqual(refused(403));
    roles[user] = ['role:writer'];
    await security.changed(user);
    expect(await client.ask('edit', 'c')).toBe('edited c');
    roles[user] = [];
    await security.changed(user);
    expect(await client.ask('edit', 'c')).toEqual(refused(403));
  });
});

describe.each(['ws', 'Socket.IO'] as const)(
  'a gateway of %s that no handshake is authenticated for',
  (kind) => {
    it('refuses each message, also behind @PublicRoute', async () => {
      const mounted = await serveGateway(kind, 'express', false);
      const client = await OPEN[kind](mounted.port, null);
      ran = [];
      expect(await client.ask('hello')).toMatchObject({ message: 'Internal server error' });
      expect(ran).toEqual([]);
      client.close();
      await mounted.close();
    });
  },
);
