/** The counts of a run by row. */
export type Counts = Readonly<Record<string, number>>;

/**
 * A program in the place of valgrind. It runs nothing, and writes what callgrind would: for each of
 * three blocks a file for its inputs and one for its operations. One block of each row is far too
 * slow, as if it had met the collector.
 *
 * @param counts - by the folder that the build is in, or under `''` for every build
 */
export function fakeValgrind(counts: Readonly<Record<string, Counts>>): string {
  return `#!${process.execPath}
import { writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
const all = ${JSON.stringify(counts)};
const out = process.argv.find((given) => given.startsWith('--callgrind-out-file='))?.split('=')[1];
if (out !== undefined) {
  const counts = all[basename(dirname(process.argv.at(-1)))] ?? all[''];
  let files = 0;
  const part = (total) => writeFileSync(out + '.' + ++files, 'totals: ' + total + '\\n');
  for (const count of Object.values(counts))
    for (const total of [count * 10 + 9e6, count * 10, count * 10]) {
      part(123_456);
      part(total);
    }
  const rows = Object.keys(counts).map((name) => ({ name, times: 10 }));
  console.log(JSON.stringify({ blocks: 3, rows }));
}
`;
}
