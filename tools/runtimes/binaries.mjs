/** The runtimes under `ci/runtimes`: locked binaries for Linux on x64. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../build.mjs';
import { ensureInstalled } from '../ensure-installed.mjs';

const FOLDER = join(ROOT, 'ci', 'runtimes');
const NODE = { file: 'bin/node', args: [] };
const FILES = {
  node20: NODE,
  node22: NODE,
  node24: NODE,
  node26: NODE,
  // Without --bun, Bun gives a file that names Node in its first line to Node.
  bun: { file: 'bin/bun', args: ['--bun'] },
  deno: { file: 'deno', args: ['run', '--no-remote'] },
  workerd: { file: 'bin/workerd', args: ['serve'] },
};

export const RUNTIMES = Object.keys(FILES);

/**
 * Installs the binaries if they are missing.
 *
 * @param {string} name one of `RUNTIMES`
 * @returns {{ command: string, args: readonly string[] }} what runs a program
 * @throws Error on other platforms than Linux on x64
 */
export function runtime(name) {
  if (!(name in FILES)) throw new Error(`there is no runtime ${name}: ${RUNTIMES.join(', ')}`);
  ensureInstalled(FOLDER);
  const { file, args } = FILES[name];
  const command = join(FOLDER, 'node_modules', name, file);
  if (!existsSync(command))
    throw new Error(`${command} is missing: the binaries are for Linux on x64`);
  return { command, args };
}
