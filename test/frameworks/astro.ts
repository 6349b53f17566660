import { join } from 'node:path';
import * as runner from 'node:test';
import { describe } from 'node:test';
import { adapterContract } from 'pyramidion/testing';
import { describeExample } from './describe-example.ts';
import { startServer } from './framework-server.ts';

const ROOT = join(import.meta.dirname, '../../examples/astro/dist');
const start = (options: object): ReturnType<typeof startServer> =>
  startServer(join(ROOT, 'contract/dist/server/entry.mjs'), { CONTRACT: JSON.stringify(options) });

for (const times of [1, 2])
  describe(`the adapter for Astro, mounted ${times} times`, () => {
    adapterContract(
      runner,
      (_security, _routes, { onRefused }) => start({ times, refusing: onRefused !== undefined }),
      {
        'answers 400 to a repeated Authorization header':
          '@astrojs/node passes on the first of several',
        'clears the cookie at a logout though the handler then throws':
          'Astro makes its error page behind the middleware',
      },
    );
  });

describeExample('Astro', {
  file: join(ROOT, 'server/entry.mjs'),
  originOf: (port) => `http://127.0.0.1:${port}`,
  contract: () => start({ times: 1 }),
});
