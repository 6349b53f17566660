import type { H3 } from 'h3';
import { it } from 'vitest';
import { expectLoginPages, loadExample } from './login-pages.ts';

it('logs in, shows each page to whom it is for, and logs out, with h3', async () => {
  const app = await loadExample<H3>('h3');
  await expectLoginPages((path, init) => app.request(`https://app.example${path}`, init));
});
