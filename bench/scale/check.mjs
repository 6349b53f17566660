/**
 * What a check of revocations costs beside a hit of the token cache, and what an entry takes.
 * Usage: node bench/scale/check.mjs [COUNT …], in a process of its own for each count
 *
 * A check is measured on entries in random order, and the cost of visiting an entry is taken off.
 * Figures are CPU time: medians of rounds, nanoseconds a check.
 */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const CACHED = [20_000, 200_000];
const USERS = 100_000;
const ROUNDS = 9;
/** V8 compiles the loop and the look-ups in the first rounds. */
const WARM_UP = 5;
/** Checks in a round. */
const A_ROUND = 400_000;
const HOUR = 3_600_000;

const { CutOffTable, Fingerprinter, IdTable, liveMarkOf, RevokedState } = await load();
const prints = new Fingerprinter();
const until = Date.now() + HOUR;
const newId = () => randomBytes(22).toString('base64url');

for (const count of counts()) measure(count);

function measure(count) {
  const state = new RevokedState(prints, false);
  const revoke = (kind, id) => state.apply({ kind, id, user: null, at: 1e12, until });
  const { longest, took } = fill(count, () => revoke('session', `own:${newId()}`));
  for (let user = 0; user < USERS; user++) revoke('user', `own:user-${user}`);
  console.log(`\n${count} ids and ${USERS} cut-offs, filled in ${Math.round(took)} ms of CPU`);
  console.log(`longest pause while it grew: ${longest.toFixed(1)} ms of CPU`);
  console.log(
    `bytes an id: ${bytesOf(new IdTable(), count, (table, print) => table.add(print, until))}`,
  );
  const cutOffs = Math.min(count, 1_000_000);
  const add = (table, print) => table.add(print, 1.7e12, until);
  console.log(`bytes a cut-off: ${bytesOf(new CutOffTable(), cutOffs, add)}`);
  for (const cached of CACHED) {
    const tokens = Array.from({ length: cached }, (_, index) => tokenOf(index));
    const order = shuffled(cached);
    const visit = median(tokens, order, ({ mark }) => mark.sessionA);
    const check = ({ mark }) => (state.reasonOf(mark) === null ? 1 : 0);
    const stamped = median(tokens, order, check);
    const full = median(tokens, order, check, () => revoke('session', `own:${newId()}`));
    const row = [stamped - visit, full - visit].map((ns) => ns.toFixed(1).padStart(6));
    console.log(`${cached} cached tokens: nothing new ${row[0]} ns, in full ${row[1]} ns`);
  }
}

function tokenOf(index) {
  const claims = {
    sub: `alice-${index}`,
    sid: newId(),
    jti: newId(),
    iat: 1.7e9,
    auth_time: 1.7e9,
  };
  return { mark: liveMarkOf({ claims }, null, 'sub', prints) };
}

/** The largest of what a table takes for an entry while it grows over its last third. */
function bytesOf(table, count, add) {
  let most = 0;
  for (let index = 0; index < count; index++) {
    add(table, prints.of(newId()));
    if (index > count / 3 && index % 1000 === 0) most = Math.max(most, table.bytes / table.size);
  }
  return `${(table.bytes / table.size).toFixed(1)}, at most ${most.toFixed(1)}`;
}

function fill(count, add) {
  const begun = cpu();
  let longest = 0;
  for (let index = 0; index < count; index++) {
    const before = cpu();
    add();
    longest = Math.max(longest, cpu() - before);
  }
  return { longest: longest / 1000, took: (cpu() - begun) / 1000 };
}

function median(tokens, order, run, before = () => undefined) {
  // The clock of the CPU time moves in steps of milliseconds, so a round is long.
  const passes = Math.ceil(A_ROUND / tokens.length);
  const rounds = Array.from({ length: WARM_UP + ROUNDS }, () => {
    let sum = 0;
    const begun = cpu();
    for (let pass = 0; pass < passes; pass++) {
      before();
      for (const index of order) sum += run(tokens[index]);
    }
    const spent = cpu() - begun;
    if (Number.isNaN(sum)) throw new Error('no number');
    return (spent * 1000) / tokens.length / passes;
  });
  return rounds.slice(WARM_UP).sort((a, b) => a - b)[ROUNDS >> 1];
}

function shuffled(length) {
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/** CPU microseconds of this process. */
function cpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function counts() {
  const given = process.argv.slice(2).map(Number);
  return given.length > 0 ? given : [1000, 100_000, 1_000_000, 5_000_000];
}

async function load() {
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-scale-'));
  try {
    const input = join(import.meta.dirname, 'parts.ts');
    const bundle = await rolldown({ input, platform: 'node' });
    const file = join(folder, 'parts.mjs');
    await bundle.write({ file, format: 'esm' });
    await bundle.close();
    return await import(pathToFileURL(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
