/** Copies the sources to a folder in which they may be changed. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './build.mjs';

/** @returns {string[]} the files that belong to the repository */
export function sourceFiles() {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard'];
  return spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' }).stdout.trim().split('\n');
}

/** Copies all of them; what is installed and built is linked. */
export function copySources(folder) {
  for (const file of sourceFiles()) {
    if (!existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(folder, file));
  }
  for (const name of ['node_modules', 'dist']) symlinkSync(join(ROOT, name), join(folder, name));
}
