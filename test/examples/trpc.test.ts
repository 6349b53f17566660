import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';

let server: Server;
let url: string;
beforeAll(async () => {
  const main = '../../examples/trpc/main.mjs';
  const { createServer } = (await import(main)) as { createServer: () => Server };
  server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

function ask(method: string, name: string, cookie = '', input?: string): Promise<Response> {
  const headers = { cookie, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  const body = input === undefined ? {} : { body: JSON.stringify(input) };
  return fetch(`${url}/${name}`, { method, headers, ...body });
}

it('logs in, shows a user and saves for editors, logs out', async () => {
  const login = async (user: string): Promise<string> => {
    const [cookie] = (await ask('POST', 'login', '', user)).headers.getSetCookie();
    return cookie?.split(';', 1)[0] as string;
  };
  const [alice, bob] = [await login('alice'), await login('bob')];
  const statusesOf = async (method: string, name: string) => [
    (await ask(method, name)).status,
    (await ask(method, name, bob)).status,
    (await ask(method, name, alice)).status,
  ];
  expect(await (await ask('GET', 'hello', alice)).text()).toContain('Hello alice');
  expect(await statusesOf('GET', 'me')).toEqual([401, 200, 200]);
  expect(await statusesOf('POST', 'save')).toEqual([401, 403, 200]);
  const cookies = (await ask('POST', 'logout', alice)).headers.getSetCookie();
  expect(cookies.length > 0 && cookies.every((one) => one.includes('Max-Age=0'))).toBe(true);
});
