import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readPage } from '../guide/blocks.ts';
import { ROOT } from '../support/gate.ts';
import { listen } from '../support/http.ts';
import { expectLoginPages, loadExample } from './login-pages.ts';

it('logs in, shows each page to whom it is for, and logs out, with Polka', async () => {
  const { handler } = await loadExample<{ readonly handler: RequestListener }>('polka');
  const server = await listen(handler);
  await expectLoginPages((path, init) => fetch(server.url + path.slice(1), init));
  await server.close();
});

it('has the adapter that the guide shows', () => {
  const page = readPage(join(ROOT, 'docs/guide/other-frameworks.md'));
  const shown = page.blocks.find(({ file }) => file === 'adapter.ts')?.text;
  expect(shown).toBe(readFileSync(join(ROOT, 'examples/polka/adapter.ts'), 'utf8'));
});
