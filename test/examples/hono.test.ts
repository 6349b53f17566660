import type { Hono } from 'hono';
import { it } from 'vitest';
import { expectLoginPages, loadExample } from './login-pages.ts';

it('logs in, shows each page to whom it is for, and logs out, with Hono', async () => {
  const app = await loadExample<Hono>('hono');
  await expectLoginPages((path, init) => app.request(`https://app.example${path}`, init));
});
