/** The bytes each door costs an application that bundles it. Usage: node tools/check-weight.mjs [root], after a build */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verdict } from './verdict.mjs';
import { weigh } from './weigh.mjs';

/** What most applications take from the front door. */
const USUAL =
  'createSecurity headerPolicy cookiePolicy keyRing Allow Deny Everyone Authenticated AllPermissions DenyAll Public user'.split(
    ' ',
  );
/**
 * The most each door may weigh, in bytes after minifying and brotli: what was reached, and 3 % more.
 * A row with `takes` weighs what is left of a door when only those of its names are imported.
 */
const LIMITS = [
  { door: './acl', bytes: 2_048 },
  { door: '.', bytes: 24_370 },
  {
    door: '.',
    what: 'without loadSettings',
    takes: (name) => name !== 'loadSettings',
    bytes: 21_410,
  },
  { door: '.', what: 'what is usual', takes: (name) => USUAL.includes(name), bytes: 21_420 },
];
const ANOTHER_DOOR = 6_000;
const EXTERNAL = [/^node:/, /^jose($|\/)/, /^express($|\/)/];

const root = resolve(process.argv[2] ?? '.');
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const faults = [];
let doors = 0;
for (const [door, to] of Object.entries(exports)) {
  if (door === './package.json') continue;
  const file = join(root, to.default);
  if (!existsSync(file)) {
    faults.push(`${door}: ${to.default} is missing: npm run build`);
    continue;
  }
  const rows = LIMITS.filter((row) => row.door === door);
  for (const { what, takes, bytes: limit } of rows.length > 0 ? rows : [{ bytes: ANOTHER_DOOR }]) {
    const name = what === undefined ? door : `${door} (${what})`;
    const bytes = await weigh(file, EXTERNAL, takes);
    console.log(`${name.padEnd(26)}${String(bytes).padStart(8)} B of ${String(limit).padStart(6)}`);
    if (bytes > limit)
      faults.push(`${name} weighs ${bytes} B, ${bytes - limit} more than its limit`);
  }
  doors++;
}
verdict('check-weight', { doors }, faults);
