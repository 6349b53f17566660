/**
 * Measures subjects beside each other: each of them once per round, in a new order each round. A
 * noisy moment of the machine affects all of them, so that the ratio within a round can be trusted
 * more than any microsecond.
 */
import { fresh } from './tokens.mjs';

/**
 * @typedef {object} Subject
 * @property {string} who its name in the row
 * @property {'ours' | 'limit' | 'peer'} role ratios are taken to the first of ours
 * @property {(inputs: any[]) => number | Promise<number>} run does the work of a batch and returns
 *   how many inputs succeeded: a subject that fails is fast, and its figure would be wrong
 * @property {(inputs: any[]) => any[]} [prepare] what it needs before it is measured
 */

/**
 * @typedef {object} Comparison
 * @property {string} what is compared
 * @property {Subject[]} subjects
 * @property {(count: number) => any[]} inputs of a round; each subject gets copies of strings
 * @property {number} [most] the most inputs of a batch, if they are expensive to make or large
 */

/** @typedef {{ rounds: number, batchMs: number, warmUpMs: number }} Pace */

/** @param {boolean | 'once'} brief @param {Pace} [look] @param {Pace} [full] */
export function pace(
  brief,
  look = { rounds: 4, batchMs: 6, warmUpMs: 80 },
  full = { rounds: 7, batchMs: 20, warmUpMs: 200 },
) {
  if (brief === 'once') return { rounds: 1, batchMs: 0.2, warmUpMs: 0.2 };
  return brief ? look : full;
}

/** CPU microseconds of this whole process, all threads, user and system. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** So that no subject pays for the garbage of another. */
export function collectGarbage() {
  if (globalThis.Bun !== undefined) globalThis.Bun.gc(true);
  else globalThis.gc?.();
}

/**
 * The first fifth of a batch is not measured, so that each subject finds its code and memory as it
 * left them. No garbage is collected before: a collection while no result is alive discards their
 * hidden classes and the code compiled for them; in a server, a request is always alive.
 */
async function once({ who, prepare = (given) => given, run }, given) {
  const inputs = prepare(given);
  const runIn = Math.floor(inputs.length / 5);
  const [first, rest] = [inputs.slice(0, runIn), inputs.slice(runIn)];
  let good = await run(first);
  const start = cpu();
  const answer = run(rest);
  good += answer instanceof Promise ? await answer : answer;
  const spent = cpu() - start;
  if (good !== inputs.length) throw new Error(`${who}: ${good} of ${inputs.length} succeeded`);
  return spent / rest.length;
}

/** A batch of these is long enough for what takes milliseconds. */
const FEWEST = 5;

/** Runs a subject until it is compiled; returns how many inputs make a batch of that length. */
async function warmUp(subject, inputs, most, { batchMs, warmUpMs }) {
  let count = Math.min(most, FEWEST);
  // What takes a tenth of a microsecond has run often before it is compiled.
  const enough = Math.max(50_000, most * 3);
  let [done, spent] = [0, 0];
  for (let turn = 1; turn <= 30 && done < enough && spent < warmUpMs * 1000; turn++) {
    const cost = await once(subject, inputs(-turn, count));
    done += count;
    spent += cost * count;
    const wanted = Math.max(FEWEST, (batchMs * 1000) / Math.max(cost, 0.001));
    count = Math.round(Math.min(most, count * 4, wanted));
  }
  return count;
}

/**
 * All subjects meet the same inputs in a round. A string keeps its hash once it was asked for, so
 * each subject gets new strings; long ones are slices already.
 */
function inputsByRound(make) {
  let known = { round: NaN, inputs: [] };
  const copy = (input) =>
    typeof input === 'string' && input.length < 9_000 ? fresh(input) : input;
  return (round, count) => {
    if (known.round !== round || known.inputs.length < count)
      known = { round, inputs: make(count) };
    return known.inputs.slice(0, count).map(copy);
  };
}

/** @returns {Promise<Map<Subject, number[]>>} the cost of an operation in each round */
export async function measure({ what, subjects, most = 20_000, ...comparison }, how) {
  const inputs = inputsByRound(comparison.inputs);
  const counts = new Map();
  for (const subject of subjects) {
    try {
      counts.set(subject, await warmUp(subject, inputs, most, how));
    } catch (error) {
      // Not every peer runs on every runtime; ours and the limit have to.
      if (subject.role === 'ours' || subject.role === 'limit') throw error;
      console.error(`${what}: ${subject.who} does not run here: ${error.message}`);
    }
  }
  collectGarbage();
  const figures = new Map([...counts.keys()].map((subject) => [subject, []]));
  for (let round = 0; round < how.rounds; round++) {
    inputs(round, Math.max(...counts.values()));
    for (const subject of shuffled([...counts.keys()]))
      figures.get(subject).push(await once(subject, inputs(round, counts.get(subject))));
  }
  return figures;
}

/** @returns {Promise<import('./suite.mjs').Row[]>} a row for each subject */
export async function compare(comparison, how) {
  return rowsOf(comparison.what, 'CPU µs', await measure(comparison, how));
}

/**
 * @param {Map<Pick<Subject, 'who' | 'role'>, number[]>} figures of the same rounds
 * @returns {import('./suite.mjs').Row[]} `timesOurs`: the median of the ratios of the rounds to the
 *   first of ours, since both sides of each met the same machine
 */
export function rowsOf(what, unit, figures) {
  const ours = [...figures].find(([{ role }]) => role === 'ours')?.[1];
  const times = (own) => ours && rounded(median(own.map((figure, i) => figure / ours[i])));
  return [...figures].map(([{ who, role }, own]) => {
    const timesOurs = times(own) ?? null;
    return { what, who, role, unit, median: rounded(median(own)), timesOurs };
  });
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** Four significant digits; more would be noise. */
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
 * A batch out of one synchronous operation that says whether it succeeded. Each batch gets a loop
 * of its own: a shared loop learns one subject after the other and calls the later ones slowly.
 */
export function each(operation) {
  const loop = 'for (let i = 0; i < inputs.length; i++) if (operation(inputs[i])) good++;';
  const source = `return function batch(inputs) { let good = 0; ${loop} return good; }`;
  // oxlint-disable-next-line typescript/no-implied-eval -- the text is the line above
  return new Function('operation', source)(operation);
}

/** The same for operations that return a promise: some of them run at once, as in a server. */
export function eachAsync(operation) {
  return async (inputs) => {
    let good = 0;
    let next = 0;
    const worker = async () => {
      while (next < inputs.length) if (await operation(inputs[next++])) good++;
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    return good;
  };
}
