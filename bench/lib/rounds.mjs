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
 * @property {(inputs: any[]) => any[]} [prepare] what a subject needs done outside of what is measured
 */

/**
 * @typedef {object} Comparison
 * @property {string} what the first half of the row's subject
 * @property {Subject[]} subjects
 * @property {(count: number, round: number) => ((count: number) => any[])} inputs prepares one round, and returns what makes fresh
 *   copies of as many for each subject; the round is -1 while subjects are warmed up
 * @property {string} [unit]
 * @property {number} [most] the most inputs of a batch, for those that are dear to make
 */

/**
 * How little time there is: none to speak of (`'once'`: does it run at all?), enough for a look (`true`), or for figures to keep.
 * @typedef {boolean | 'once'} Haste
 */

/**
 * How long all is measured.
 * @typedef {{ rounds: number, batchMs: number, warmUpMs: number }} Pace
 * @param {Haste} quick
 * @returns {Pace}
 */
export function pace(quick) {
  if (quick === 'once') return { rounds: 1, batchMs: 0.2, warmUpMs: 0.2 };
  return quick ? { rounds: 4, batchMs: 6, warmUpMs: 80 } : { rounds: 7, batchMs: 20, warmUpMs: 200 };
}

/** CPU microseconds of this whole process, all threads, user and system. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * The first fifth of a batch is not measured, so that each subject finds its own code and memory as it left them.
 *
 * No garbage is collected in between: a collection while no result of a subject is alive also throws away the hidden classes of its results,
 * and with them the code that was compiled for them. In a server there is always a request alive.
 */
async function once(subject, texts) {
  const inputs = subject.prepare === undefined ? texts : subject.prepare(texts);
  const runIn = Math.floor(inputs.length / 5);
  const [first, rest] = [inputs.slice(0, runIn), inputs.slice(runIn)];
  let good = await subject.run(first);
  const start = cpu();
  const answer = subject.run(rest);
  good += answer instanceof Promise ? await answer : answer;
  const spent = cpu() - start;
  if (good !== inputs.length) throw new Error(`${subject.who}: ${good} of ${inputs.length} came out well`);
  return spent / rest.length;
}

/** Inputs that are dear to make come in batches so small that the other limits would be far away. */
const MOST_TURNS = 30;
/** A batch of these is long enough for what takes milliseconds. */
const FEWEST = 5;

/** Runs a subject until it is compiled, and finds out how many inputs make a batch of the wanted length for it. */
async function warmUp(subject, inputs, { most, batchMs, warmUpMs }) {
  let count = Math.min(most, FEWEST);
  // What takes a tenth of a microsecond is run often before anybody has had the time to compile it.
  const enough = Math.max(50_000, most * 3);
  for (let turn = 1, done = 0, spent = 0; turn <= MOST_TURNS && done < enough && spent < warmUpMs * 1000; turn++) {
    const cost = await once(subject, inputs(-turn, count));
    done += count;
    spent += cost * count;
    count = Math.round(Math.min(most, count * 4, Math.max(FEWEST, (batchMs * 1000) / Math.max(cost, 0.001))));
  }
  return count;
}

/** Not every peer runs on every runtime; ours and the limit have to. */
async function warmedUp({ what, subjects }, inputs, how) {
  const counts = new Map();
  for (const subject of subjects) {
    try {
      counts.set(subject, await warmUp(subject, inputs, how));
    } catch (error) {
      if (subject.role === 'ours' || subject.role === 'limit') throw error;
      console.error(`${what}: ${subject.who} does not run here: ${error.message}`);
    }
  }
  return counts;
}

/** All subjects meet the same inputs in the same round; those are dear to make, and made once. */
function inputsByRound({ inputs }) {
  const made = new Map();
  return (round, count) => {
    const known = made.get(round);
    if (known !== undefined && known.count >= count) return known.copies(count).slice(0, count);
    // The rounds before are over; what they used would only fill the memory.
    if (round >= 0) made.clear();
    made.set(round, { count, copies: inputs(count, round) });
    return made.get(round).copies(count).slice(0, count);
  };
}

/**
 * Runs all rounds.
 *
 * @param {Comparison} comparison
 * @param {Pace} pace
 * @returns {Promise<Map<Subject, number[]>>} what one operation of each subject took in each round
 */
export async function measure(comparison, pace) {
  const how = { most: 20_000, ...pace, ...comparison };
  const inputs = inputsByRound(comparison);
  const counts = await warmedUp(comparison, inputs, how);
  collectGarbage();
  const figures = new Map([...counts.keys()].map((subject) => [subject, []]));
  for (let round = 0; round < how.rounds; round++) {
    inputs(round, Math.max(...counts.values()));
    for (const subject of shuffled([...counts.keys()])) figures.get(subject).push(await once(subject, inputs(round, counts.get(subject))));
  }
  return figures;
}

/**
 * @param {Comparison} comparison
 * @param {Pace} pace
 * @returns {Promise<import('./child.mjs').Row[]>} a row for each subject
 */
export async function compare(comparison, pace) {
  return rowsOf(comparison.what, comparison.unit ?? 'CPU µs', await measure(comparison, pace));
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
  return [...figures].map(([{ who, role }, own]) => ({
    subject: `${what}: ${who}`,
    role,
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
