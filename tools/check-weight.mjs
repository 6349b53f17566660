/** The bytes each door costs an application that bundles it. Usage: node tools/check-weight.mjs [root], after a build */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verdict } from './verdict.mjs';
import { weigh } from './weigh.mjs';

/** The most each door may weigh, in bytes after minifying and brotli; the first row whose pattern fits the door counts. */
const LIMITS = [
  { door: /^\.\/acl$/, bytes: 2_048 },
  // The aim is 12,000: the texts of the set-up faults are most of the weight, and have to be told from the road of a request first.
  { door: /^\.$/, bytes: 25_000 },
  { door: /./, bytes: 13_000 },
];
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
  const bytes = await weigh(file, EXTERNAL);
  const limit = LIMITS.find((row) => row.door.test(door)).bytes;
  console.log(`${door.padEnd(14)}${String(bytes).padStart(8)} B of ${String(limit).padStart(6)}`);
  if (bytes > limit) faults.push(`${door} weighs ${bytes} B, ${bytes - limit} more than its limit`);
  doors++;
}
verdict('check-weight', { doors }, faults);
