import { createTRPCClient, httpBatchLink, httpBatchStreamLink, httpLink } from '@trpc/client';
import { initTRPC, TRPCError } from '@trpc/server';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { authenticate, authOf, byMeta, permit, required, userOf } from '../../src/adapters/trpc.ts';
import type { TrpcCall, TrpcContext, TrpcMeta } from '../../src/adapters/trpc.ts';
import { Allow, AuthError, ConfigurationError, createSecurity, user } from '../../src/index.ts';
import type { Resource } from '../../src/index.ts';
import { authAs, requestView, testSecret } from '../../src/testing.ts';
import { COOKIE, login } from '../support/security.ts';
import type { Served } from './trpc/application.ts';
import { serve } from './trpc/application.ts';

const pages: Readonly<Record<string, Resource>> = {
  a: { acl: [[Allow, user('alice'), 'edit']] },
  b: { acl: [[Allow, user('bob'), 'edit']] },
};
const BROKEN = { acl: [['Alow', 'secret-principal', 'view']] } as never;

const t = initTRPC.context<TrpcContext>().meta<TrpcMeta>().create({ isDev: false });
const guarded = t.procedure.use(byMeta);
const done = () => 'done';

/** One procedure for each thing that a case asks. */
const router = t.router({
  who: t.procedure.query(({ ctx }) => ctx.auth.userId),
  principals: t.procedure.query(({ ctx }) => ctx.auth.principals.join(' ')),
  mine: t.procedure.use(required()).query(({ ctx }) => ctx.auth.userId),
  required: t.procedure.use(required('edit')).query(done),
  view: t.procedure.use(permit('view')).query(done),
  edit: t.procedure.use(permit('edit')).query(done),
  page: t.procedure
    .input(z.object({ id: z.string() }))
    .use(permit('edit', ({ input }: TrpcCall<{ id: string }>) => pages[input.id]))
    .query(done),
  fresh: t.procedure.use(required({ maxAuthAge: '10s' })).query(done),
  broken: t.procedure.use(permit('view', BROKEN)).query(done),
  brokenInside: guarded.query(({ ctx }) => ctx.auth.permits('view', BROKEN)),
  requires: t.procedure.query(({ ctx }) => ctx.auth.require('edit')),
  userOf: guarded.query(({ ctx }) => userOf(ctx).userId),
  throws: guarded.query(() => {
    throw new AuthError('resource_missing');
  }),
  fails: t.procedure.query(() => {
    throw new TRPCError({ code: 'CONFLICT', message: 'own' });
  }),
  metaEdit: guarded.meta({ permission: 'edit' }).query(done),
  metaPage: guarded.meta({ permission: 'edit', resource: pages['b'] as Resource }).query(done),
  metaRequired: guarded.meta({ required: true }).query(done),
  metaOpen: guarded.meta({}).query(done),
  metaFaulty: guarded.meta({ permision: 'edit' } as never).query(done),
  unenforced: t.procedure.meta({ permission: 'view' }).query(done),
  login: t.procedure.mutation(async ({ ctx }) => {
    await ctx.auth.remember('alice');
    return 'in';
  }),
  loginFails: t.procedure.mutation(async ({ ctx }) => {
    await ctx.auth.remember('alice');
    throw new TRPCError({ code: 'CONFLICT', message: 'second factor' });
  }),
  logout: t.procedure.mutation(async ({ ctx }) => {
    await ctx.auth.forget();
    return 'out';
  }),
  ticks: guarded.meta({ required: true }).subscription(async function* ticks({ ctx, signal }) {
    yield ctx.auth.userId;
    await new Promise((resolve) => signal?.addEventListener('abort', resolve));
  }),
});
type Router = typeof router;

const LINKS = { single: httpLink, batch: httpBatchLink, stream: httpBatchStreamLink };
type Headers = Record<string, string>;

/** What a client saw: the data or the code of the error, and the response. */
interface Seen {
  readonly result: unknown;
  readonly response: Response;
}

describe.each(['node', 'fetch'] as const)('the adapter for tRPC on %s', (adapter) => {
  let served: Served;
  let alice: Headers;
  let bob: Headers;
  beforeAll(async () => {
    served = await serve(router, adapter);
  });
  beforeEach(async () => {
    alice = await authAs(served.set.security, 'alice');
    bob = await authAs(served.set.security, 'bob');
  });
  afterAll(() => served.close());

  const clientOf = (headers: Headers, link: keyof typeof LINKS, responses: Response[]) => {
    const keep: typeof fetch = async (url, options) => {
      const response = await fetch(url, options);
      responses.push(response);
      return response;
    };
    const links = [LINKS[link]({ url: served.url, headers, fetch: keep as never })];
    return createTRPCClient<Router>({ links });
  };
  type Client = ReturnType<typeof clientOf>;
  type Call = (client: Client) => Promise<unknown>;
  const codeOf = (error: { data?: { code?: string } }) => error.data?.code;

  /** Makes calls at once, so that a link for batches joins them. */
  async function askAll(
    calls: readonly Call[],
    headers: Headers = {},
    link: keyof typeof LINKS = 'batch',
  ): Promise<{ results: unknown[]; responses: Response[] }> {
    const responses: Response[] = [];
    const client = clientOf(headers, link, responses);
    const results = await Promise.all(calls.map((call) => call(client).catch(codeOf)));
    return { results, responses };
  }
  async function ask(call: Call, headers: Headers = {}, link?: keyof typeof LINKS): Promise<Seen> {
    const { results, responses } = await askAll([call], headers, link);
    return { result: results[0], response: responses[0] as Response };
  }
  const resultsOf = async (call: Call) => [
    (await ask(call)).result,
    (await ask(call, bob)).result,
    (await ask(call, alice)).result,
  ];
  const cookiesOf = ({ headers }: Response) =>
    headers.getSetCookie().filter((cookie) => cookie.startsWith(`${COOKIE}=`));
  const OWN_SITE = { 'sec-fetch-site': 'same-origin' };

  it.each(['single', 'batch', 'stream'] as const)('knows who calls by a %s link', async (link) => {
    expect((await ask((client) => client.who.query(), {}, link)).result).toBe(null);
    expect((await ask((client) => client.who.query(), alice, link)).result).toBe('alice');
  });

  it('knows who calls by a session cookie', async () => {
    const cookie = await login(served.set);
    expect((await ask((client) => client.who.query(), { cookie })).result).toBe('alice');
  });

  it('lets known users through required', async () => {
    expect(await resultsOf((client) => client.mine.query())).toEqual([
      'UNAUTHORIZED',
      'bob',
      'alice',
    ]);
  });

  it('asks the ACL for required with a permission', async () => {
    const results = await resultsOf((client) => client.required.query());
    expect(results).toEqual(['UNAUTHORIZED', 'FORBIDDEN', 'done']);
  });

  it('lets calls through permit that the ACL permits, also anonymous ones', async () => {
    expect(await resultsOf((client) => client.view.query())).toEqual(['done', 'done', 'done']);
    const results = await resultsOf((client) => client.edit.query());
    expect(results).toEqual(['UNAUTHORIZED', 'FORBIDDEN', 'done']);
  });

  it('passes the checked input to a resource function', async () => {
    const page =
      (id: string): Call =>
      (client) =>
        client.page.query({ id });
    expect(await resultsOf(page('b'))).toEqual(['UNAUTHORIZED', 'done', 'FORBIDDEN']);
    expect((await ask(page('c'), alice)).result).toBe('NOT_FOUND');
    expect((await ask((client) => client.page.query({ id: 1 } as never), alice)).result).toBe(
      'BAD_REQUEST',
    );
  });

  it('asks for a recent login', async () => {
    const headers = await authAs(served.set.security, 'alice');
    expect((await ask((client) => client.fresh.query(), headers)).result).toBe('done');
    served.set.wait(20);
    expect((await ask((client) => client.fresh.query(), headers)).result).toBe('UNAUTHORIZED');
  });

  it.each(['edit', 'requires', 'metaEdit'] as const)(
    'answers %s of an anonymous call with 401 and the challenge',
    async (name) => {
      const { result, response } = await ask((client) => client[name].query());
      expect([result, response.status]).toEqual(['UNAUTHORIZED', 401]);
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
      expect(response.headers.get('cache-control')).toBe('no-store');
    },
  );

  it('answers what a procedure throws by its status', async () => {
    expect((await ask((client) => client.requires.query(), bob)).result).toBe('FORBIDDEN');
    expect((await ask((client) => client.throws.query())).result).toBe('NOT_FOUND');
    expect((await ask((client) => client.userOf.query())).result).toBe('UNAUTHORIZED');
    expect((await ask((client) => client.fails.query())).result).toBe('CONFLICT');
  });

  it('sends nothing of an ACL, neither of a refusal nor of a fault', async () => {
    for (const name of ['edit', 'requires', 'broken', 'brokenInside', 'metaFaulty'] as const) {
      const response = await fetch(`${served.url}/${name}`, { headers: bob });
      const body = await response.text();
      const { message } = (JSON.parse(body) as { error: { message: string } }).error;
      expect([name, response.status]).toEqual([
        name,
        name === 'edit' || name === 'requires' ? 403 : 500,
      ]);
      expect(message).toMatch(
        /^(You are not allowed to do this|The server could not complete the request)\.$/,
      );
      expect(body).not.toMatch(/secret-principal|Alow|acl|alice|permi/i);
    }
  });

  it('refuses a bad token, and says so in the challenge', async () => {
    const { result, response } = await ask((client) => client.mine.query(), {
      authorization: 'Bearer a.b.c',
    });
    expect(result).toBe('UNAUTHORIZED');
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('answers 207 to a mixed batch, with the challenge of the refused call', async () => {
    const { results, responses } = await askAll([
      (client) => client.who.query(),
      (client) => client.mine.query(),
      (client) => client.edit.query(),
    ]);
    expect(results).toEqual([null, 'UNAUTHORIZED', 'UNAUTHORIZED']);
    expect(responses.map(({ status }) => status)).toEqual([207]);
    expect(responses[0]?.headers.get('www-authenticate')).toContain('Bearer');
  });

  it('answers each call of a streamed batch', async () => {
    const calls: Call[] = [(client) => client.who.query(), (client) => client.edit.query()];
    expect((await askAll(calls, bob, 'stream')).results).toEqual(['bob', 'FORBIDDEN']);
  });

  it('varies by the fields of the policies, beside those of tRPC', async () => {
    const { response } = await ask((client) => client.who.query());
    const vary = response.headers.get('vary')?.toLowerCase().split(', ');
    expect(vary).toEqual(expect.arrayContaining(['trpc-accept', 'authorization', 'cookie']));
  });

  it.each(['single', 'batch'] as const)('logs in by a %s link', async (link) => {
    const { result, response } = await ask((client) => client.login.mutate(), OWN_SITE, link);
    expect([result, cookiesOf(response).length]).toEqual(['in', 1]);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const cookie = cookiesOf(response)[0]?.split(';', 1)[0] as string;
    expect((await ask((client) => client.who.query(), { cookie })).result).toBe('alice');
  });

  it('logs in once in a batch, and logs out', async () => {
    const logins: Call[] = [(client) => client.login.mutate(), (client) => client.login.mutate()];
    const { responses } = await askAll(logins, OWN_SITE);
    expect(responses.map((response) => cookiesOf(response).length)).toEqual([1]);
    const cookie = cookiesOf(responses[0] as Response)[0]?.split(';', 1)[0] as string;
    const { response } = await ask((client) => client.logout.mutate(), { ...OWN_SITE, cookie });
    expect(cookiesOf(response).every((one) => one.includes('Max-Age=0'))).toBe(true);
  });

  it('sets no cookie for a login that ends in an error, alone or in a batch', async () => {
    const failing: Call = (client) => client.loginFails.mutate();
    const alone = await ask(failing, OWN_SITE);
    expect([alone.result, cookiesOf(alone.response)]).toEqual(['CONFLICT', []]);
    const { responses } = await askAll(
      [failing, (client) => client.logout.mutate().catch(() => 'x'), failing],
      OWN_SITE,
    );
    const set = cookiesOf(responses[0] as Response).filter((one) => !one.includes('Max-Age=0'));
    expect([responses[0]?.status, set]).toEqual([207, []]);
  });

  it('answers an error to a login in a streamed batch, which can set no cookie', async () => {
    for (const name of ['login', 'loginFails', 'logout'] as const) {
      const { result, response } = await ask((client) => client[name].mutate(), OWN_SITE, 'stream');
      expect([name, result, cookiesOf(response)]).toEqual([name, 'INTERNAL_SERVER_ERROR', []]);
    }
  });

  it('refuses a mutation by cookie that another site sent', async () => {
    const cookie = await login(served.set);
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    expect((await ask((client) => client.logout.mutate(), headers)).result).toBe('FORBIDDEN');
  });

  it.each(['batch', 'stream'] as const)('renews a session by a %s link', async (link) => {
    const cookie = await login(served.set);
    served.set.wait(15);
    const { result, response } = await ask((client) => client.who.query(), { cookie }, link);
    expect([result, cookiesOf(response).length]).toEqual(['alice', 1]);
  });

  it('enforces the meta of procedures', async () => {
    const refused = ['UNAUTHORIZED', 'FORBIDDEN', 'done'];
    expect(await resultsOf((client) => client.metaEdit.query())).toEqual(refused);
    expect(await resultsOf((client) => client.metaPage.query())).toEqual([
      'UNAUTHORIZED',
      'done',
      'FORBIDDEN',
    ]);
    expect(await resultsOf((client) => client.metaRequired.query())).toEqual([
      'UNAUTHORIZED',
      'done',
      'done',
    ]);
    expect(await resultsOf((client) => client.metaOpen.query())).toEqual(['done', 'done', 'done']);
  });

  it('refuses a procedure whose meta nothing enforces', async () => {
    const results = await resultsOf((client) => client.unenforced.query());
    expect(new Set(results)).toEqual(new Set(['INTERNAL_SERVER_ERROR']));
  });

  it('takes no token from connectionParams of a query', async () => {
    const token = await served.set.security.createToken('alice');
    const params = encodeURIComponent(JSON.stringify({ token }));
    const response = await fetch(`${served.url}/mine?connectionParams=${params}`);
    expect(response.status).toBe(401);
  });

  it('takes the token of a subscription over server-sent events from connectionParams', async () => {
    const token = await served.set.security.createToken('alice');
    const params = encodeURIComponent(JSON.stringify({ token }));
    const first = async (query: string) => {
      const response = await fetch(`${served.url}/ticks?${query}`);
      const reader = response.body?.getReader() as ReadableStreamDefaultReader<Uint8Array>;
      let text = '';
      while (!/data: ("|.*"code")/.test(text))
        text += Buffer.from((await reader.read()).value ?? []).toString();
      await reader.cancel();
      return text;
    };
    expect(await first(`connectionParams=${params}`)).toContain('data: "alice"');
    expect(await first('')).toContain('UNAUTHORIZED');
  });

  it('lets no other spelling of a path pass a guard', async () => {
    for (const path of [
      '/%65dit',
      '//edit',
      '/edit/',
      '/EDIT',
      '/edit;x',
      '/view,edit?batch=1',
      '/edit,view?batch=1',
      '/./edit',
      '/view/../edit',
    ])
      for (const method of ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT']) {
        const response = await fetch(`${served.url}${path}`, { method });
        const entries = [JSON.parse((await response.text()) || '[]')].flat() as {
          result?: unknown;
        }[];
        const done = entries.filter(({ result }) => result !== undefined).length;
        expect([
          path,
          method,
          done <= (path.startsWith('/view,') || path.includes(',view') ? 1 : 0),
        ]).toEqual([path, method, true]);
      }
  });
});

describe('the adapter for tRPC', () => {
  const security = createSecurity({ privateKey: testSecret() });

  it('lets a test call procedures without a request', async () => {
    const headers = await authAs(security, 'alice');
    const callAs = async (sent: Headers) =>
      router.createCaller({ auth: await security.authenticate(requestView({ headers: sent })) });
    expect(await (await callAs(headers)).mine()).toBe('alice');
    const error = await (await callAs({})).mine().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TRPCError);
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', cause: { code: 'credentials_missing' } });
  });

  it('answers a guard without a context by an error', async () => {
    const error = await router
      .createCaller({} as never)
      .mine()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      cause: { code: 'setup_incomplete' },
    });
  });

  it('throws the error that onRefused returns, wherever the refusal comes from', async () => {
    const t = initTRPC.context<TrpcContext>().create();
    const seen: string[] = [];
    const onRefused = (error: AuthError) => {
      seen.push(error.code);
      return new TRPCError({ code: 'NOT_FOUND', message: 'hidden', cause: error });
    };
    const { createContext } = authenticate(security, { onRefused });
    const open = t.procedure.use(required());
    const calls = t.router({
      guard: open.query(() => ''),
      inside: open.query(({ ctx }) => ctx.auth.require('none', { acl: [] })),
      thrown: open.query(() => {
        throw new AuthError('resource_missing');
      }),
      none: t.procedure.use(required({ onRefused: () => undefined })).query(() => ''),
    });
    const codesAs = async (headers: Headers) => {
      const req = new Request('http://a.example/', { headers });
      const caller = calls.createCaller(await createContext({ req }));
      const codes: string[] = [];
      for (const name of ['guard', 'inside', 'thrown', 'none'] as const)
        codes.push(
          await caller[name]().then(
            () => 'done',
            (error: TRPCError) => error.code,
          ),
        );
      return codes;
    };
    expect(await codesAs({})).toEqual([
      'NOT_FOUND',
      'NOT_FOUND',
      'NOT_FOUND',
      'INTERNAL_SERVER_ERROR',
    ]);
    expect(await codesAs(await authAs(security, 'alice'))).toEqual([
      'done',
      'NOT_FOUND',
      'NOT_FOUND',
      'done',
    ]);
    expect(seen.slice(3)).toEqual(['permission_denied', 'resource_missing']);
  });

  it('goes on with what an adapter before it has found out', async () => {
    const auth = await security.authenticate(
      requestView({ headers: await authAs(security, 'alice') }),
    );
    const { createContext } = authenticate(security);
    expect(await createContext({ req: { auth, headers: {} } })).toEqual({ auth });
  });

  it('asks the framework whether the connection was encrypted', async () => {
    const answers = [];
    for (const req of [
      { secure: true },
      { raw: { headers: {}, socket: {} }, protocol: 'https' },
      { socket: { encrypted: true } },
      { secure: false, protocol: 'https' },
      { protocol: 'http', socket: { encrypted: true } },
    ]) {
      const own = createSecurity({
        privateKey: testSecret(),
        callback: (_id, { view }) => [`secure:${view.secure}`],
      });
      const headers = await authAs(own, 'alice');
      const lower = { authorization: headers['Authorization'] };
      const asked = { headers: lower, ...req };
      if ('raw' in asked) Object.assign(asked.raw.headers, lower);
      if ('raw' in asked) Reflect.deleteProperty(asked, 'headers');
      const { auth } = await authenticate(own).createContext({ req: asked });
      answers.push(authOf({ auth }).principals.at(-1));
    }
    expect(answers).toEqual([
      'secure:true',
      'secure:true',
      'secure:true',
      'secure:false',
      'secure:false',
    ]);
  });

  it('masks the error of a closed security', async () => {
    const closed = createSecurity({ privateKey: testSecret() });
    await closed.close();
    const request = { req: new Request('http://a.example/') };
    const error = await authenticate(closed)
      .createContext(request)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'INTERNAL_SERVER_ERROR',
      message: 'The server could not complete the request.',
    });
    expect((error as TRPCError).cause).toBeInstanceOf(ConfigurationError);
  });
});
