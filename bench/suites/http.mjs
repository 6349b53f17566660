/** Whole requests: authenticated, given principals, decided by an ACL and answered; beside the middleware of the field. */
import { ensureLoadGenerator } from '../http/load.mjs';
import { measureFramework } from '../http/measure.mjs';
import { serve } from '../lib/child.mjs';

const FRAMEWORKS = { node: 'node:http' };
const QUICK = { rounds: 3, batchMs: 100, most: 10_000, warmUp: 1 };
const FULL = { rounds: 9, batchMs: 250, most: 20_000, warmUp: 3 };

serve(async ({ quick }) => {
  ensureLoadGenerator();
  const rows = [];
  for (const [framework, name] of Object.entries(FRAMEWORKS)) rows.push(...(await measureFramework(framework, name, quick ? QUICK : FULL)));
  return rows;
});
