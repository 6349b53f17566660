import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { SECRET } from '../support/security.ts';

const file = join(import.meta.dirname, '../../examples/elysia/app.mjs');

interface Example {
  readonly app: { handle(request: Request): Promise<Response> };
}

it('logs in, shows each page to whom it is for, and logs out', async () => {
  vi.stubEnv('JWT_PRIVATE_KEY', SECRET);
  const { app } = (await import(file)) as Example;
  vi.unstubAllEnvs();
  const ask = (path: string, cookie = '', body?: object): Promise<Response> => {
    const headers = { cookie, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    return app.handle(new Request(`https://app.example${path}`, { ...init, headers }));
  };
  const login = async (name: string, password: string): Promise<string> => {
    const { headers } = await ask('/login', '', { name, password });
    return headers.getSetCookie()[0]?.split(';')[0] ?? '';
  };
  const statusesFor = (cookie: string): Promise<number[]> =>
    Promise.all(['/', '/reports'].map(async (path) => (await ask(path, cookie)).status));

  expect(await login('alice', 'guess')).toBe('');
  expect(await statusesFor('')).toEqual([401, 401]);
  expect(await statusesFor(await login('bob', 'builder'))).toEqual([200, 403]);
  const alice = await login('alice', 'wonderland');
  expect(await statusesFor(alice)).toEqual([200, 200]);
  const { status, headers } = await ask('/logout', alice, {});
  expect([status, headers.getSetCookie()[0]]).toEqual([204, expect.stringContaining('Max-Age=0')]);
});
