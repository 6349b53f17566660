/** The runtimes that are measured: locked binaries under `ci/runtimes`, and the current one. */
import { spawnSync } from 'node:child_process';
import { runtime } from './runtimes/binaries.mjs';

/**
 * A young generation that may grow moves results by microseconds, so its size is fixed. V8 discards
 * code that did not run for a few collections, and a benchmark collects far more often than a
 * server.
 */
const NODE_OPTIONS = [
  '--expose-gc',
  '--no-flush-bytecode',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
];

/** The name of the Node that runs this file, which `--runtime current` stands for. */
export const CURRENT = `node${process.versions.node.split('.')[0]}`;

/**
 * @param {readonly string[]} names `node20`, `node22`, `node24`, `bun`, or `current`
 * @returns {{ name: string, version: string, command: string, args: string[] }[]}
 */
export function runtimesNamed(names) {
  return names.map((name) => {
    const command = name === 'current' ? process.execPath : runtime(name).command;
    const args = name === 'bun' ? [] : NODE_OPTIONS;
    return {
      name: name === 'current' ? CURRENT : name,
      version: versionOf(command),
      command,
      args,
    };
  });
}

function versionOf(command) {
  return spawnSync(command, ['--version'], { encoding: 'utf8' }).stdout.trim().replace(/^v/, '');
}

/**
 * What pins a process to a core, where the system can: a process that changes cores loses its
 * caches.
 */
export function pinned(core) {
  const found = spawnSync('taskset', ['--version']).status === 0;
  return found ? ['taskset', '-c', String(core)] : [];
}
