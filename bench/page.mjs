/**
 * `npm run bench:page`: writes docs/benchmarks.md and its plots from the runs that were kept.
 * Usage: node bench/page.mjs [--results DIR] [--out DIR]
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { kept } from './lib/record.mjs';
import { pageOf } from './page/page-of.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    results: { type: 'string', default: at('results') },
    out: { type: 'string', default: at('../docs') },
  },
});

const files = pageOf(kept(values.results));
const plots = join(values.out, 'benchmarks');
rmSync(plots, { recursive: true, force: true });
mkdirSync(plots, { recursive: true });
for (const [path, text] of files) writeFileSync(join(values.out, path), text);
console.log(`${files.size} files in ${values.out}`);
