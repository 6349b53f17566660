/** Which store runs on which runtime, and why not on the others: `npm run test:runtimes` tries. */

/** The runtimes as the guide names them. */
export const TITLES = {
  node20: 'Node 20',
  node22: 'Node 22',
  node24: 'Node 24',
  node26: 'Node 26',
  bun: 'Bun',
  deno: 'Deno',
  workerd: 'Workers',
};

const NO_FILES = 'a Worker has no files that outlive it, and loads no native code';
const NO_CONNECTIONS = 'a Worker ends a connection with the request that opened it';
const ONLY_BUN = 'the module is part of Bun';
const others = (names, reason) => Object.fromEntries(names.map((name) => [name, reason]));

/**
 * `without` names the runtimes on which the store cannot run, with the reason; opening it there has
 * to fail.
 */
export const STORES = [
  { name: 'memory', title: '`memoryStore()`', without: {} },
  { name: 'lmdb', title: '`lmdbStore`', without: { workerd: NO_FILES } },
  {
    name: 'node:sqlite',
    title: '`sqliteStore` with `node:sqlite`',
    without: { node20: 'the module came with Node 22.13', workerd: NO_FILES },
  },
  {
    name: 'bun:sqlite',
    title: '`sqliteStore` with `bun:sqlite`',
    without: {
      ...others(['node20', 'node22', 'node24', 'node26', 'deno'], ONLY_BUN),
      workerd: NO_FILES,
    },
  },
  {
    name: 'ioredis',
    title: '`redisStore` with `ioredis`',
    without: { workerd: NO_CONNECTIONS },
  },
  { name: 'redis', title: '`redisStore` with `redis`', without: { workerd: NO_CONNECTIONS } },
  { name: 'pg', title: '`postgresStore` with `pg`', without: { workerd: NO_CONNECTIONS } },
  {
    name: 'postgres',
    title: '`postgresStore` with `postgres`',
    without: { workerd: NO_CONNECTIONS },
  },
];

/** @returns {string} the table of the guide */
export function storeTable() {
  const names = Object.keys(TITLES);
  const row = (cells) => `| ${cells.join(' | ')} |`;
  return [
    row(['store', ...Object.values(TITLES)]),
    row(['---', ...names.map(() => '---')]),
    ...STORES.map(({ title, without }) =>
      row([title, ...names.map((name) => (name in without ? 'no' : 'yes'))]),
    ),
  ].join('\n');
}

/**
 * Compares what was found on a runtime with what is known.
 *
 * @param {string} runtime
 * @param {Record<string, Record<string, string | null>>} found by the name of each store, its
 *   checks and why they failed, or null
 * @returns {string[]} a sentence for each fault
 */
export function storeFaults(runtime, found) {
  return STORES.flatMap(({ name, without }) => {
    const checks = Object.entries(found[name] ?? {});
    if (checks.length === 0) return [`${name}: no check has run`];
    const failed = checks.filter(([, message]) => message !== null);
    if (!(runtime in without)) return failed.map(([what, why]) => `${name}: ${what}: ${why}`);
    if (failed.length > 0) return [];
    return [`${name} works now: delete its reason in tools/runtimes/stores.mjs`];
  });
}
