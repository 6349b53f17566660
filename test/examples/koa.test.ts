import type Koa from 'koa';
import { it } from 'vitest';
import { listen } from '../support/http.ts';
import { expectLoginPages, loadExample } from './login-pages.ts';

it('logs in, shows each page to whom it is for, and logs out, with Koa', async () => {
  const app = await loadExample<Koa>('koa');
  app.silent = true;
  const server = await listen(app.callback());
  await expectLoginPages((path, init) => fetch(server.url + path.slice(1), init));
  await server.close();
});
