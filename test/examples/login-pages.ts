import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { SECRET } from '../support/security.ts';

/** Loads an example whose secret is in the environment. */
export async function loadExample<App>(name: string): Promise<App> {
  vi.stubEnv('JWT_PRIVATE_KEY', SECRET);
  const file = join(import.meta.dirname, '../../examples', name, 'app.mjs');
  const { app } = (await import(file)) as { app: App };
  vi.unstubAllEnvs();
  return app;
}

type Send = (path: string, init: RequestInit) => Response | Promise<Response>;

/**
 * Checks an example with the pages `/login`, `/`, `/reports` (for alice alone) and `/logout`.
 *
 * @param send - sends a request to the application
 */
export async function expectLoginPages(send: Send): Promise<void> {
  const ask = async (path: string, cookie = '', init: RequestInit = {}): Promise<Response> => {
    const headers = { cookie, 'Sec-Fetch-Site': 'same-origin', 'Content-Type': 'application/json' };
    return send(path, { headers, ...init });
  };
  const login = async (name: string, password: string) => {
    const body = JSON.stringify({ name, password });
    const { status, headers } = await ask('/login', '', { method: 'POST', body });
    return { status, cookie: headers.getSetCookie()[0]?.split(';')[0] ?? '' };
  };
  const statusesFor = async (cookie: string): Promise<number[]> =>
    Promise.all(['/', '/reports'].map(async (path) => (await ask(path, cookie)).status));

  expect(await login('alice', 'guess')).toEqual({ status: 422, cookie: '' });
  const [alice, bob] = [await login('alice', 'wonderland'), await login('bob', 'builder')];
  expect(await statusesFor('')).toEqual([401, 401]);
  expect(await statusesFor(bob.cookie)).toEqual([200, 403]);
  expect(await statusesFor(alice.cookie)).toEqual([200, 200]);
  const { status, headers } = await ask('/logout', alice.cookie, { method: 'POST' });
  expect([status, headers.getSetCookie()[0]]).toEqual([204, expect.stringContaining('Max-Age=0')]);
}
