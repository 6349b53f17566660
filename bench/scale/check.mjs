/**
 * What a check of revocations costs beside a hit of the token cache, and what an entry takes.
 * Usage: node bench/scale/check.mjs [COUNT …]
 *
 * Cached tokens are checked in random order: without a revocation, when nothing was revoked since
 * their last check ("nothing new"), and after a revocation ("in full"). The three take turns, and
 * what a visit of the cached token costs is taken off. Figures are medians.
 */
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PerformanceObserver } from 'node:perf_hooks';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const CACHED = [20_000, 200_000];
const USERS = 100_000;
const ROUNDS = 41;
/** V8 compiles the loop and the look-ups in the first rounds. */
const WARM_UP = 10;
const A_PAGE = 1000;
const HOUR = 3_600_000;
const NOW = Date.now();
const until = NOW + HOUR;
const newId = () => randomBytes(22).toString('base64url');

const counts = process.argv.slice(2).map(Number);
// A process of its own for each count, because V8 optimizes for what it has seen.
if (counts.length === 1) await measure(counts[0], await load());
else
  for (const count of counts.length > 1 ? counts : [1000, 100_000, 1_000_000, 5_000_000])
    spawnSync(process.execPath, [import.meta.filename, String(count)], { stdio: 'inherit' });

async function measure(count, parts) {
  const { CutOffTable, Fingerprinter, IdTable, LiveSessions } = parts;
  const pages = [];
  const collected = [];
  const observer = new PerformanceObserver((list) => collected.push(...list.getEntries()));
  observer.observe({ entryTypes: ['gc'] });
  const settings = { list: 'denylist', acceptUnnamedUntil: 0, bound: 1000, deadline: 1000 };
  const live = new LiveSessions(
    feed(count, pages),
    { ...settings, cutOffIfEmpty: false, maxEntries: 50_000_000 },
    {
      longest: HOUR,
      leeway: 0,
      userIdClaim: 'sub',
      clock: () => NOW,
      emit: () => undefined,
      found: () => undefined,
    },
  );
  await live.ready();
  await new Promise((resolve) => setTimeout(resolve, 50));
  observer.disconnect();
  const pauses = pages.map((page) => withoutCollector(page, collected)).sort((a, b) => a - b);
  const longest = Math.max(...pages.map(({ begun, ended }) => ended - begun));
  console.log(`\n${count} ids and ${USERS} cut-offs`);
  console.log(
    `took ${A_PAGE} entries in ${pauses[pauses.length >> 1].toFixed(2)} ms, at most ${pauses.at(-1).toFixed(2)} ms, with the garbage collector ${longest.toFixed(2)} ms`,
  );
  const prints = new Fingerprinter();
  const cutOffs = Math.min(count, 1_000_000);
  console.log(
    `bytes an id: ${bytesOf(new IdTable(), count, (table) => table.add(prints.of(newId()), until))}`,
  );
  console.log(
    `bytes a cut-off: ${bytesOf(new CutOffTable(), cutOffs, (table) => table.add(prints.of(newId()), 1e12, until))}`,
  );
  for (const cached of CACHED) {
    const tokens = Array.from({ length: cached }, (_, index) => tokenOf(index, parts));
    const row = await compare(live, tokens);
    console.log(
      `${cached} cached tokens: nothing new ${row[0]} ns, one new ${row[1]} ns, all ${row[2]} ns`,
    );
  }
  await live.close();
}

/** Milliseconds of a page but for those in which V8 collected garbage. */
function withoutCollector({ begun, ended }, collected) {
  const isWithin = ({ startTime }) => startTime >= begun && startTime < ended;
  const spent = collected.filter(isWithin).reduce((sum, { duration }) => sum + duration, 0);
  return ended - begun - spent;
}

/** A store that tells of many revocations once, and of new ones as they are appended. */
function feed(count, pages) {
  let told = 0;
  let asked = 0;
  const page = () => {
    const left = Math.min(A_PAGE, USERS + count - told);
    const entries = Array.from({ length: left }, (_, index) => entryOf(told + index, count));
    told += left;
    return entries;
  };
  return {
    name: 'feed',
    open: async () => [],
    async changes(after, waitMs) {
      if (asked > 0) pages.push({ begun: asked, ended: performance.now() });
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs).unref());
      const entries = page();
      const more = told < USERS + count;
      asked = more ? performance.now() : 0;
      return { generation: 'one', position: String(told), entries, whole: after === null, more };
    },
    append: async (entries) => entries.map((entry) => ({ ...entry, at: 0 })),
    purge: async () => undefined,
    close: async () => undefined,
  };
}

function entryOf(index, count) {
  return index < count
    ? { kind: 'session', id: `own:${newId()}`, user: null, at: 0, until }
    : { kind: 'user', id: `own:user-${index}`, user: null, at: 1e12, until };
}

function tokenOf(index, { CachedToken, fixedKeys }) {
  const claims = {
    sub: `alice-${100_000 + index}`,
    sid: newId(),
    jti: newId(),
    iat: 1.7e9,
    auth_time: 1.7e9,
  };
  const issuer = { name: null, userIdClaim: 'sub', keys: fixedKeys({}), rules: {} };
  const verified = {
    ok: true,
    claims,
    header: {},
    kind: 'session',
    issuer,
    mark: null,
    liveIn: -1,
  };
  return new CachedToken(newId(), verified, {});
}

async function compare(live, tokens) {
  const next = cycle(tokens.length);
  const { bytes } = tokens[0];
  // A request is longer than what a processor looks ahead: no visit begins before the last ended.
  const visit = (token) => token.bytes - bytes;
  const check = (token) => visit(token) + (live.check(token, NOW) === null ? 0 : Number.NaN);
  const rows = [[], [], []];
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    for (const token of tokens) token.liveIn = -1;
    const before = time(tokens, next, visit);
    const withAll = time(tokens, next, check);
    await live.append([{ kind: 'session', id: `own:${newId()}`, user: null, until }]);
    const between = time(tokens, next, visit);
    const withNew = time(tokens, next, check);
    const withNone = time(tokens, next, check);
    const visited = (before + between) / 2;
    if (round < WARM_UP) continue;
    [withNone, withNew, withAll].forEach((spent, index) => rows[index].push(spent - visited));
  }
  return rows.map(summary);
}

function summary(figures) {
  figures.sort((a, b) => a - b);
  const at = (part) => figures[Math.floor(part * figures.length)].toFixed(1);
  return `${at(0.5)} (quarter ${at(0.25)})`;
}

function time(tokens, next, run) {
  let at = 0;
  const begun = performance.now();
  for (let count = tokens.length; count > 0; count--) at = next[at] + run(tokens[at]);
  const spent = performance.now() - begun;
  if (at !== 0) throw new Error('a token was refused, or the store was asked');
  return (spent * 1e6) / tokens.length;
}

/** The largest of what a table takes for an entry while it grows over its last third. */
function bytesOf(table, count, add) {
  let most = 0;
  for (let index = 0; index < count; index++) {
    add(table);
    if (index >= count / 3 && index % 100 === 0) most = Math.max(most, table.bytes / table.size);
  }
  return `${(table.bytes / table.size).toFixed(1)}, at most ${most.toFixed(1)}`;
}

/** For each number below `length` the one after it, in one cycle of random order. */
function cycle(length) {
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = Math.floor(Math.random() * (last + 1));
    [order[last], order[other]] = [order[other], order[last]];
  }
  const next = new Int32Array(length);
  for (let index = 0; index < length; index++) next[order[index]] = order[(index + 1) % length];
  return next;
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
