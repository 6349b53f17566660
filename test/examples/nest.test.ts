import type { Type } from '@nestjs/common';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { httpClient, testSecret } from '../../src/testing.ts';
import type { Mounted, Reply } from '../../src/testing.ts';
import { serveNest } from '../adapters/mounts/nest.ts';

// The example has decorators, and so options of its own for the compiler.
const EXAMPLE = new URL('../../examples/nest/app.ts', import.meta.url).href;
let app: Mounted;

beforeAll(async () => {
  const before = process.env['JWT_PRIVATE_KEY'];
  process.env['JWT_PRIVATE_KEY'] = testSecret();
  const { AppModule } = (await import(EXAMPLE)) as { AppModule: Type };
  if (before === undefined) delete process.env['JWT_PRIVATE_KEY'];
  else process.env['JWT_PRIVATE_KEY'] = before;
  app = await serveNest(AppModule, 'express');
});
afterAll(() => app.close());

function ask(path: string, cookie: string, body?: object): Promise<Reply> {
  return httpClient(app.port)({
    method: body === undefined ? 'GET' : 'POST',
    path,
    headers: [
      ['Cookie', cookie],
      ['Content-Type', 'application/json'],
    ],
    body: body === undefined ? null : JSON.stringify(body),
  });
}

async function login(name: string, password: string): Promise<string> {
  const { headers } = await ask('/login', '', { name, password });
  const cookie = headers.find(([header]) => header.toLowerCase() === 'set-cookie');
  return cookie?.[1].split(';', 1)[0] ?? '';
}

it('shows a page to every user, and the reports to those whom the ACL permits', async () => {
  const cookies = ['', await login('bob', 'builder'), await login('alice', 'wonderland')];
  const statusesOf = async (path: string): Promise<number[]> => {
    const replies = await Promise.all(cookies.map((cookie) => ask(path, cookie)));
    return replies.map(({ status }) => status);
  };
  expect(await statusesOf('/')).toEqual([401, 200, 200]);
  expect(await statusesOf('/reports')).toEqual([401, 403, 200]);
  expect((await ask('/', cookies[1] as string)).body).toBe('Hello bob');
});

it('sets no cookie for a wrong password', async () => {
  expect(await login('alice', 'builder')).toBe('');
});

it('clears the cookie at the logout', async () => {
  const { status, headers } = await ask('/logout', await login('bob', 'builder'), {});
  const cookie = headers.find(([header]) => header.toLowerCase() === 'set-cookie');
  expect([status, cookie?.[1]]).toEqual([204, expect.stringContaining('Max-Age=0')]);
});
