/**
 * What a session takes in each store, and what adding, touching and reading it costs the server of
 * Redis. Usage: node bench/scale/sessions.mjs [COUNT [STORE …]], after `npm run build`
 */
import { randomBytes } from 'node:crypto';
import { openStores } from './open-stores.mjs';

const COUNT = Number(process.argv[2] ?? 5000);
const TOGETHER = 64;
const WEEK = 7 * 86_400_000;
const newId = () => `own:${randomBytes(22).toString('base64url')}`;

/** Runs a step for each number below COUNT, some at once. */
async function forAll(run) {
  let next = 0;
  const loop = async () => {
    while (next < COUNT) await run(next++);
  };
  await Promise.all(Array.from({ length: TOGETHER }, loop));
}

/** Microseconds of CPU of the server for each run; null where there is no server to ask. */
async function cpuOf(serverCpu, run) {
  const before = await serverCpu?.();
  await run();
  const after = await serverCpu?.();
  return before === undefined ? null : ((after - before) * 1e6) / COUNT;
}

const stores = await openStores(process.argv.length > 3 ? process.argv.slice(3) : undefined);
try {
  for (const { name, open, bytes, serverCpu, close } of stores.all) {
    const store = await open();
    await store.open(false);
    const before = await bytes();
    const ids = Array.from({ length: COUNT }, newId);
    const session = (index) => {
      const startedAt = Date.now();
      const until = startedAt + WEEK;
      const refresh = { jti: newId(), idleUntil: until };
      const user = `own:user-${index % 1000}`;
      return { id: ids[index], user, startedAt, endsAt: until, until, label: 'Firefox', refresh };
    };
    const added = await cpuOf(serverCpu, () =>
      forAll((index) => store.addSession(session(index), false)),
    );
    const size = ((await bytes()) - before) / COUNT;
    const touched = await cpuOf(serverCpu, () =>
      forAll((index) => store.touchSession(ids[index], Date.now() + 1000)),
    );
    const begun = await cpuOf(serverCpu, () => forAll(() => store.begin(Date.now() + WEEK)));
    const revoke = (index) => ({ kind: 'session', id: ids[index], user: null, until: Date.now() });
    const revoked = await cpuOf(serverCpu, () => forAll((index) => store.append([revoke(index)])));
    const read = await cpuOf(serverCpu, async () => {
      let page = await store.changes(null, 0);
      while (page.more) page = await store.changes(page.position, 0);
    });
    console.log(`${name}: ${Math.round(size)} bytes a session`);
    if (serverCpu !== undefined)
      console.log(
        `  CPU of the server, µs: add ${added.toFixed(1)}, touch ${touched.toFixed(1)}, begin ${begun.toFixed(1)}, revoke ${revoked.toFixed(1)}, an entry that is read ${read.toFixed(2)}`,
      );
    await store.close();
    await close();
  }
} finally {
  await stores.close();
}
