import { isNightly, percentile, print } from './repetitions.ts';
import type { Worker } from './workers.ts';

/** How long a logout took to reach all processes, in milliseconds from its acknowledgement. */
export interface Propagation {
  readonly p99: number;
  readonly max: number;
  /** How many processes did not refuse the session within five seconds. */
  readonly missed: number;
  /** The answers to requests of other users, which went on meanwhile. */
  readonly others: Readonly<Record<string, number>>;
}

const PATIENCE = 5000;
/** Requests of other users in a second, by all processes together. */
const OTHERS = 200;

/**
 * Logs out again and again on one process, while all others ask for the session.
 *
 * @param between - what happens before each logout
 */
export async function propagate(
  what: string,
  workers: readonly Worker[],
  times: number,
  between: (round: number) => Promise<void> = async () => {},
): Promise<Propagation> {
  const tokens = await first(workers).call<string[]>('tokens', Array(20).fill('other'));
  for (const worker of workers) await worker.call('traffic', tokens, OTHERS / workers.length);
  const delays: number[] = [];
  let missed = 0;
  for (let round = 0; round < times; round++) {
    const writer = workers[round % workers.length] as Worker;
    const readers = workers.filter((worker) => worker !== writer);
    const cookie = await writer.call<string>('login', `user${round}`);
    const watches = readers.map((reader) =>
      reader.call<{ at: number | null }>('watch', cookie, PATIENCE),
    );
    // Calls are answered in order, so that all have asked once.
    await Promise.all(readers.map((reader) => reader.call('now')));
    await between(round);
    const acknowledged = await writer.call<number>('logout', cookie);
    const seen = await Promise.all(watches);
    missed += seen.filter(({ at }) => at === null).length;
    delays.push(Math.max(...seen.map(({ at }) => (at ?? Number.NaN) - acknowledged)));
  }
  const answers = await Promise.all(
    workers.map((worker) => worker.call<Record<string, number>>('stopTraffic')),
  );
  const others: Record<string, number> = {};
  for (const [answer, count] of answers.flatMap((one) => Object.entries(one)))
    others[answer] = (others[answer] ?? 0) + count;
  const [p50, p99, max] = [50, 99, 100].map((percent) => percentile(delays, percent)) as [
    number,
    number,
    number,
  ];
  print(`logout, ${what}, ms`, { times, p50, p99, max, missed, others, nightly: isNightly });
  return { p99, max, missed, others };
}

function first(workers: readonly Worker[]): Worker {
  return workers[0] as Worker;
}
