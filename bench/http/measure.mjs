/** The rounds of the suite: the servers of a framework under the same load, one after the other. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST } from '../lib/suite.mjs';
import { rowsOf, shuffled } from '../lib/rounds.mjs';
import { Contender } from './contender.mjs';
import { trafficFor } from './traffic.mjs';

/** After as many requests each user has come three times. */
const EVERY_USER = 30_000;
const FEWEST = 500;
const KINDS = { repeated: 'repeated tokens', once: 'each token once' };
const BARE = 'no authentication';
/** Two of them: what the second "adds" to the first is the noise of the run. */
const BASES = [BARE, `${BARE}, again`].map((who) => ({ who, role: 'base' }));

/**
 * How long is measured, and how often a server is run before; not at all is enough to see it run.
 * @typedef {{ rounds: number, batchMs: number, warmUps: number }} Pace
 */

/**
 * @param {{ name: string, framework: string, carrier: 'header' | 'cookie', kinds: string[],
 *   subjects: { who: string, is?: string, role: string, dist?: string,
 *   vary?: boolean }[] }} field `is`: the subject of the framework, if `who` is another name
 * @param {Pace} pace
 * @returns {Promise<import('../lib/suite.mjs').Row[]>}
 */
export async function measureServers({ name, framework, carrier, kinds, subjects }, pace) {
  const secret = randomBytes(32).toString('base64url');
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-bench-http-'));
  const contenders = [];
  const traffics = new Map();
  const rows = [];
  try {
    for (const subject of [...BASES, ...subjects]) {
      const { who, is = who, dist = subjects[0].dist ?? DIST, vary } = subject;
      const file = join(folder, 'tokens.txt');
      if (!traffics.has(dist)) traffics.set(dist, await trafficFor(carrier, secret, dist, file));
      const contender = new Contender(subject, traffics.get(dist));
      contenders.push(contender);
      await contender.start({ framework, who: is, carrier, secret, dist, vary });
      await contender.check();
      // A server that has answered a few requests and then waits is slower for good on Node 20 and
      // 22. All of them have to wait while others are measured, so each is put to work before.
      if (pace.warmUps > 0) await contender.burst('once', 3_000);
    }
    // Repeated tokens first: those that come once would evict them from a cache.
    for (const kind of kinds) {
      const figures = await compare(contenders, kind, pace);
      rows.push(...rowsFor(`${name}, ${carrier}, ${KINDS[kind]}`, figures));
    }
  } finally {
    for (const contender of contenders) contender.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

async function compare(contenders, kind, pace) {
  const counts = new Map();
  for (const one of contenders) counts.set(one, await warmUp(one, kind, pace));
  const figures = new Map(contenders.map((contender) => [contender, []]));
  for (let round = 0; round < pace.rounds; round++)
    for (const one of shuffled(contenders))
      figures.get(one).push(await one.burst(kind, counts.get(one)));
  return figures;
}

/** Returns how many requests make a burst of the wanted length. */
async function warmUp(contender, kind, { batchMs, warmUps }) {
  if (warmUps === 0) return FEWEST;
  const requests = (cost) =>
    Math.min(EVERY_USER, Math.max(FEWEST, Math.round((batchMs * 1000) / cost)));
  let cost = await contender.burst('once', 2_000);
  if (kind === 'repeated' && contender.role !== 'base')
    cost = await contender.burst('everyUser', EVERY_USER);
  for (let turn = 0; turn < warmUps; turn++) cost = await contender.burst(kind, 4 * requests(cost));
  return requests(cost);
}

/**
 * A request without authentication, and what each server adds to the mean of both such servers;
 * what the second of them adds to the first is noise.
 */
function rowsFor(what, figures) {
  const [[base, first], [again, second], ...others] = figures;
  const less = (own, other) => own.map((figure, round) => figure - other[round]);
  const bare = first.map((figure, round) => (figure + second[round]) / 2);
  const added = others.map(([one, own]) => [one, less(own, bare)]);
  return [
    ...rowsOf(what, 'CPU µs', new Map([[base, bare]])),
    ...rowsOf(what, 'added CPU µs', new Map([...added, [again, less(second, first)]])),
  ];
}
