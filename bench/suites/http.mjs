/** Whole requests: authenticated, given principals, decided by an ACL and answered; beside the middleware of the field. */
import { ensureLoadGenerator } from '../http/load.mjs';
import { measureFramework } from '../http/measure.mjs';
import { serve } from '../lib/child.mjs';

const FRAMEWORKS = { node: 'node:http', express: 'express 5', fastify: 'fastify', hono: 'hono', koa: 'koa' };
const QUICK = { rounds: 3, batchMs: 40, turns: 0, kinds: ['repeated'] };
const FULL = { rounds: 7, batchMs: 150, turns: 6, kinds: ['repeated', 'once'] };

serve(async ({ quick }) => {
  ensureLoadGenerator();
  const rows = [];
  for (const [framework, name] of Object.entries(FRAMEWORKS)) rows.push(...(await measureFramework(framework, name, quick ? QUICK : FULL)));
  return rows;
});
