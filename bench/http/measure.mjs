/** The rounds of the suite: all servers of a framework beside each other, one after the other under the same load. */
import { randomBytes, createSecretKey } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rowsOf, shuffled } from '../lib/rounds.mjs';
import { signer } from '../lib/tokens.mjs';
import { Contender, LEAD } from './contender.mjs';
import { Traffic } from './traffic.mjs';

/** More tokens in a file than are measured: wrk goes on until it is told to stop. */
const SPARE = 2_500;

/**
 * @typedef {{ rounds: number, batchMs: number, most: number, warmUp: number }} Pace
 * @param {string} framework
 * @param {string} name what it is called in the rows
 * @param {Pace} pace
 */
export async function measureFramework(framework, name, pace) {
  const { contenders: known } = await import(`./${framework}.mjs`);
  const secret = randomBytes(32).toString('base64url');
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-bench-http-'));
  const traffic = new Traffic(signer('HS256', createSecretKey(Buffer.from(secret))), folder);
  const contenders = known.map((one) => new Contender(one));
  const rows = [];
  try {
    for (const contender of contenders) await contender.start(framework, secret);
    for (const contender of contenders) await check(contender, traffic);
    const counts = new Map();
    for (const contender of contenders) counts.set(contender, await warmUp(contender, traffic, pace));
    // Repeated tokens first: those that come once would push them out of a cache.
    for (const [kind, what] of [
      ['repeated', 'repeated tokens'],
      ['once', 'each token once'],
    ]) {
      for (const carrier of ['Bearer', 'cookie']) {
        const field = contenders.filter(({ carriers }) => carriers.includes(carrier));
        if (!field.some(({ role }) => role === 'ours')) continue;
        const figures = await compare(field, carrier, (count) => traffic[kind](count), counts, pace);
        rows.push(...rowsFor(`${name}, ${carrier}, ${what}`, figures));
      }
    }
  } finally {
    for (const contender of contenders) contender.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return rows;
}

/** A server that lets everybody through is quick, and its figure would be a lie. */
async function check(contender, traffic) {
  const good = traffic.token(['reports']);
  const middle = good.lastIndexOf('.') + 20;
  const tampered = good.slice(0, middle) + (good[middle] === 'A' ? 'B' : 'A') + good.slice(middle + 1);
  const wanted = { 200: good, 401: null, 403: traffic.token(['staff']) };
  for (const carrier of contender.carriers) {
    for (const [status, token] of [...Object.entries(wanted), ['401', tampered]]) {
      const answered = await contender.status(carrier, token);
      const expected = contender.role === 'base' ? 200 : Number(status);
      if (answered !== expected) throw new Error(`${contender.who}, ${carrier}: answered ${answered} instead of ${expected}`);
    }
  }
}

/** Runs a server until it is compiled and its caches know every user, and finds out how many requests make a burst of the wanted length. */
async function warmUp(contender, traffic, { batchMs, most, warmUp: turns }) {
  const burstOf = (ms, cost) => Math.round(Math.min(most, Math.max(1_000, (ms * 1000) / cost)));
  let cost;
  for (const carrier of contender.carriers) {
    // What is not compiled yet takes ten times as long; only the second turn tells what is dear.
    for (let turn = 0; turn < turns; turn++) cost = await contender.burst(carrier, traffic.once(5_000 + SPARE), 5_000);
    cost = await contender.burst(carrier, traffic.everyUser(), Math.min(20_000, burstOf(4 * batchMs, cost)));
  }
  return burstOf(batchMs, cost);
}

async function compare(field, carrier, fileFor, counts, { rounds }) {
  const most = Math.max(...field.map((contender) => counts.get(contender)));
  const figures = new Map(field.map((contender) => [contender, []]));
  for (let round = 0; round < rounds; round++) {
    const file = fileFor(LEAD + most + SPARE);
    for (const contender of shuffled(field)) figures.get(contender).push(await contender.burst(carrier, file, counts.get(contender)));
    rmSync(file);
  }
  return figures;
}

/** What a request costs without authentication, what each of the others adds to that, and what part of a request ours is. */
function rowsFor(what, figures) {
  const bases = [...figures].filter(([{ role }]) => role === 'base');
  const [[base, first], [again, second]] = bases;
  const middle = first.map((figure, round) => (figure + second[round]) / 2);
  const others = [...figures].filter(([{ role }]) => role !== 'base');
  const added = new Map(others.map(([who, own]) => [who, own.map((figure, round) => figure - middle[round])]));
  const noise = new Map([[{ who: again.who, role: 'also' }, second.map((figure, round) => figure - first[round])]]);
  const share = new Map(
    [...added]
      .filter(([{ role }]) => role === 'ours')
      .map(([{ who }, own]) => [{ who: `${who}, share`, role: 'ours' }, own.map((figure, round) => (100 * figure) / middle[round])]),
  );
  return [
    ...rowsOf(what, 'CPU µs', new Map([[{ who: base.who, role: 'also' }, middle]])),
    ...rowsOf(what, 'added CPU µs', new Map([...added, ...noise])),
    ...rowsOf(what, '% of a request', share),
  ];
}
