import { ApolloDriver } from '@nestjs/apollo';
import { Module } from '@nestjs/common';
import type { ModuleMetadata } from '@nestjs/common';
import { Args, GraphQLModule, Mutation, Query, Resolver } from '@nestjs/graphql';
import { MercuriusDriver } from '@nestjs/mercurius';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CurrentAuth,
  CurrentUser,
  Permit,
  PublicRoute,
  Required,
  SecurityModule,
} from '../../../src/adapters/nest.ts';
import { Allow, user } from '../../../src/index.ts';
import type { AuthContext, AuthenticatedContext, Resource } from '../../../src/index.ts';
import { authAs, expiredToken, httpClient } from '../../../src/testing.ts';
import { decorate, serveNest } from '../mounts/nest.ts';
import { logged, makeSecurity } from './application.ts';

const security = makeSecurity({
  callback: (userId) => {
    if (userId === 'lost') throw new Error('The user table is gone.');
    return [];
  },
});

const ROWS: Record<string, Resource> = { '1': { acl: [[Allow, user('bob'), 'edit']] } };
let ran: string[] = [];

class Reports {
  hello(auth: AuthContext): string {
    ran.push('hello');
    return `Hello ${auth.userId ?? 'stranger'}`;
  }
  mine(auth: AuthenticatedContext): string {
    ran.push('mine');
    return `of ${auth.userId}`;
  }
  bare(): string {
    ran.push('bare');
    return 'never';
  }
  edit(): string {
    ran.push('edit');
    return 'edited';
  }
  row(id: string): string {
    ran.push('row');
    return `row ${id}`;
  }
  headed(): string {
    return 'of the header';
  }
  asks(auth: AuthContext): string {
    auth.require('edit');
    return 'asked';
  }
  me(auth: AuthenticatedContext): string {
    return String(auth.userId);
  }
  breaks(): string {
    throw new Error('An ordinary error.');
  }
}
CurrentAuth()(Reports.prototype, 'hello', 0);
CurrentUser()(Reports.prototype, 'mine', 0);
CurrentAuth()(Reports.prototype, 'asks', 0);
CurrentUser()(Reports.prototype, 'me', 0);
// What a compiler writes for decorators.
Reflect.defineMetadata('design:paramtypes', [String], Reports.prototype, 'row');
Args('id', { type: () => String })(Reports.prototype, 'row', 0);
const text = (): typeof String => String;
decorate(Reports, {
  hello: [Query(text), PublicRoute()],
  mine: [Query(text), Required()],
  bare: [Query(text)],
  edit: [Mutation(text), Permit('edit')],
  row: [
    Query(text),
    // The arguments of an operation are in the second place of its context.
    Permit('edit', (_request, _get, host) => {
      const { id } = host.getArgs<[unknown, { id: string }]>()[1];
      return ROWS[id] ?? null;
    }),
  ],
  headed: [Query(text), Permit('edit', ({ headers }) => ROWS[String(headers['x-row'])] ?? null)],
  asks: [Query(text), PublicRoute()],
  me: [Query(text), PublicRoute()],
  breaks: [Query(text), PublicRoute()],
  on: [Resolver()],
});
/** A resolver with a rule for all of it. */
class Ruled {
  forgotten(): string {
    ran.push('forgotten');
    return 'by the class';
  }
}
decorate(Ruled, { forgotten: [Query(text)], on: [Resolver(), Required('view')] });

interface Answer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { message: string; extensions?: { code?: string } }[];
}

const DRIVERS: Record<string, ['express' | 'fastify', object]> = {
  Apollo: ['express', { driver: ApolloDriver, autoSchemaFile: true }],
  Mercurius: ['fastify', { driver: MercuriusDriver, autoSchemaFile: true }],
  'Apollo, with the auth context beside the request': [
    'express',
    {
      driver: ApolloDriver,
      autoSchemaFile: true,
      context: ({ req }: { req: { auth: AuthContext } }) => ({ req, auth: req.auth }),
    },
  ],
};

describe.each(Object.keys(DRIVERS))('the guard of NestJS in GraphQL by %s', (name) => {
  const [platform, options] = DRIVERS[name] as ['express' | 'fastify', never];
  let close: () => unknown;
  let send: ReturnType<typeof httpClient>;

  beforeAll(async () => {
    class AppModule {}
    Module({
      imports: [SecurityModule.forRoot(security), GraphQLModule.forRoot(options)],
      providers: [Reports, Ruled],
    } as ModuleMetadata)(AppModule);
    const mounted = await serveNest(AppModule, platform);
    close = () => mounted.close();
    send = httpClient(mounted.port);
  });
  afterAll(() => close());
  beforeEach(() => {
    ran = [];
    logged.length = 0;
  });

  async function ask(query: string, headers: object = {}): Promise<Answer> {
    const fields = Object.entries({ 'Content-Type': 'application/json', ...headers });
    const body = JSON.stringify({ query });
    const reply = await send({ method: 'POST', path: '/graphql', headers: fields, body });
    return JSON.parse(reply.body) as Answer;
  }
  const as = (id: string): Promise<object> => authAs(security, id);

  /** The value of the one field, or the code of its error. */
  async function outcome(query: string, headers: object = {}): Promise<unknown> {
    const { data, errors } = await ask(query, headers);
    const [error] = errors ?? [];
    return error === undefined ? Object.values(data ?? {})[0] : error.extensions?.code;
  }

  it('lets everyone through @PublicRoute, and gives the user to @CurrentAuth', async () => {
    expect(await outcome('{ hello }')).toBe('Hello stranger');
    expect(await outcome('{ hello }', await as('bob'))).toBe('Hello bob');
  });

  it('lets users through @Required, and gives them to @CurrentUser', async () => {
    expect(await outcome('{ mine }')).toBe('UNAUTHENTICATED');
    expect(await outcome('{ mine }', await as('bob'))).toBe('of bob');
  });

  it('lets those through @Permit that the ACL permits', async () => {
    expect(await outcome('mutation { edit }')).toBe('UNAUTHENTICATED');
    expect(await outcome('mutation { edit }', await as('bob'))).toBe('FORBIDDEN');
    expect(ran).toEqual([]);
    expect(await outcome('mutation { edit }', await as('alice'))).toBe('edited');
  });

  it('denies an operation without a rule, and asks that of the class', async () => {
    expect(await outcome('{ bare }')).toBe('UNAUTHENTICATED');
    expect(await outcome('{ bare }', await as('alice'))).toBe('FORBIDDEN');
    expect(await outcome('{ forgotten }')).toBe('UNAUTHENTICATED');
    expect(ran).toEqual([]);
    expect(await outcome('{ forgotten }', await as('bob'))).toBe('by the class');
  });

  it('finds the resource from the arguments of the operation', async () => {
    expect(await outcome('{ row(id: "1") }', await as('bob'))).toBe('row 1');
    expect(await outcome('{ row(id: "1") }', await as('alice'))).toBe('FORBIDDEN');
    expect(await outcome('{ row(id: "2") }', await as('bob'))).toBe('NOT_FOUND');
    expect(await outcome('{ row(id: "2") }')).toBe('UNAUTHENTICATED');
  });

  it('finds the resource from the request of the operation', async () => {
    const bob = { ...(await as('bob')), 'X-Row': '1' };
    expect(await outcome('{ headed }', bob)).toBe('of the header');
    expect(await outcome('{ headed }', await as('bob'))).toBe('NOT_FOUND');
  });

  it('answers what a resolver requires, and a missing user, as a guard does', async () => {
    expect(await outcome('{ asks }')).toBe('UNAUTHENTICATED');
    expect(await outcome('{ asks }', await as('bob'))).toBe('FORBIDDEN');
    expect(await outcome('{ asks }', await as('alice'))).toBe('asked');
    expect(await outcome('{ me }')).toBe('UNAUTHENTICATED');
    expect(await outcome('{ me }', await as('bob'))).toBe('bob');
  });

  it('refuses one operation of several, and answers the others', async () => {
    const { data, errors } = await ask('{ hello mine }');
    expect([data, errors?.length]).toEqual([null, 1]);
    expect(await ask('{ hello mine }', await as('bob'))).toEqual({
      data: { hello: 'Hello bob', mine: 'of bob' },
    });
  });

  it('treats a refused token as no token, and answers 503 for a user that is not looked up', async () => {
    const headers = { Authorization: `Bearer ${await expiredToken(security, 'bob')}` };
    expect(await outcome('{ hello }', headers)).toBe('Hello stranger');
    expect(await outcome('{ mine }', headers)).toBe('UNAUTHENTICATED');
    expect(await outcome('{ mine }', await as('lost'))).toBe('SERVICE_UNAVAILABLE');
  });

  it('refuses a limited token where no permission is asked for', async () => {
    const token = await security.createToken('alice', {}, { only: ['edit'] });
    const headers = { Authorization: `Bearer ${token}` };
    expect(await outcome('{ mine }', headers)).toBe('FORBIDDEN');
    expect(await outcome('{ forgotten }', headers)).toBe('FORBIDDEN');
    expect(await outcome('mutation { edit }', headers)).toBe('edited');
  });

  it('says nothing of the ACL, and logs the refusal', async () => {
    const { errors } = await ask('mutation { edit }', await as('bob'));
    expect(errors?.[0]?.message).toBe('You are not allowed to do this.');
    expect(JSON.stringify(errors?.[0]?.extensions?.code)).toBe('"FORBIDDEN"');
    expect(JSON.stringify(errors).replaceAll(/"stacktrace":\[.*?\]/g, '')).not.toMatch(
      /acl|alice|bob/i,
    );
    expect(logged).toMatchObject([{ event: 'request_refused', permission: 'edit' }]);
  });

  it('leaves other errors to the driver', async () => {
    expect((await ask('{ breaks }')).errors?.[0]?.message).toBe('An ordinary error.');
  });
});
