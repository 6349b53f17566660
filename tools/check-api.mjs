/**
 * The public API is the one in `api/pyramidion.api.txt`: every entry point with the names it
 * exports, then every declaration that these names reach, taken from the built types without
 * comments.
 * Usage: node tools/check-api.mjs [--update] [root], after a build
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseArgs } from 'node:util';
import { BuiltTypes } from './built-types.mjs';
import { verdict } from './verdict.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { update: { type: 'boolean', default: false } },
});
const root = positionals[0] ?? '.';
const SNAPSHOT = join(root, 'api', 'pyramidion.api.txt');

const { name, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const built = new BuiltTypes(root);
const sections = [];
const places = [];
for (const [subpath, { types }] of Object.entries(exports)) {
  if (types === undefined) continue;
  const exported = [...built.exportsOf(posix.normalize(types.default))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const lines = exported.map(([as, place]) => `  ${built.isType(place) ? 'type ' : ''}${as}`);
  sections.push([`${name}${subpath.slice(1)}`, ...lines].join('\n'));
  places.push(...exported.map(([, place]) => place));
}

const declarations = built
  .declarationsFrom(places)
  .sort((a, b) => (`${a.name} ${a.file}` < `${b.name} ${b.file}` ? -1 : 1));
const isUnique = (one) => declarations.filter((other) => other.name === one.name).length === 1;
const texts = declarations.map((one) => (isUnique(one) ? '' : `// ${one.file}\n`) + one.text);
const fresh = `${[...sections, ...texts].join('\n\n')}\n`;

const faults = [];
if (values.update) {
  mkdirSync(dirname(SNAPSHOT), { recursive: true });
  writeFileSync(SNAPSHOT, fresh);
} else if (!existsSync(SNAPSHOT)) faults.push('there is no snapshot: run npm run api:update');
else if (readFileSync(SNAPSHOT, 'utf8') !== fresh) {
  const options = ['diff', '--no-index', '--no-color', '--unified=1', SNAPSHOT, '-'];
  console.log(spawnSync('git', options, { input: fresh, encoding: 'utf8' }).stdout);
  faults.push('the public API changed: if that is meant, run npm run api:update and commit it');
}
verdict(
  'check-api',
  { 'entry points': sections.length, declarations: declarations.length },
  faults,
);
