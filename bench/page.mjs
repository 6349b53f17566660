/** `npm run bench:page`: writes docs/benchmarks.md and its plots out of what was kept. Usage: node bench/page.mjs [--results DIR] [--out DIR] */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kept } from './lib/record.mjs';
import { pageOf } from './page/page-of.mjs';
import { TARGETS } from './page/targets.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: { results: { type: 'string', default: at('results') }, out: { type: 'string', default: at('../docs') } },
});

const files = pageOf(kept(values.results), TARGETS);
const plots = join(values.out, 'benchmarks');
if (existsSync(plots)) for (const name of readdirSync(plots)) if (name.endsWith('.svg')) rmSync(join(plots, name));
for (const [path, text] of files) {
  mkdirSync(dirname(join(values.out, path)), { recursive: true });
  writeFileSync(join(values.out, path), text);
}
console.log(`${files.size} files in ${values.out}`);
