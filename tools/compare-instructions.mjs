/**
 * Compares what each operation costs now with what it cost in another commit, in instructions.
 * Usage: node tools/compare-instructions.mjs BASE_COMMIT [--runtime node20,node22,node24|current]
 */
import { parseArgs } from 'node:util';
import { withBuilds } from './builds.mjs';
import { countInstructions, hasValgrind } from './instructions/count.mjs';
import { runtimesNamed } from './runtimes/measured.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { runtime: { type: 'string', default: 'current' } },
});
const [commit, ...more] = positionals;

if (commit === undefined || more.length > 0) {
  console.error('usage: node tools/compare-instructions.mjs BASE_COMMIT [--runtime node20,…]');
  process.exitCode = 2;
} else if (hasValgrind('compare-instructions')) {
  await withBuilds(commit, async ({ before, after }) => {
    for (const runtime of runtimesNamed(values.runtime.split(','))) {
      const counts = [before, after].map((dist) => countInstructions(runtime.command, dist));
      print(runtime, ...(await Promise.all(counts)));
    }
  });
}

function print({ name, version }, before, after) {
  const width = Math.max(...Object.keys(after).map((row) => row.length));
  const line = (row, ...cells) =>
    console.log(
      `| ${row.padEnd(width)} | ${cells.map((cell) => String(cell).padStart(8)).join(' | ')} |`,
    );
  console.log(`\n${name} ${version}, instructions for one operation, before: ${commit}\n`);
  line('row', 'before', 'after', 'ratio');
  line('-'.repeat(width), ...Array(3).fill('-------:'));
  for (const [row, count] of Object.entries(after))
    line(row, before[row], count, (count / before[row]).toFixed(2));
}
