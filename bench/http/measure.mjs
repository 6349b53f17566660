/** The rounds of the suite: all servers of a framework beside each other, one after the other under the same load. */
import { createSecretKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shuffled } from '../lib/rounds.mjs';
import { signer } from '../lib/tokens.mjs';
import { check } from './check.mjs';
import { Contender } from './contender.mjs';
import { CARRIERS } from './load.mjs';
import { rowsFor } from './rows.mjs';
import { Traffic } from './traffic.mjs';

/** So many requests until each of the users has come three times; those that come before the measured ones are among them. */
const EVERY_USER = 30_000;
/** So many requests each server answers before it waits; enough for Node 22. */
const FIRST = 3_000;
const KINDS = { repeated: 'repeated tokens', once: 'each token once' };

/**
 * What is measured, and how long. `turns` is how often a server is run at most until it gets no faster.
 * @typedef {{ kinds: (keyof typeof KINDS)[], rounds: number, batchMs: number, warmUpMs: number, turns: number }} Pace
 */

/**
 * @param {string} framework the file of its contenders
 * @param {string} name what it is called in the rows
 * @param {Pace} pace
 * @returns {Promise<import('../lib/child.mjs').Row[]>}
 */
export async function measureFramework(framework, name, pace) {
  const { contenders: known } = await import(`./${framework}.mjs`);
  const secret = randomBytes(32).toString('base64url');
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-bench-http-'));
  const traffic = new Traffic(signer('HS256', createSecretKey(Buffer.from(secret))), folder);
  const contenders = known.map((one) => new Contender(one));
  const rows = [];
  try {
    for (const contender of contenders) {
      await contender.start(framework, secret);
      await check(contender, traffic);
      // A server that has answered a few requests and then waits for a quarter of a minute is slower for good: Node 20 and 22 throw away what
      // they learnt. All of them have to wait while others are measured, so each gets to know its work before.
      if (pace.turns > 0) await work(contender, traffic);
    }
    // Repeated tokens first: those that come once would push them out of a cache.
    for (const kind of pace.kinds) {
      for (const carrier of Object.keys(CARRIERS)) {
        const field = contenders.filter(({ carriers }) => carriers.includes(carrier));
        if (!field.some(({ role }) => role === 'ours')) continue;
        const figures = await compare(field, carrier, kind, traffic, pace);
        rows.push(...rowsFor(`${name}, ${carrier}, ${KINDS[kind]}`, figures));
      }
    }
  } finally {
    for (const contender of contenders) contender.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

async function work(contender, traffic) {
  for (const carrier of contender.carriers) await contender.burst(carrier, traffic.once(FIRST), FIRST);
}

async function compare(field, carrier, kind, traffic, pace) {
  const counts = new Map();
  for (const contender of field) counts.set(contender, await warmUp(contender, carrier, kind, traffic, pace));
  const most = Math.max(...counts.values());
  const figures = new Map(field.map((contender) => [contender, []]));
  for (let round = 0; round < pace.rounds; round++) {
    const file = traffic[kind](most);
    for (const contender of shuffled(field)) figures.get(contender).push(await contender.burst(carrier, file, counts.get(contender)));
  }
  return figures;
}

/** Runs a server until it is compiled and its cache knows every user, and finds out how many requests make a burst of the wanted length. */
async function warmUp(contender, carrier, kind, traffic, { batchMs, warmUpMs, turns }) {
  const requestsIn = (ms, cost) => Math.round(Math.min(EVERY_USER, Math.max(500, (ms * 1000) / cost)));
  let cost = await contender.burst(carrier, traffic.once(2_000), 2_000);
  if (kind === 'repeated')
    cost = await contender.burst(carrier, traffic.everyUser(), contender.remembers && turns > 0 ? EVERY_USER : requestsIn(warmUpMs, cost));
  let least = Infinity;
  for (let turn = 0; turn < turns && (turn < 2 || cost < 0.97 * least); turn++) {
    least = Math.min(least, cost);
    const count = requestsIn(batchMs, cost);
    cost = await contender.burst(carrier, traffic[kind](count), count);
  }
  return requestsIn(batchMs, cost);
}
