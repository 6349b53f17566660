import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { AccessTable } from '../lock/access-table.ts';
import type { LockChange } from '../lock/lock-change.ts';
import { changesBetween } from '../lock/lock-changes.ts';
import { lockFileOf, written } from '../lock/lock-file.ts';
import { readLockFile } from '../lock/read-lock-file.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Command, CommandResult } from './command.ts';
import { isSet, optionOf } from './command.ts';
import { findLockModule, loadAccess } from './load-lock.ts';

export const lock: Command = {
  summary: 'Write who passes the guards of each route, or check what has changed',
  usage: '[--check] [OPTIONS]',
  example: 'npx pyramidion lock --check',
  maxPositionals: 0,
  options: {
    check: {
      help: 'Write nothing; exit with 1 if the lock file is not current, or a route has no guard',
    },
    config: {
      value: 'FILE',
      help: 'Module that exports lock(app, { as, samples }) (default: authz.lock.ts, .mts, .js or .mjs)',
    },
    file: {
      value: 'FILE',
      help: 'The lock file (default: beside that module; authz.lock for authz.lock.ts)',
    },
  },
  async run(input) {
    const config = optionOf(input, 'config') ?? findLockModule();
    const file = optionOf(input, 'file') ?? lockFileBeside(config);
    const table = await loadAccess(config);
    return isSet(input, 'check') ? check(file, table) : write(file, table);
  },
};

/** Returns the lock file of a module: `a.lock` of both `a.lock.ts` and `a.ts`. */
function lockFileBeside(module: string): string {
  const name = module.replace(/\.[cm]?[jt]sx?$/, '');
  return name !== module && name.endsWith('.lock') ? name : `${name}.lock`;
}

function check(file: string, table: AccessTable): CommandResult {
  const changes = changesBetween(readLockFile(textOf(file)), table);
  const json = { current: changes.length === 0, changes };
  if (json.current) return { status: 0, text: `${file} is current: ${sizeOf(table)}.`, json };
  const cure = `${file} is not current: review this, and run "npx pyramidion lock".`;
  return {
    status: 1,
    text: [...sentences(changes), '', cure].join('\n'),
    json,
    redLines: red(changes),
  };
}

function write(file: string, table: AccessTable): CommandResult {
  const text = written(lockFileOf(table));
  const changes = changesSince(file, table);
  writeFileSync(file, text);
  const { personas, routes } = lockFileOf(table);
  const json = {
    file,
    personas: Object.fromEntries(personas),
    routes: [...routes].map(([route, { asks, cells }]) => ({
      route,
      asks,
      as: Object.fromEntries(cells),
    })),
    changes,
  };
  const lines = [...sentences(changes), `${file} is written: ${sizeOf(table)}.`];
  return { status: 0, text: lines.join('\n'), json, redLines: red(changes) };
}

/** A lock file that is missing or damaged is written again, and nothing is known of before. */
function changesSince(file: string, table: AccessTable): readonly LockChange[] {
  const now = lockFileOf(table);
  try {
    return changesBetween(existsSync(file) ? readLockFile(textOf(file)) : now, table);
  } catch (error) {
    if (ConfigurationError.isConfigurationError(error)) return changesBetween(now, table);
    throw error;
  }
}

/** @throws ConfigurationError if there is no such file */
function textOf(file: string): string {
  if (!existsSync(file))
    throw new ConfigurationError(
      `${file} is missing: write it with "npx pyramidion lock", and add it to the repository.`,
      'settings_invalid',
    );
  return readFileSync(file, 'utf8');
}

function sentences(changes: readonly LockChange[]): string[] {
  return changes.map(({ reason }) => reason);
}

function red(changes: readonly LockChange[]): number[] {
  return changes.flatMap(({ kind }, at) => (kind === 'unguarded' ? [at] : []));
}

function sizeOf({ personas, routes }: AccessTable): string {
  return `${routes.length} routes, ${personas.size} personas`;
}
