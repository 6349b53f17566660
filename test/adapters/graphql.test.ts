import { createGraphQLError, createSchema, createYoga } from 'graphql-yoga';
import { Allow, AuthError, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import type { Security } from 'pyramidion';
import { rulesOn } from 'pyramidion/adapter';
import { adapterContract, authAs, testClock, testSecret } from 'pyramidion/testing';
import * as runner from 'vitest';
import { beforeEach, describe, expect, it } from 'vitest';
import * as adapter from '../../examples/graphql/adapter.ts';
import type { AuthState, Options, Resolver } from '../../examples/graphql/adapter.ts';
import { mountGraphql } from './mounts/graphql.ts';

const because = (reason: string, ...rules: readonly string[]): Record<string, string> =>
  Object.fromEntries(rules.map((rule) => [rule, reason]));
const cannot = {
  ...because(
    'a refusal is an entry of errors and no problem',
    'answers an anonymous request with 401, a challenge, a problem and no-store',
    'answers a user without the permission with 403, and nothing of the ACL',
    'answers 404 for a missing resource, and 401 to an anonymous request',
    'answers an AuthError of the resource function as a refusal',
    'answers auth.require of an anonymous request as a guard does',
    'answers auth.require of a user as a guard does, with nothing of the ACL',
    'answers an AuthError that the application made by its status',
    'takes headers that describe the body of the handler off a refusal',
  ),
  ...because(
    'Yoga answers an error of a resolver by 200',
    'never serves the page if the resource function fails',
    'clears the cookie at a logout though the handler then throws',
    'sets no cookie if the handler throws after the login',
    'renews no session if the handler throws',
    'answers an ordinary error with 500, and goes on serving',
    'answers an ordinary error without onRefused',
  ),
  ...because(
    'a resolver returns data, and neither status nor headers',
    'sets the cookie of a login beside a redirect',
    'sets the cookie of a login on a response whose headers are immutable',
    'clears the cookie at a logout that is answered by an error status',
    'sets no cookie at a login that is answered by an error status',
    'renews a session on 204',
    'renews no session on an error status of the handler',
    'keeps the Vary that was set before the handler, in one list',
    'keeps the Vary of the answer, in one list',
    'keeps the Vary of the answer when a cookie is set',
    'names a field once that the Vary of the application has in another case',
    'leaves a Vary of * as it is',
    'keeps the Cache-Control of the application until a cookie is set',
    'renews a session beside a cookie of the application',
    'sets the cookie of a login beside the cookies of the answer',
    'sets the cookie of a login beside a cookie that was set before the handler',
    'replaces a cookie of the same name, domain and path, and no other',
  ),
  ...because(
    'a resolver returns a whole value',
    'renews a session once at the head of a stream',
    'sends the first chunk of a stream before the last is made',
    'throws from remember after the head was sent',
    'cuts the connection if a handler refuses after the head was sent, and goes on serving',
  ),
  ...because(
    'Yoga answers GET and POST of one address',
    'shows the method and the URL of the request to the callback',
    'guards HEAD as it guards GET',
    'renews a session on HEAD, without a body',
  ),
  ...because(
    'the page is an argument of its field, and its address not that of the request',
    'authenticates a ticket in the address, and lets nothing keep the response',
    'opens nothing else with a ticket, and protects the refusal as well',
    'reads a ticket in no request that writes',
  ),
  ...because(
    'only guards have an onRefused, which returns the value of the field',
    'answers a refusal of a guard by the onRefused of authenticate',
    'answers an AuthError of a handler by the onRefused of authenticate',
    'answers an AuthError of a resource function by the onRefused of authenticate',
  ),
};

describe.each([1, 2])('the adapter for GraphQL Yoga, mounted %i times', (times) => {
  adapterContract(runner, mountGraphql(times, 'status'), cannot);
});

const clock = testClock();
const make = (): Security =>
  createSecurity({
    privateKey: testSecret(),
    clock,
    policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '1d' })],
    logger: { warn: () => {}, error: () => {} },
    root: { name: 'secret-site', acl: [[Allow, 'user:alice', 'read']] },
  });
const security = make();

const fail =
  (error: unknown): Resolver =>
  () => {
    throw error;
  };
const login: Resolver = async (_parent, _args, { auth }) => {
  await auth.remember('alice');
  return 'in';
};
const { permit, required, userOf } = adapter;
const queries: Record<string, Resolver> = {
  open: (_parent, _args, { auth }) => String(auth.userId),
  mine: (_parent, _args, context) => String(userOf(context).userId),
  guarded: required()(() => 'in'),
  read: permit('read')(() => 'in'),
  requires: (_parent, _args, { auth }) => (auth.require('read'), 'in'),
  own: permit('read', (_parent, { of }: { of: string }) => ({
    acl: [[Allow, `user:${of}`, 'read']],
  }))(() => 'in'),
  gone: permit('read', () => null)(() => 'in'),
  hidden: permit('read', { onRefused: () => 'nothing' })(() => 'in'),
  thrown: fail(new AuthError('resource_missing')),
  broken: fail(new Error('secret-table')),
  faulty: permit('read', () => Promise.reject(new Error('secret-table')))(() => 'in'),
  useless: permit('read', { name: 'secret-acl', acl: [['Alow'] as never] })(() => 'in'),
};
const fieldsOf = (names: readonly string[]): string =>
  names.map((name) => `${name}(of: String): String`).join(' ');
const typeDefs = `type Query { ${fieldsOf(Object.keys(queries))} }
  type Mutation { login: String fails: String logout: String }`;
const Mutation: Record<string, Resolver> = {
  login,
  fails: async (...args) => {
    await login(...args);
    throw createGraphQLError('no');
  },
  logout: async (_parent, _args, { auth }) => {
    await auth.forget();
    throw createGraphQLError('no');
  },
};
const schema = createSchema<AuthState>({ typeDefs, resolvers: { Query: queries, Mutation } });

interface Result {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly string[];
    readonly extensions?: { readonly code?: string };
  }[];
}
type Body = string | readonly string[];

function application(options: Options = {}, by: Security = security) {
  const plugins = [adapter.authenticate(by, options)];
  const yoga = createYoga({ schema, plugins, batching: true, logging: false });
  const send = async (body: Body, headers: Readonly<Record<string, string>> = {}) => {
    const asked = [body].flat().map((query) => ({ query }));
    const response = await yoga.fetch('https://app.example/graphql', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin', ...headers },
      body: JSON.stringify(typeof body === 'string' ? asked[0] : asked),
    });
    const text = await response.text();
    return { response, text, results: [JSON.parse(text) as Result].flat() as Result[] };
  };
  return {
    send,
    /** Returns the status, the data and the codes of one operation. */
    async ask(query: string, headers?: Readonly<Record<string, string>>) {
      const { response, results } = await send(query, headers);
      const [{ data, errors = [] }] = results as [Result];
      return [response.status, data, errors.map(({ extensions }) => extensions?.code)];
    },
  };
}

const results = application();
const statuses = application({ refusals: 'status' });
let alice: Readonly<Record<string, string>>;
let bob: Readonly<Record<string, string>>;
beforeEach(async () => {
  alice = await authAs(security, 'alice');
  bob = await authAs(security, 'bob');
});
const logIn = async (): Promise<{ readonly cookie: string }> => {
  const { response } = await results.send('mutation { login }');
  return { cookie: response.headers.getSetCookie()[0]?.split(';', 1)[0] as string };
};

describe('a refusal of a field of GraphQL', () => {
  it.each(['mine', 'guarded', 'read', 'requires'])('is an error of %s alone', async (name) => {
    const refused = (code: string) => [200, { open: expect.any(String), [name]: null }, [code]];
    const query = `{ open ${name} }`;
    expect(await results.ask(query)).toEqual(refused('UNAUTHENTICATED'));
    expect((await results.ask(query, alice))[2]).toEqual([]);
    if (name === 'read' || name === 'requires')
      expect(await results.ask(query, bob)).toEqual(refused('FORBIDDEN'));
  });

  it('is the status of the response by option, with its challenge', async () => {
    const { response, results: answered } = await statuses.send('{ open read }');
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer realm="api"',
    ]);
    expect(answered[0]?.data).toEqual({ open: 'null', read: null });
    expect((await statuses.ask('{ open read }', bob))[0]).toBe(403);
    expect((await statuses.ask('{ gone }', alice))[0]).toBe(404);
    expect((await statuses.ask('{ open read }', alice))[0]).toBe(200);
    const plain = await results.send('{ read }');
    expect([plain.response.status, plain.response.headers.get('www-authenticate')]).toEqual([
      200,
      null,
    ]);
  });

  it('says where it was, and nothing of the ACL', async () => {
    for (const name of ['read', 'requires', 'own', 'gone', 'faulty', 'useless', 'broken']) {
      const { text, results: answered } = await results.send(`{ ${name}(of: "eve") }`, bob);
      expect(answered[0]?.errors?.[0]?.path).toEqual([name]);
      expect(text).not.toMatch(/secret|eve|alice|bob|acl|permi|Alow/i);
    }
  });

  it('of a bad token is one of each field that needs a user', async () => {
    const headers = { Authorization: 'Bearer a.b.c' };
    expect(await results.ask('{ open mine }', headers)).toEqual([
      200,
      { open: 'null', mine: null },
      ['UNAUTHENTICATED'],
    ]);
    const { response } = await statuses.send('{ mine }', headers);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('passes the arguments of the field to a resource function', async () => {
    expect((await results.ask('{ own(of: "bob") }', bob))[1]).toEqual({ own: 'in' });
    expect((await results.ask('{ own(of: "alice") }', bob))[2]).toEqual(['FORBIDDEN']);
  });

  it('is answered by the onRefused of a guard with the value of the field', async () => {
    expect(await results.ask('{ hidden }')).toEqual([200, { hidden: 'nothing' }, []]);
  });
});

describe('errors in resolvers', () => {
  it('are answered if they are AuthErrors, and masked by Yoga if not', async () => {
    expect((await results.ask('{ thrown }', alice))[2]).toEqual(['NOT_FOUND']);
    expect((await results.ask('{ broken }', alice))[2]).toEqual(['INTERNAL_SERVER_ERROR']);
  });

  it('are all masked, and nothing is served, if the plugin is missing', async () => {
    const yoga = createYoga({ schema, logging: false });
    for (const name of ['guarded', 'read', 'thrown']) {
      const query = encodeURIComponent(`{ ${name} }`);
      const response = await yoga.fetch(`https://app.example/graphql?query=${query}`);
      expect(await response.json()).toMatchObject({
        data: { [name]: null },
        errors: [{ message: 'Unexpected error.' }],
      });
    }
  });

  it('end no process if the security is closed', async () => {
    const closed = make();
    await closed.close();
    const { response, text } = await application({}, closed)
      .send('{ open }')
      .then(
        (reply) => reply,
        (error: unknown) => ({ response: null, text: String(error) }),
      );
    expect([response?.status, text.includes('closed')]).toEqual([500, false]);
  });
});

describe('a batch', () => {
  it('has the refusal of one operation beside the answers of the others', async () => {
    for (const app of [results, statuses]) {
      const { response, results: answered } = await app.send(['{ open }', '{ read }'], bob);
      expect([response.status, ...answered]).toMatchObject([
        200,
        { data: { open: 'bob' } },
        { data: { read: null }, errors: [{ extensions: { code: 'FORBIDDEN' } }] },
      ]);
    }
  });

  it('renews a session once', async () => {
    const cookie = await logIn();
    clock.advance('6m');
    const { response, results: answered } = await results.send(['{ mine }', '{ read }'], cookie);
    expect(answered).toEqual([{ data: { mine: 'alice' } }, { data: { read: 'in' } }]);
    expect(response.headers.getSetCookie()).toHaveLength(1);
  });
});

describe('the session cookie', () => {
  it('is renewed, also beside a refused field', async () => {
    const cookie = await logIn();
    clock.advance('6m');
    const { response } = await results.send('{ mine gone }', cookie);
    expect([response.status, response.headers.getSetCookie().length]).toEqual([200, 1]);
    const refused = await statuses.send('{ mine gone }', cookie);
    expect([refused.response.status, refused.response.headers.getSetCookie()]).toEqual([404, []]);
  });

  it('is not set by a mutation that ends in an error, alone or in a batch', async () => {
    for (const body of ['mutation { fails }', 'mutation { login fails }', ['mutation { fails }']]) {
      const { response } = await results.send(body);
      expect([response.status, response.headers.getSetCookie()]).toEqual([200, []]);
    }
  });

  it('is cleared by a logout, also if the mutation then fails', async () => {
    const { response } = await results.send('mutation { logout }', await logIn());
    expect(response.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')]);
  });

  it('counts for no mutation that another site sent', async () => {
    const cookie = await logIn();
    const headers = { ...cookie, 'Sec-Fetch-Site': 'cross-site' };
    expect((await results.ask('mutation { login }', headers))[2]).toEqual(['FORBIDDEN']);
  });
});

it('introspection needs no user, and shows no rule', async () => {
  const { response, text } = await results.send('{ __schema { queryType { fields { name } } } }');
  expect([response.status, text.includes('guarded')]).toEqual([200, true]);
});

it('a guarded resolver carries its rules, so that fields without one can be listed', () => {
  const inner = required('read')(permit('edit')(() => 'in'));
  expect(rulesOn(inner).map(({ permission }) => permission)).toEqual(['read', 'edit']);
  const open = Object.entries(queries).filter(([, resolver]) => rulesOn(resolver).length === 0);
  expect(open.map(([name]) => name)).toEqual(['open', 'mine', 'requires', 'thrown', 'broken']);
});
