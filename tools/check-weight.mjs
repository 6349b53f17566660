/**
 * Checks the bytes that each entry point adds to an application that bundles it.
 * Usage: node tools/check-weight.mjs [root], after a build
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verdict } from './verdict.mjs';
import { weigh } from './weigh.mjs';

/** What most applications import from the main entry point. */
const USUAL =
  'createSecurity headerPolicy cookiePolicy keyRing Allow Deny Everyone Authenticated AllPermissions DenyAll Public user'.split(
    ' ',
  );
/** The lists of rows, without the renderers for databases. */
const QUERY_CORE = 'aclFor filter list member number owner uuid when'.split(' ');
/**
 * The limit of each entry point in bytes, minified and brotli: what was reached, plus 3 %.
 * A row with `takes` weighs an application that imports only those names, one with `beside` what it
 * adds to an application that imports another entry point.
 */
const LIMITS = [
  { entry: './acl', bytes: 4_250 },
  { entry: './acl', what: 'permits', takes: (name) => name === 'permits', bytes: 2_090 },
  {
    entry: './acl',
    what: 'permits and decide',
    takes: (name) => ['permits', 'decide', 'Allow', 'Deny', 'Everyone', 'user'].includes(name),
    bytes: 2_820,
  },
  {
    entry: './query',
    what: 'its core, beside ./acl',
    takes: (name) => QUERY_CORE.includes(name),
    beside: './acl',
    bytes: 3_000,
  },
  { entry: './analyse', what: 'beside ./acl', beside: './acl', bytes: 2_500 },
  { entry: './client', bytes: 200 },
  { entry: '.', bytes: 75_400 },
  {
    entry: '.',
    what: 'without loadSettings',
    takes: (name) => name !== 'loadSettings',
    bytes: 71_700,
  },
  { entry: '.', what: 'usual imports', takes: (name) => USUAL.includes(name), bytes: 61_300 },
  // It knows the routes of two versions, to list and to protect them.
  { entry: './express', bytes: 30_300 },
  // The same, and the hooks of contexts.
  { entry: './fastify', bytes: 29_800 },
  // The same for controllers, resolvers and gateways.
  { entry: './nest', bytes: 30_000 },
  // A fifth of it is SQL, which servers alone load.
  { entry: './stores/postgres', bytes: 31_800 },
  // A part of it is scripts, which the server runs.
  { entry: './stores/redis', bytes: 29_900 },
  // Nearly all of it is remoteKeys, which an application has from the main entry point anyway.
  { entry: './providers', bytes: 35_700 },
  // It reads the tables of routes of all frameworks. Never part of what is deployed.
  { entry: './lock', bytes: 41_900 },
  // The same. The contract for sockets has a store and keys of a provider.
  { entry: './testing', bytes: 93_900 },
];
const OTHER_ENTRY_POINT = 29_400;
const EXTERNAL = [
  /^node:/,
  /^jose($|\/)/,
  /^express($|\/)/,
  /^@nestjs\//,
  /^rxjs$/,
  /^lmdb$/,
  /^@trpc\/server$/,
];

const root = resolve(process.argv[2] ?? '.');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const faults = [];
let weighed = 0;
for (const [entry, to] of Object.entries(exports)) {
  if (entry === './package.json') continue;
  const file = join(root, to.default);
  if (!existsSync(file)) {
    faults.push(`${entry}: ${to.default} is missing: npm run build`);
    continue;
  }
  const rows = LIMITS.filter((row) => row.entry === entry);
  for (const { what, takes, beside, bytes: limit } of rows.length > 0
    ? rows
    : [{ bytes: OTHER_ENTRY_POINT }]) {
    const name = what === undefined ? entry : `${entry} (${what})`;
    const bytes = await weigh(file, EXTERNAL, takes, beside && join(root, exports[beside].default));
    console.log(`${name.padEnd(26)}${String(bytes).padStart(8)} B of ${String(limit).padStart(6)}`);
    if (bytes > limit)
      faults.push(`${name} weighs ${bytes} B, ${bytes - limit} more than its limit`);
  }
  weighed++;
}
verdict('check-weight', { 'entry points': weighed }, faults);
