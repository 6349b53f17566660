/**
 * Prose is plain: no word of `tools/prose-words.mjs`, no comment wider than 100 columns.
 * Usage: node tools/check-prose.mjs [--count] [root]
 * `--count` prints how many faults each folder has, and no lines.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { proseOfCode, proseOfMarkdown } from './prose-of.mjs';
import { ALLOWED, WORDS } from './prose-words.mjs';
import { verdict } from './verdict.mjs';

const COLUMNS = 100;
const FOLDERS = ['', 'src', 'test', 'tools', 'examples', 'bench', 'docs', 'decisions'];
const NOT_OURS =
  /^(node_modules|dist|\.next|vectors|results|fixtures|data|\.next|\.svelte-kit|\.astro|\.react-router|build)$/;
/** The list of words, and what is generated. */
const NOT_READ = new Set([
  'tools/prose-words.mjs',
  'test/tools/check-prose.test.ts',
  'docs/benchmarks.md',
]);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'boolean', default: false } },
});
const root = positionals[0] ?? '.';
const patterns = WORDS.map(([words, instead]) => [new RegExp(`\\b(${words})\\b`, 'i'), instead]);
const faults = [];
const used = new Set();
const looked = { files: 0, lines: 0 };

/** Does not enter what is installed or built, which is far more than what is written. */
function filesIn(folder) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (NOT_OURS.test(entry.name)) return [];
    if (entry.isDirectory()) return folder === '' ? [] : filesIn(path);
    return /\.(ts|mjs|md)$/.test(path) && !NOT_READ.has(path) ? [path] : [];
  });
}

function checkLine(file, { kind, line, text }) {
  looked.lines++;
  if (kind === 'comment' && text.length > COLUMNS && !/https?:\/\/\S+$/.test(text))
    faults.push({
      file,
      line,
      what: `the comment ends in column ${text.length}: wrap it at ${COLUMNS}`,
    });
  for (const [pattern, instead] of patterns) {
    const word = pattern.exec(text)?.[0];
    if (word === undefined) continue;
    const allowed = ALLOWED.find((one) => one.file === file && text.includes(one.text));
    if (allowed !== undefined) used.add(allowed);
    else faults.push({ file, line, what: `"${word}" in a ${kind}: say ${instead}` });
  }
}

for (const file of FOLDERS.flatMap(filesIn)) {
  looked.files++;
  const text = readFileSync(join(root, file), 'utf8');
  const prose = file.endsWith('.md')
    ? proseOfMarkdown(text)
    : proseOfCode(text, file.startsWith('test/'));
  for (const line of prose) checkLine(file, line);
}
if (positionals[0] === undefined)
  for (const allowed of ALLOWED)
    if (!used.has(allowed))
      faults.push({
        file: 'tools/prose-words.mjs',
        line: 0,
        what: `nothing needs the allowance of "${allowed.text}" in ${allowed.file}: delete it`,
      });

if (values.count) {
  const folders = faults.map(({ file }) => dirname(file).split('/').slice(0, 2).join('/'));
  for (const folder of new Set(folders))
    console.log(`${String(folders.filter((one) => one === folder).length).padStart(5)}  ${folder}`);
}
verdict(
  'check-prose',
  looked,
  values.count ? [] : faults.map(({ file, line, what }) => `${file}:${line} ${what}`),
);
