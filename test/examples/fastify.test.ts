import { expect, it } from 'vitest';

interface Reply {
  readonly statusCode: number;
  readonly body: string;
  readonly cookies: readonly { readonly name: string; readonly value: string }[];
}
interface App {
  inject(options: object): Promise<Reply>;
  close(): Promise<void>;
}

it('logs in, shows a page to users and saves for editors, logs out', async () => {
  const main = '../../examples/fastify/main.mjs';
  const { createApp } = (await import(main)) as { createApp: () => App };
  const app = createApp();
  const ask = (method: string, url: string, cookie = '') => {
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    return app.inject({ method, url, headers });
  };
  const login = async (user: string): Promise<string> => {
    const [cookie] = (await ask('POST', `/login/${user}`)).cookies;
    return `${cookie?.name}=${cookie?.value}`;
  };
  const [alice, bob] = [await login('alice'), await login('bob')];
  const statusesOf = async (method: string, url: string) => {
    const replies = [
      await ask(method, url),
      await ask(method, url, bob),
      await ask(method, url, alice),
    ];
    return replies.map(({ statusCode }) => statusCode);
  };
  expect((await ask('GET', '/', alice)).body).toBe('Hello alice');
  expect(await statusesOf('GET', '/me')).toEqual([401, 200, 200]);
  expect(await statusesOf('PUT', '/report')).toEqual([401, 403, 200]);
  const { cookies } = await ask('POST', '/logout', alice);
  expect(new Set(cookies.map(({ value }) => value))).toEqual(new Set(['']));
  await app.close();
});
