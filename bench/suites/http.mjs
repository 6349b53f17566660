/** Whole requests: authenticated, given principals, decided by an ACL and answered; beside the middleware of the field. */
import { ensureLoadGenerator } from '../http/load.mjs';
import { measureFramework } from '../http/measure.mjs';
import { serve } from '../lib/child.mjs';

const FRAMEWORKS = [
  { file: 'node', name: 'node:http', kinds: ['repeated', 'once'] },
  { file: 'express', name: 'express 5', kinds: ['repeated'] },
  { file: 'fastify', name: 'fastify', kinds: ['repeated'] },
  { file: 'hono', name: 'hono', kinds: ['repeated'] },
  { file: 'koa', name: 'koa', kinds: ['repeated'] },
];
const QUICK = { rounds: 3, batchMs: 40, warmUpMs: 160, turns: 0 };
const FULL = { rounds: 9, batchMs: 40, warmUpMs: 500, turns: 2 };
/** Only that each yields its rows. */
const ONCE = { rounds: 1, batchMs: 1, warmUpMs: 1, turns: 0 };

serve(async ({ quick }) => {
  ensureLoadGenerator();
  const rows = [];
  for (const { file, name, kinds } of FRAMEWORKS) {
    const pace = quick ? { ...(quick === 'once' ? ONCE : QUICK), kinds: ['repeated'] } : { ...FULL, kinds };
    rows.push(...(await measureFramework(file, name, pace)));
  }
  return rows;
});
