/**
 * Measures subjects beside each other: each of them once per round, in an order that is new each round, so that a noisy moment of the
 * machine hits all of them and a ratio within one round can be trusted more than any microsecond.
 */
import { collectGarbage } from './child.mjs';

/**
 * What is measured. `run` does the work of a whole batch and returns how many of its inputs came out well: a subject that fails is
 * quick, and its figure would be a lie.
 *
 * @typedef {object} Subject
 * @property {string} who its name in the row, after "what: "
 * @property {'ours' | 'limit' | 'peer' | 'also'} role the limit and the peers are what ratios are taken to; `also` is only shown
 * @property {(inputs: any[]) => number | Promise<number>} run
 */

/**
 * @typedef {object} Comparison
 * @property {string} what the first half of the row's subject
 * @property {Subject[]} subjects
 * @property {(count: number, round: number) => (() => any[])} inputs prepares one round, and returns what makes a fresh copy for each subject
 * @property {string} [unit]
 * @property {number} [rounds]
 * @property {number} [batchMs] how long one batch is to take
 * @property {number} [most] the most inputs of a batch, for those that are dear to make
 */

/** Rounds and length of a batch: short ones show that everything works, long ones are for figures to keep. */
export const pace = (quick) => (quick ? { rounds: 5, batchMs: 4 } : { rounds: 9, batchMs: 20 });

/** CPU microseconds of this whole process, all threads, user and system. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

async function once(subject, inputs) {
  collectGarbage();
  const start = cpu();
  const answer = subject.run(inputs);
  const good = answer instanceof Promise ? await answer : answer;
  const spent = cpu() - start;
  if (good !== inputs.length) throw new Error(`${subject.who}: ${good} of ${inputs.length} came out well`);
  return spent / inputs.length;
}

/** Warms each subject up, and finds out how many inputs make a batch of the wanted length for it. */
async function warmUp({ subjects, inputs, most = 20_000 }, batchMs) {
  const counts = new Map();
  for (const subject of subjects) {
    let count = Math.min(most, 64);
    for (let turn = 0; turn < 4; turn++) {
      const each = await once(subject, inputs(count, -1 - turn)());
      count = Math.round(Math.min(most, Math.max(32, (batchMs * 1000) / Math.max(each, 0.001), count)));
    }
    counts.set(subject, count);
  }
  return counts;
}

/**
 * @param {Comparison} comparison
 * @param {{ rounds: number, batchMs: number }} how from `pace`
 * @returns {Promise<import('./child.mjs').Row[]>} a row for each subject
 */
export async function compare(comparison, how) {
  const { rounds, batchMs } = { ...how, ...comparison };
  const counts = await warmUp(comparison, batchMs);
  const figures = new Map(comparison.subjects.map((subject) => [subject, []]));
  for (let round = 0; round < rounds; round++) {
    const copies = comparison.inputs(Math.max(...counts.values()), round);
    for (const subject of shuffled(comparison.subjects)) {
      figures.get(subject).push(await once(subject, copies().slice(0, counts.get(subject))));
    }
  }
  return rowsOf(comparison.what, comparison.unit ?? 'CPU µs', figures);
}

/**
 * Turns the figures of all rounds into rows.
 *
 * @param {string} what
 * @param {string} unit
 * @param {Map<Pick<Subject, 'who' | 'role'>, number[]>} figures one per round, the same rounds for every subject
 */
export function rowsOf(what, unit, figures) {
  const limit = [...figures].find(([{ role }]) => role === 'limit')?.[1];
  const peers = [...figures].filter(([{ role }]) => role === 'peer').sort((a, b) => median(a[1]) - median(b[1]));
  return [...figures].map(([{ who }, own]) => ({
    subject: `${what}: ${who}`,
    unit,
    median: rounded(median(own)),
    min: rounded(Math.min(...own)),
    max: rounded(Math.max(...own)),
    ratioToLimit: ratio(own, limit),
    ratioToBestPeer: ratio(own, peers[0]?.[1]),
  }));
}

/** The median of the ratios of the rounds, since both sides of each met the same machine. */
function ratio(own, other) {
  if (other === undefined) return null;
  const value = rounded(median(own.map((figure, round) => figure / other[round])));
  return Number.isFinite(value) ? value : null;
}

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Four digits that count; more would be noise. */
const rounded = (value) => Number(value.toPrecision(4));

/** A new order of the same things (Fisher and Yates). */
export function shuffled(things) {
  const order = [...things];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/**
 * A batch out of one synchronous operation that says whether it went well. Each batch gets a loop of its own: a loop that is shared
 * learns the subjects one after the other, and those that come late are called more slowly.
 *
 * @param {(input: any) => unknown} operation
 * @returns {(inputs: any[]) => number}
 */
export function each(operation) {
  const source = 'let good = 0; for (let i = 0; i < inputs.length; i++) if (operation(inputs[i])) good++; return good;';
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is the line above
  return new Function('operation', `return function batch(inputs) { ${source} }`)(operation);
}

/** The same for operations that give a promise: `width` of them are under way at once, as in a server. */
export function eachAsync(operation, width = 16) {
  return async (inputs) => {
    let good = 0;
    let next = 0;
    const worker = async () => {
      while (next < inputs.length) if (await operation(inputs[next++])) good++;
    };
    await Promise.all(Array.from({ length: width }, worker));
    return good;
  };
}
