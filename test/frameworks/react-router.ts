import { deepEqual, equal, match } from 'node:assert/strict';
import { join } from 'node:path';
import * as runner from 'node:test';
import { describe, it } from 'node:test';
import { adapterContract } from 'pyramidion/testing';
import { describeExample } from './describe-example.ts';
import { freePort, startServer } from './framework-server.ts';

const ROOT = join(import.meta.dirname, '../../examples/react-router');
const SEES_NOTHING =
  'a middleware does not see what a loader throws, and React Router gives an Error 500';
const start = (options: object): ReturnType<typeof startServer> =>
  startServer(join(ROOT, 'dist/contract/server.mjs'), { CONTRACT: JSON.stringify(options) });

for (const times of [1, 2])
  describe(`the adapter for React Router, mounted ${times} times`, () => {
    adapterContract(
      runner,
      (_security, _routes, { onRefused }) => start({ times, refusing: onRefused !== undefined }),
      {
        'answers 400 to a repeated Authorization header':
          '@react-router/node passes on the first of several',
        'answers an AuthError that the application made by its status': SEES_NOTHING,
        'answers an AuthError of a handler by the onRefused of authenticate': SEES_NOTHING,
      },
    );
  });

describe('an application with React Router', () => {
  const ask = async (path: string, options: object, init: RequestInit = {}): Promise<Response> => {
    const { port, close } = await start({ times: 1, ...options });
    try {
      const url = `http://127.0.0.1:${port}${path}`;
      const response = await fetch(url, { redirect: 'manual', ...init });
      const { status, headers } = response;
      return new Response(await response.text(), { status, headers });
    } finally {
      close();
    }
  };

  it('shows its error page, and answers its router in its own form', async () => {
    const page = await ask('/page', {});
    equal(page.status, 401);
    match(await page.text(), /The error page: (<!-- -->)?401/);
    const data = await ask('/page.data', {});
    deepEqual([data.status, data.headers.get('content-type')], [401, 'text/x-script']);
    match(await data.text(), /"ErrorResponse"/);
  });

  it('sends its router to the login page, with the address of the page', async () => {
    const data = await ask('/page.data?a=1', { login: '/login' });
    match(await data.text(), /"redirect","\/login\?return_to=%2Fpage%3Fa%3D1"/);
    const page = await ask('/page?a=1', { login: '/login' }, { headers: { Accept: 'text/html' } });
    equal(page.headers.get('location'), '/login?return_to=%2Fpage%3Fa%3D1');
  });
});

// Its server does not say which port it has got if it is asked for any.
const PORT = await freePort();

describeExample('React Router', {
  file: join(ROOT, 'node_modules/@react-router/serve/bin.cjs'),
  args: [join(ROOT, 'dist/server/index.js')],
  env: { PORT: String(PORT) },
  originOf: (port) => `http://127.0.0.1:${port}`,
  contract: () => start({ times: 1 }),
});
