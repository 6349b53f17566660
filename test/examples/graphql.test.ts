import type { YogaServerInstance } from 'graphql-yoga';
import { expect, it } from 'vitest';
import { loadExample } from './login-pages.ts';

type App = YogaServerInstance<object, object>;

it('logs in, shows each field to whom it is for, and logs out, with GraphQL', async () => {
  const app = await loadExample<App>('graphql');
  const ask = async (query: string, cookie = '') => {
    const headers = { cookie, 'Content-Type': 'application/json', 'Sec-Fetch-Site': 'same-origin' };
    const init = { method: 'POST', headers, body: JSON.stringify({ query }) };
    const response = await app.fetch('https://app.example/graphql', init);
    const { data } = (await response.json()) as { data: Record<string, unknown> };
    return { data, cookie: response.headers.getSetCookie()[0] };
  };
  const login = async (name: string, password: string): Promise<string | undefined> =>
    (await ask(`mutation { login(name: "${name}", password: "${password}") }`)).cookie;
  const pages = async (cookie?: string) =>
    (await ask('{ hello me { name salary } reports }', cookie?.split(';', 1)[0])).data;

  expect(await login('alice', 'guess')).toBe(undefined);
  const [alice, bob] = [await login('alice', 'wonderland'), await login('bob', 'builder')];
  expect(await pages()).toEqual({ hello: 'Hello you', me: null, reports: null });
  expect(await pages(bob)).toEqual({
    hello: 'Hello bob',
    me: { name: 'bob', salary: 1000 },
    reports: null,
  });
  expect((await pages(alice))['reports']).toEqual(['January', 'February']);
  const logout = await ask('mutation { logout }', alice?.split(';', 1)[0]);
  expect([logout.data, logout.cookie]).toEqual([
    { logout: true },
    expect.stringContaining('Max-Age=0'),
  ]);
});
