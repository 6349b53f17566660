/**
 * Whole requests of frameworks: what ours adds beside their usual plugin, and beside a hook of the
 * framework that does nothing.
 */
import { ensureLoadGenerator } from '../http/contender.mjs';
import { measureHooks } from '../http/hooks.mjs';
import { measureServers } from '../http/measure.mjs';
import { pace as paceOf } from '../lib/rounds.mjs';
import { serve } from '../lib/suite.mjs';

const NAMES = {
  express: 'express 5',
  fastify: 'fastify 5',
  hono: 'hono 4',
  koa: 'koa 3',
  h3: 'h3 2',
  elysia: 'elysia 1.4',
  nest: 'nest 12',
};
const ONCE = { rounds: 1, batchMs: 1, warmUps: 0 };
const LOOK = { rounds: 3, batchMs: 40, warmUps: 1 };
const FULL = { rounds: 9, batchMs: 60, warmUps: 2 };

await serve(async (brief) => {
  ensureLoadGenerator();
  const pace = brief === 'once' ? ONCE : brief ? LOOK : FULL;
  const full = { rounds: 41, batchMs: 15, warmUpMs: 400 };
  const rows = await measureHooks(paceOf(brief, undefined, full));
  for (const [framework, name] of Object.entries(NAMES)) {
    const { subjects: known } = await import(`../http/${framework}.mjs`);
    const subjects = Object.entries(known).map(([who, { role, open }]) => ({ who, role, open }));
    const field = { name, framework, carrier: 'header', kinds: ['repeated'], subjects };
    rows.push(...(await measureServers(field, pace)));
  }
  return rows;
});
