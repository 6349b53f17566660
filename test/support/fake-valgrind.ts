/**
 * A program in the place of valgrind. It runs nothing, and writes what callgrind would: for each of
 * three blocks a file for its inputs and one for its operations. One block of each row is far too
 * slow, as if it had met the collector.
 *
 * @param counts - instructions of an operation, by row
 */
export function fakeValgrind(counts: Readonly<Record<string, number>>): string {
  return `#!${process.execPath}
import { writeFileSync } from 'node:fs';
const counts = ${JSON.stringify(counts)};
const out = process.argv.find((given) => given.startsWith('--callgrind-out-file='))?.split('=')[1];
if (out !== undefined) {
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
