/** Whole requests: authenticated, given principals, decided by an ACL and answered. */
import { ensureLoadGenerator } from '../http/contender.mjs';
import { measureServers } from '../http/measure.mjs';
import { serve } from '../lib/suite.mjs';

const NAMES = { node: 'node:http', fetch: 'fetch', express: 'express 5' };
const ONCE = { rounds: 1, batchMs: 1, warmUps: 0 };
const LOOK = { rounds: 3, batchMs: 40, warmUps: 1 };
const FULL = { rounds: 9, batchMs: 40, warmUps: 2 };

await serve(async (brief) => {
  ensureLoadGenerator();
  const rows = [];
  for (const [framework, name] of Object.entries(NAMES)) {
    const { subjects: known } = await import(`../http/${framework}.mjs`);
    const subjects = Object.entries(known).map(([who, { role }]) => ({ who, role }));
    const mine = subjects.filter(({ role }) => role === 'ours');
    const untouched = {
      who: 'pyramidion, vary: false',
      is: 'pyramidion',
      role: 'ours',
      vary: false,
    };
    const kinds = framework === 'node' && !brief ? ['repeated', 'once'] : ['repeated'];
    const pace = brief === 'once' ? ONCE : brief ? LOOK : FULL;
    const field = { name, framework, kinds };
    const byHeader = { ...field, carrier: 'header', subjects: [...subjects, untouched] };
    rows.push(...(await measureServers(byHeader, pace)));
    rows.push(...(await measureServers({ ...field, carrier: 'cookie', subjects: mine }, pace)));
  }
  return rows;
});
