import type { Server } from '@hapi/hapi';
import { it } from 'vitest';
import { expectLoginPages, loadExample } from './login-pages.ts';

it('logs in, shows each page to whom it is for, and logs out, with hapi', async () => {
  const app = await loadExample<Server>('hapi');
  await expectLoginPages(async (url, { method = 'GET', headers, body }) => {
    const asked = { url, method, headers: headers as never, payload: body as string };
    const { statusCode: status, payload, headers: answered } = await app.inject(asked);
    const pairs = Object.entries(answered).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, String(one)]),
    );
    return new Response(status === 204 ? null : payload, { status, headers: pairs });
  });
});
