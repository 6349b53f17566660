/** Builds an older commit beside the checkout, so that both can be measured in the same run. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildLibrary, ROOT } from './build.mjs';

/**
 * @template T
 * @param {string} commit the version before
 * @param {(dists: { before: string, after: string }) => Promise<T>} use gets the folders of both
 *   builds, whose paths are equally long so that neither is favoured; both are removed afterwards
 * @returns {Promise<T>}
 */
export async function withBuilds(commit, use) {
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-builds-'));
  try {
    const [base, head] = [join(folder, 'base'), join(folder, 'head')];
    checkOut(commit, base);
    run('npm', ['ci', '--ignore-scripts', '--prefer-offline', '--loglevel=error'], base);
    run('npm', ['run', '-s', 'build'], base);
    buildLibrary();
    mkdirSync(head);
    for (const name of ['package.json', 'dist'])
      cpSync(join(ROOT, name), join(head, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(head, 'node_modules'));
    return await use({ before: join(base, 'dist'), after: join(head, 'dist') });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An archive and no worktree: a killed process leaves nothing behind in the repository. */
function checkOut(commit, folder) {
  mkdirSync(folder);
  const archive = `${folder}.tar`;
  run('git', ['archive', '--output', archive, commit], ROOT);
  run('tar', ['-xf', archive, '-C', folder], ROOT);
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: its own output is above`);
}
