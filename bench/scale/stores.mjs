/**
 * What each store needs at several numbers of entries: to fill it, to read all of it as a process
 * does at its start, to add one entry, to list the sessions of a user, and bytes an entry.
 * Usage: node bench/scale/stores.mjs [--store NAME …] [COUNT …], after `npm run build`
 *
 * Servers keep what they acknowledge as the guide says: Redis with `appendonly yes`, PostgreSQL and
 * the others with fsync. `node:sqlite` needs Node 22.13 or newer.
 */
import { randomBytes } from 'node:crypto';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openStores } from './open-stores.mjs';

const COUNTS = [1000, 100_000, 1_000_000];
const BATCH = 1000;
const HOUR = 3_600_000;
const MILLISECONDS = 1000;
const TOGETHER = 64;
const USERS = 200;
const DEVICES = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { store: { type: 'string', multiple: true } },
});
const counts = positionals.length > 0 ? positionals.map(Number) : COUNTS;

const newId = () => `own:${randomBytes(22).toString('base64url')}`;
const entry = () => ({
  kind: 'session',
  id: newId(),
  user: `own:user-${Math.floor(Math.random() * 1e6)}`,
  until: Date.now() + HOUR,
});

async function readAll(store) {
  let read = 0;
  let page = await store.changes(null, 0);
  for (read = page.entries.length; page.more; read += page.entries.length)
    page = await store.changes(page.position, 0);
  return read;
}

async function timed(run) {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const value = await run();
  const { user, system } = process.cpuUsage(cpu);
  return { value, took: performance.now() - begun, cpu: (user + system) / 1000 };
}

/** Adds entries one by one, from several callers at once. */
async function addFor(store, together) {
  const end = performance.now() + MILLISECONDS;
  let done = 0;
  const loop = async () => {
    for (; performance.now() < end; done++) await store.append([entry()]);
  };
  const { took } = await timed(() => Promise.all(Array.from({ length: together }, loop)));
  return { done, rate: (done * 1000) / took };
}

async function fill(store, missing) {
  const { took } = await timed(async () => {
    for (let left = missing; left > 0; left -= BATCH)
      await store.append(Array.from({ length: Math.min(BATCH, left) }, entry));
  });
  return (missing * 1000) / took;
}

async function addSessions(store) {
  const users = Array.from({ length: USERS }, newId);
  for (const user of users)
    await Promise.all(
      Array.from({ length: DEVICES }, () => {
        const startedAt = Date.now();
        const until = startedAt + HOUR;
        const ends = { endsAt: until, until, label: 'Firefox on Linux', refresh: null };
        return store.addSession({ id: newId(), user, startedAt, ...ends }, false);
      }),
    );
  return users;
}

async function listTime(store, users) {
  const times = [];
  for (const user of users) {
    const { value, took } = await timed(() => store.sessionsOf(user));
    if (value.length !== DEVICES) throw new Error(`${value.length} sessions`);
    times.push(took);
  }
  return times.sort((one, other) => one - other)[times.length >> 1];
}

function print(cells) {
  console.log(`| ${cells.join(' | ')} |`);
}

const round = (value) => (value < 10 ? value.toFixed(1) : String(Math.round(value)));

async function measure({ name, open, bytes, close }) {
  const store = await open();
  await store.open(false);
  const empty = await bytes();
  let held = 0;
  for (const count of counts) {
    const filled = await fill(store, Math.max(0, count - held));
    held = Math.max(held, count);
    const size = ((await bytes()) - empty) / held;
    const reader = await open();
    await reader.open(false);
    const { value, took, cpu } = await timed(() => readAll(reader));
    if (value < held) throw new Error(`${name}: ${value} of ${held} entries were read`);
    if (reader !== store) await reader.close();
    const one = await addFor(store, 1);
    const many = await addFor(store, TOGETHER);
    held += one.done + many.done;
    const list = await listTime(store, await addSessions(store));
    const load = loadavg()[0].toFixed(1);
    const cells = [filled, took, cpu, size, one.rate, many.rate, list].map(round);
    print([name, count.toLocaleString('en'), ...cells, load]);
  }
  await store.close();
  await close();
}

print([
  'store',
  'entries',
  'entries/s, 1000 a call',
  'read all, ms',
  'of it CPU, ms',
  'bytes an entry',
  'appends/s, one',
  `appends/s, ${TOGETHER} at once`,
  'sessions(user), ms',
  'load',
]);
print(Array(10).fill('---'));
const stores = await openStores(values.store);
try {
  for (const each of stores.all) await measure(each);
} finally {
  await stores.close();
}
