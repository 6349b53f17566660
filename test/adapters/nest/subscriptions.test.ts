import { once } from 'node:events';
import { ApolloDriver } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import type { ModuleMetadata } from '@nestjs/common';
import { GraphQLModule, Query, Resolver, Subscription } from '@nestjs/graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { CurrentAuth, Permit, PublicRoute, SecurityModule } from '../../../src/adapters/nest.ts';
import { denylist, memoryStore } from '../../../src/index.ts';
import type { AuthContext } from '../../../src/index.ts';
import { decorate, serveNest } from '../mounts/nest.ts';
import { makeSecurity } from './application.ts';

const security = makeSecurity({ revocation: denylist(memoryStore()) });

class News {
  nothing(): string {
    return '';
  }
  async *read(auth: AuthContext) {
    yield { read: `for ${auth.userId ?? 'a stranger'}` };
  }
  async *edits() {
    yield { edits: 'an edit' };
  }
}
CurrentAuth()(News.prototype, 'read', 0);
const text = (): typeof String => String;
decorate(News, {
  nothing: [Query(text), PublicRoute()],
  read: [Subscription(text), PublicRoute()],
  edits: [Subscription(text), Permit('edit')],
  on: [Resolver()],
});

/** What graphql-ws hands to `onConnect` and to `context`. */
interface Connection {
  readonly connectionParams?: { readonly token?: string };
  readonly extra: { auth?: AuthContext; readonly socket: WebSocket };
}

const options = {
  driver: ApolloDriver,
  autoSchemaFile: true,
  subscriptions: {
    'graphql-ws': {
      async onConnect({ connectionParams, extra }: Connection) {
        const auth = await security.authenticateToken(connectionParams?.token ?? '');
        auth.onEnd((reason) => extra.socket.close(4401, reason));
        extra.auth = auth;
      },
    },
  },
  context: ({ req, extra }: { req?: object } & Partial<Connection>) =>
    extra === undefined ? { req } : { auth: extra.auth },
};

let port: number;
let stop: () => unknown;

beforeAll(async () => {
  class AppModule {}
  Module({
    imports: [SecurityModule.forRoot(security), GraphQLModule.forRoot(options as never)],
    providers: [News],
  } as ModuleMetadata)(AppModule);
  const mounted = await serveNest(AppModule, 'express');
  ({ port } = mounted);
  stop = () => mounted.close();
});
afterAll(() => stop());

interface Message {
  readonly type: string;
  readonly payload?: unknown;
}

/** Opens a connection by the protocol of graphql-ws. */
async function connect(token: string | null) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  const hear = async (): Promise<Message> => {
    const [data] = (await once(socket, 'message')) as [Buffer];
    return JSON.parse(String(data)) as Message;
  };
  const acknowledged = hear();
  const payload = token === null ? {} : { token };
  socket.send(JSON.stringify({ type: 'connection_init', payload }));
  expect((await acknowledged).type).toBe('connection_ack');
  const ask = async (query: string): Promise<Message> => {
    const heard = hear();
    socket.send(JSON.stringify({ id: query, type: 'subscribe', payload: { query } }));
    return heard;
  };
  return { socket, ask };
}

const tokenOf = (id: string): Promise<string> => security.createToken(id);

describe('the guard of NestJS in subscriptions of GraphQL', () => {
  it('gives the user of the connection to @CurrentAuth', async () => {
    const [bob, anonymous] = [await connect(await tokenOf('bob')), await connect(null)];
    expect(await bob.ask('subscription { read }')).toMatchObject({
      type: 'next',
      payload: { data: { read: 'for bob' } },
    });
    expect(await anonymous.ask('subscription { read }')).toMatchObject({
      payload: { data: { read: 'for a stranger' } },
    });
    bob.socket.terminate();
    anonymous.socket.terminate();
  });

  it.each([
    [null, 'UNAUTHENTICATED'],
    ['bob', 'FORBIDDEN'],
  ])('refuses a subscription of %s that the ACL does not permit', async (user, code) => {
    const { socket, ask } = await connect(user === null ? null : await tokenOf(user));
    const { payload } = await ask('subscription { edits }');
    const errors = Array.isArray(payload) ? payload : (payload as { errors: object[] }).errors;
    expect(errors).toMatchObject([{ extensions: { code } }]);
    socket.terminate();
  });

  it('serves a subscription that the ACL permits, until the user is logged out', async () => {
    const { socket, ask } = await connect(await tokenOf('alice'));
    expect(await ask('subscription { edits }')).toMatchObject({
      payload: { data: { edits: 'an edit' } },
    });
    const closed = once(socket, 'close') as Promise<[number, Buffer]>;
    await security.revokeUser('alice');
    const [code, reason] = await closed;
    expect([code, String(reason)]).toEqual([4401, 'revoked']);
  });
});
