import type { RequestListener } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  Allow,
  cookiePolicy,
  createSecurity,
  Everyone,
  headerPolicy,
  Public,
  user,
} from '../../src/index.ts';
import type { AuthContext, Resource, Security } from '../../src/index.ts';
import type { Ask, Reply } from '../support/http.ts';
import { listen } from '../support/http.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';

/** How a route is guarded. */
export type Guard =
  | {
      readonly permission: string;
      readonly resource?: (path: string) => Resource | null | Promise<Resource | null>;
    }
  | 'required'
  | null;

/** One route of the contract: what guards it and what it does, said without any framework. */
export interface Route {
  readonly path: string;
  readonly guard: Guard;
  readonly act?: (auth: AuthContext) => void | Promise<void>;
  readonly status?: number;
  /** Headers that the handler itself sets, before and while it answers. */
  readonly early?: Readonly<Record<string, string>>;
  readonly late?: Readonly<Record<string, string | string[]>>;
  readonly refused?: (code: string) => string;
}

const page: Resource = {
  acl: [[Allow, user('alice'), 'edit']],
  parent: { acl: [[Allow, Everyone, 'view']] },
};

const routes: readonly Route[] = [
  { path: '/open', guard: null },
  { path: '/required', guard: 'required' },
  { path: '/root', guard: { permission: 'admin' } },
  { path: '/public', guard: { permission: Public } },
  { path: '/view', guard: { permission: 'view', resource: () => page } },
  { path: '/edit', guard: { permission: 'edit', resource: async () => page } },
  { path: '/missing', guard: { permission: 'edit', resource: () => null } },
  {
    path: '/broken',
    guard: {
      permission: 'edit',
      resource: () => Promise.reject(new Error('the database is gone')),
    },
  },
  { path: '/login', guard: null, act: (auth) => auth.remember('alice', { roles: ['a'] }) },
  {
    path: '/login-with-cookies',
    guard: null,
    act: (auth) => auth.remember('alice'),
    early: { 'Set-Cookie': 'a=1', Vary: 'Accept' },
    late: { 'Set-Cookie': ['b=2', 'c=3'] },
  },
  { path: '/logout', guard: null, act: (auth) => auth.forget() },
  { path: '/keep', guard: null, act: (auth) => auth.keepCookie() },
  { path: '/fails', guard: null, status: 422 },
  { path: '/own-refusal', guard: { permission: 'admin' }, refused: (code) => `mine: ${code}` },
];

/** The one suite that every adapter passes, over real HTTP. */
export function adapterContract(
  name: string,
  serve: (security: Security, routes: readonly Route[]) => RequestListener,
): void {
  describe(name, () => {
    let now = 1_700_000_000_000;
    let known = true;
    let server: Awaited<ReturnType<typeof listen>>;
    const security = createSecurity({
      privateKey: secret,
      expiration: '1m',
      clock: () => now,
      policies: [headerPolicy(), cookiePolicy({ reissueTime: 10, sessionLifetime: '1h' })],
      callback: async (id) => (known ? (id === 'admin' ? ['role:admin'] : []) : null),
      root: { acl: [[Allow, 'role:admin', 'admin']] },
    });
    beforeAll(async () => void (server = await listen(serve(security, routes))));
    afterAll(() => server.close());

    const ask = (path: string, headers: Ask['headers'] = {}, method = 'GET'): Promise<Reply> =>
      server.ask({ path, headers, method });
    const bearer = async (id: string) => ({
      Authorization: `Bearer ${await security.createToken(id)}`,
    });
    const cookies = (reply: Reply) =>
      (reply.headers['set-cookie'] ?? []).filter((line) =>
        line.startsWith('__Host-Authorization='),
      );
    const login = async () => ({
      Cookie: (cookies(await ask('/login', {}, 'POST'))[0] as string).split(';')[0] as string,
    });

    it('puts on the request who asks, by header and by cookie, and varies on it', async () => {
      expect(await ask('/open')).toMatchObject({ status: 200, body: 'nobody' });
      const byHeader = await ask('/open', await bearer('alice'));
      expect([byHeader.body, byHeader.headers.vary]).toEqual(['alice', 'Authorization']);
      const byCookie = await ask('/open', await login());
      expect([byCookie.body, byCookie.headers.vary]).toEqual(['alice', 'Authorization, Cookie']);
    });

    it('answers 401 with a challenge when nobody is there, 403 when somebody is, as problem+json', async () => {
      const nobody = await ask('/root');
      expect(nobody).toMatchObject({
        status: 401,
        headers: {
          'www-authenticate': 'Bearer realm="api"',
          'content-type': 'application/problem+json',
          'cache-control': 'no-store',
        },
      });
      expect(JSON.parse(nobody.body)).toMatchObject({ status: 401, title: 'Unauthorized' });
      const alice = await ask('/root', await bearer('alice'));
      expect(alice).toMatchObject({
        status: 403,
        headers: { 'www-authenticate': 'Bearer realm="api", error="insufficient_scope"' },
      });
      expect(alice.body).not.toContain('role:admin');
      expect((await ask('/root', await bearer('admin'))).status).toBe(200);
    });

    it('guards with a resource, found at once or later; a missing one is a 404 once somebody is there', async () => {
      expect((await ask('/edit', await bearer('alice'))).status).toBe(200);
      expect((await ask('/edit', await bearer('bob'))).status).toBe(403);
      expect((await ask('/view')).status).toBe(200);
      expect((await ask('/missing')).status).toBe(401);
      expect((await ask('/missing', await bearer('alice'))).status).toBe(404);
    });

    it('lets everybody through a public guard, and only users through required', async () => {
      expect((await ask('/public')).status).toBe(200);
      expect((await ask('/required')).status).toBe(401);
      expect((await ask('/required', await bearer('bob'))).status).toBe(200);
    });

    it('answers all refused tokens with one body, and no code but invalid_token', async () => {
      const token = (await bearer('alice')).Authorization;
      const replies = [
        await ask('/root', { Authorization: `${token.slice(0, -2)}xx` }),
        await ask('/root', { Authorization: 'Bearer a.b.c' }),
      ];
      now += 60_000;
      replies.push(await ask('/root', { Authorization: token }));
      known = false;
      replies.push(await ask('/root', await bearer('alice')));
      known = true;
      for (const { status, body, headers } of replies) {
        expect([status, body, headers['www-authenticate']]).toEqual([
          401,
          replies[0]?.body,
          'Bearer realm="api", error="invalid_token"',
        ]);
      }
    });

    it('refuses repeated and joined credentials with 400, and a cookie that is there twice', async () => {
      const { Authorization: one } = await bearer('alice');
      const repeated = await ask('/root', { Authorization: [one, one] });
      expect([repeated.status, repeated.headers['www-authenticate']]).toEqual([
        400,
        'Bearer realm="api", error="invalid_request"',
      ]);
      expect((await ask('/root', { Authorization: `${one}, ${one}` })).status).toBe(400);
      const { Cookie } = await login();
      expect((await ask('/required', { Cookie: `${Cookie}; ${Cookie}` })).status).toBe(400);
    });

    it('sets the cookie beside those of the application, however they were set', async () => {
      const reply = await ask('/login-with-cookies', {}, 'POST');
      const names = (reply.headers['set-cookie'] ?? []).map((line) => line.split('=')[0]);
      expect(names).toEqual(expect.arrayContaining(['b', 'c', '__Host-Authorization']));
      expect(cookies(reply)).toHaveLength(1);
      expect(reply.headers['cache-control']).toBe('no-store');
      expect(reply.headers.vary).toContain('Cookie');
    });

    it('clears the cookie, and slides it on good responses alone', async () => {
      const session = await login();
      expect(
        cookies(await ask('/logout', { ...session, 'Sec-Fetch-Site': 'same-origin' }, 'POST'))[0],
      ).toContain('Max-Age=0');
      now += 9000;
      expect(cookies(await ask('/open', session))).toHaveLength(0);
      now += 1000;
      expect(cookies(await ask('/fails', session))).toHaveLength(0);
      expect(cookies(await ask('/root', session))).toHaveLength(0);
      expect(cookies(await ask('/keep', session))).toHaveLength(0);
      expect(cookies(await ask('/open', session))).toHaveLength(1);
    });

    it('refuses an unsafe request that the cookie authenticated and another site sent', async () => {
      const session = await login();
      const foreign = {
        ...session,
        'Sec-Fetch-Site': 'cross-site',
        Origin: 'https://evil.example',
      };
      expect((await ask('/required', foreign, 'POST')).status).toBe(403);
      expect(
        (await ask('/required', { ...session, 'Sec-Fetch-Site': 'same-origin' }, 'POST')).status,
      ).toBe(200);
      expect((await ask('/required', session, 'POST')).status).toBe(403);
      expect((await ask('/required', foreign)).status).toBe(200);
      expect(
        cookies(
          await ask(
            '/login',
            { 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' },
            'POST',
          ),
        ),
      ).toHaveLength(0);
    });

    it('keeps requests that run side by side apart', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `user-${index}`);
      const bodies = await Promise.all(
        ids.map(async (id) => (await ask('/open', await bearer(id))).body),
      );
      expect(bodies).toEqual(ids);
    });

    it('lets the application answer a refusal itself', async () => {
      expect((await ask('/own-refusal')).body).toBe('mine: credentials_missing');
    });

    it('answers a resource that cannot be found out with 500, never with the page', async () => {
      const reply = await ask('/broken', await bearer('alice'));
      expect([reply.status, reply.body.includes('alice')]).toEqual([500, false]);
    });
  });
}
