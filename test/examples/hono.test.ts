import { join } from 'node:path';
import type { Hono } from 'hono';
import { expect, it, vi } from 'vitest';
import { SECRET } from '../support/security.ts';

const file = join(import.meta.dirname, '../../examples/hono/app.mjs');

it('logs in, shows each page to whom it is for, and logs out', async () => {
  vi.stubEnv('JWT_PRIVATE_KEY', SECRET);
  const { app } = (await import(file)) as { app: Hono };
  vi.unstubAllEnvs();
  const ask = async (path: string, cookie = '', method = 'GET', body: object | null = null) => {
    const headers = { cookie, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };
    const init = { method, headers, body: body === null ? null : JSON.stringify(body) };
    return app.request(`https://app.example${path}`, init);
  };
  const login = async (name: string, password: string) => {
    const { status, headers } = await ask('/login', '', 'POST', { name, password });
    return { status, cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  };
  const statusesFor = async (cookie: string) =>
    Promise.all(['/', '/reports'].map(async (path) => (await ask(path, cookie)).status));

  expect(await login('alice', 'guess')).toEqual({ status: 422, cookie: '' });
  const [alice, bob] = [await login('alice', 'wonderland'), await login('bob', 'builder')];
  expect(await statusesFor('')).toEqual([401, 401]);
  expect(await statusesFor(bob.cookie)).toEqual([200, 403]);
  expect(await statusesFor(alice.cookie)).toEqual([200, 200]);
  const { status, headers } = await ask('/logout', alice.cookie, 'POST');
  expect([status, headers.getSetCookie()[0]]).toEqual([204, expect.stringContaining('Max-Age=0')]);
});
