/** The runtimes that are measured, with the options that make their figures comparable. */
import { spawnSync } from 'node:child_process';
import { runtime } from './binaries.mjs';

/**
 * A young generation that may grow moves results by microseconds, so its size is fixed. V8 discards
 * code that did not run for a few collections, and a benchmark collects more often than a server.
 */
const NODE_OPTIONS = [
  '--expose-gc',
  '--no-flush-bytecode',
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
];

/** The name of the Node that runs this file, which `current` stands for. */
export const CURRENT = `node${process.versions.node.split('.')[0]}`;

/**
 * @param {readonly string[]} names of runtimes under `ci/runtimes`, or `current`
 * @returns {{ name: string, version: string, command: string, args: readonly string[] }[]}
 */
export function runtimesNamed(names) {
  return names.map((given) => {
    const name = given === 'current' ? CURRENT : given;
    const found = given === 'current' ? { command: process.execPath, args: [] } : runtime(given);
    const args = name.startsWith('node') ? NODE_OPTIONS : found.args;
    return { name, version: versionOf(found.command), command: found.command, args };
  });
}

function versionOf(command) {
  const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'unknown';
}

/** What pins a process to a core, where the system can: one that changes cores loses its caches. */
export function pinned(core) {
  const found = spawnSync('taskset', ['--version']).status === 0;
  return found ? ['taskset', '-c', String(core)] : [];
}
