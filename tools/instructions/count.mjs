/** Counts the instructions of each row of the driver with valgrind. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DRIVER = fileURLToPath(new URL('driver.mjs', import.meta.url));
/** V8 does everything on one thread and leaves nothing to chance. */
const NODE = [
  '--predictable',
  '--single-threaded',
  '--hash-seed=1',
  '--random-seed=1',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
];
/** OpenSSL does not look at the processor. */
const ENVIRONMENT = { PATH: process.env.PATH, LC_ALL: 'C', OPENSSL_ia32cap: '0x0' };

/** Says how to install valgrind when it is missing, which is an error in CI. */
export function hasValgrind(tool) {
  if (spawnSync('valgrind', ['--version']).status === 0) return true;
  console.log(`${tool}: counting needs valgrind: apt-get install -y valgrind`);
  if (process.env.CI === 'true') process.exitCode = 1;
  return false;
}

/**
 * @param {string} command the binary of a Node
 * @param {string} dist the build
 * @returns {Promise<Record<string, number>>} instructions for one operation of each row
 */
export async function countInstructions(command, dist) {
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-instructions-'));
  try {
    const out = join(folder, 'callgrind');
    const { blocks, rows } = JSON.parse(await drive(command, dist, out));
    let files = 0;
    const total = () =>
      Number(/^totals: (\d+)/m.exec(readFileSync(`${out}.${++files}`, 'utf8'))[1]);
    // Before each block there is a part that made its inputs.
    const block = () => [total(), total()][1];
    const countOf = (times) =>
      Array.from({ length: blocks }, block).sort((a, b) => a - b)[blocks >> 1] / times;
    return Object.fromEntries(rows.map(({ name, times }) => [name, Math.round(countOf(times))]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The counts are written to the next file, and set to zero, at each mark of the driver. */
async function drive(command, dist, out) {
  const options = ['--tool=callgrind', `--callgrind-out-file=${out}`, '--dump-before=uv_loadavg'];
  const child = spawn('valgrind', [...options, command, ...NODE, DRIVER, dist], {
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = ['', ''];
  [child.stdout, child.stderr].forEach((stream, index) => {
    stream.setEncoding('utf8').on('data', (text) => (output[index] += text));
  });
  const status = await new Promise((resolve) => child.on('close', resolve).on('error', resolve));
  if (status !== 0) throw new Error(`valgrind: ${status}: ${output.join('\n')}`);
  return output[0];
}
