import { describe, expect, it } from 'vitest';
import { needs, redisServer } from '../support/needs.ts';
import { postgres, PostgresServer } from '../support/postgres.ts';
import { RedisServer } from '../support/redis-server.ts';
import { isNightly, print, repetitions } from '../support/repetitions.ts';
import { STORES } from '../support/worker-stores.ts';
import type { Worker, WorkerSettings } from '../support/workers.ts';
import { endWorkers, startWorkers } from '../support/workers.ts';

const REVOCATIONS = repetitions(10_000);
const RUNS = repetitions(20);
/** A file is opened in two ways, so it needs two runs at least. */
const SERVER_RUNS = repetitions(20, 1);
/** How many revocations a process waits for at the same time. */
const TOGETHER = 8;
/** What one process revokes, others know after a second. */
const BOUND = 1000;

interface Killed {
  readonly tokens: readonly string[];
  /** Those whose revocation was acknowledged. */
  readonly revoked: readonly string[];
}

interface Counts {
  acknowledged: number;
  /** Answers that were not `token_revoked` for a token whose revocation was acknowledged. */
  accepted: number;
  /** Tokens about which two processes have different answers. */
  disagreed: number;
}

const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Many requests come at once, and a machine that is busy must not make one fail. */
async function start({ store, ...settings }: WorkerSettings): Promise<Worker> {
  const patient = { ...settings, store: { ...store, patience: 5000 } };
  return (await startWorkers(1, { ...patient, revocation: { deadline: 5000 } }))[0] as Worker;
}

/** Lets a process revoke tokens until something is killed, in each run at another moment. */
async function revokeUntil(
  writer: Worker,
  run: number,
  kill: () => Promise<void> | void,
): Promise<Killed> {
  const tokens = await writer.call<string[]>('mint', 'alice', REVOCATIONS);
  const moment = Math.floor(((run + 0.5) / RUNS) * REVOCATIONS);
  writer.said.length = 0;
  let isOver = false;
  const ended = writer
    .call('revokeMany', tokens, TOGETHER)
    .catch(() => {})
    .finally(() => {
      isOver = true;
    });
  while (writer.said.length < moment && !isOver) await pause(1);
  expect(isOver).toBe(false);
  await kill();
  await ended;
  const revoked = (writer.said as number[]).map((index) => tokens[index] as string);
  expect(revoked.length).toBeLessThan(tokens.length);
  return { tokens, revoked };
}

/** Asks processes for all tokens. */
async function compare(
  workers: readonly Worker[],
  { tokens, revoked }: Killed,
  counts: Counts,
): Promise<void> {
  const answers = await Promise.all(
    workers.map((worker) => worker.call<string[]>('askUntilAnswered', tokens)),
  );
  const isRevoked = new Set(revoked);
  counts.acknowledged += revoked.length;
  for (const [index, token] of tokens.entries()) {
    const found = new Set(answers.map((given) => given[index]));
    if (found.size > 1) counts.disagreed++;
    if (isRevoked.has(token) && (found.size > 1 || !found.has('token_revoked'))) counts.accepted++;
  }
}

function report(what: string, runs: number, counts: Counts): void {
  const all = { runs, revocations: REVOCATIONS, ...counts, nightly: isNightly };
  print(`kill -9 of ${what}`, all);
  expect(counts.acknowledged).toBeGreaterThan(0);
  expect(counts).toMatchObject({ accepted: 0, disagreed: 0 });
}

describe.each(STORES)('on $name', ({ name, need, isServer, open }) => {
  needs(need)('an application that is killed while it revokes', () => {
    it('has revoked all that it acknowledged, for others and for its successor', async () => {
      const runs = isServer ? SERVER_RUNS : RUNS;
      const shared = await open();
      let [writer, other] = await Promise.all([start(shared.settings), start(shared.settings)]);
      const counts = { acknowledged: 0, accepted: 0, disagreed: 0 };
      try {
        for (let run = 0; run < runs; run++) {
          // In every second run no process is left, so that a file is opened from nothing.
          const dying = run % 2 === 0 ? [writer] : [writer, other];
          const killed = await revokeUntil(writer, run, () => endWorkers(dying));
          [writer] = await Promise.all([start(shared.settings), pause(BOUND)]);
          const isAlone = dying.includes(other);
          await compare(isAlone ? [writer] : [writer, other], killed, counts);
          if (isAlone && run + 1 < runs) other = await start(shared.settings);
        }
      } finally {
        await endWorkers([writer, other]);
        await shared.end();
      }
      report(`the application, ${name}`, runs, counts);
    });
  });
});

/** A server that keeps what it has acknowledged, and can be killed. */
interface Server {
  readonly store: WorkerSettings['store'];
  readonly kill: () => Promise<void> | void;
  readonly begin: () => Promise<void> | void;
  readonly end: () => Promise<void> | void;
}

async function openRedis(): Promise<Server> {
  const server = await RedisServer.start('--appendonly', 'yes', '--appendfsync', 'always');
  return {
    store: { kind: 'ioredis', port: server.port, prefix: 'killed' },
    kill: () => server.kill(),
    begin: () => server.begin(),
    end: () => server.close(),
  };
}

async function openPostgres(): Promise<Server> {
  const server = await PostgresServer.start();
  return {
    store: { kind: 'pg', port: server.port, schema: 'killed' },
    kill: () => server.kill(),
    begin: () => server.start(),
    end: () => server.remove(),
  };
}

/** The last needs more time: a test of its store kills it more briefly. */
const SERVERS = [
  ['Redis with appendonly', redisServer(), openRedis],
  ['PostgreSQL', postgres(), openPostgres],
] as const;

describe.each(isNightly ? SERVERS : SERVERS.slice(0, 1))('%s', (name, need, open) => {
  needs(need)('that is killed while an application revokes', () => {
    it('still has all revocations that were acknowledged', async () => {
      const server = await open();
      const settings = { store: server.store };
      const workers = await Promise.all([start(settings), start(settings)]);
      const counts = { acknowledged: 0, accepted: 0, disagreed: 0 };
      try {
        for (let run = 0; run < SERVER_RUNS; run++) {
          const [writer, other] = workers;
          const killed = await revokeUntil(writer, run, server.kill);
          await server.begin();
          const successor = await start(settings);
          const live = await successor.call<string>('token', 'alice');
          for (const worker of [writer, other])
            await expect.poll(() => worker.call('ask', live), { timeout: 10_000 }).toBe('alice');
          await compare([writer, other, successor], killed, counts);
          await successor.kill();
        }
      } finally {
        await endWorkers(workers);
        await server.end();
      }
      report(name, SERVER_RUNS, counts);
    });
  });
});
