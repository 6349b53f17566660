import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/** Something that a suite needs and a machine may lack, with the command that installs it. */
export interface Need {
  readonly what: string;
  readonly found: boolean;
  readonly install: string;
}

/**
 * Returns the `describe` of a suite that has a need. If the need is not met, the suite is skipped
 * and the command that installs what is missing is printed. With `CI=true` the suite fails instead,
 * because skipped tests are not read there.
 */
export function needs({ what, found, install }: Need): (name: string, suite: () => void) => void {
  if (found) return (name, suite) => void describe(name, suite);
  const cure = `${what} is not on this machine: ${install}`;
  if (process.env.CI === 'true') {
    return (name) =>
      describe(name, () => {
        it(`needs ${what}`, () => {
          throw new Error(cure);
        });
      });
  }
  return (name, suite) => {
    console.warn(`skipped: ${name} (${cure})`);
    describe.skip(name, suite);
  };
}

const CHROMIUM_NAMES = [
  'chromium',
  'chromium-browser',
  'chromium-headless-shell',
  'google-chrome',
  'google-chrome-stable',
];

/** Returns the file that `CHROMIUM` names, else the first known name on the PATH, or undefined. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM;
  if (named) return existsSync(named) ? named : undefined;
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/bin',
    '/usr/local/bin',
  ].filter(Boolean);
  return CHROMIUM_NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(
    (file) => existsSync(file),
  );
}

/** The need of a suite that uses a real browser. */
export function chromium(): Need {
  return {
    what: 'Chromium',
    found: findChromium() !== undefined,
    install: 'apt-get install -y chromium',
  };
}

/**
 * Returns a Python with PyJWT, or undefined. That of Debian comes first: another Python does not
 * see the packages of Debian.
 */
export function findPyJwt(): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', 'import jwt'], { stdio: 'ignore' }).status === 0,
  );
}

/** The need of a suite that compares with PyJWT, which pyramid_jwt uses. */
export function pyJwt(): Need {
  return {
    what: 'PyJWT',
    found: findPyJwt() !== undefined,
    install: 'apt-get install -y python3-jwt',
  };
}

/** Returns the redis-server on the PATH, or undefined. */
export function findRedisServer(): string | undefined {
  return [...(process.env.PATH ?? '').split(delimiter), '/usr/bin']
    .filter(Boolean)
    .map((folder) => join(folder, 'redis-server'))
    .find((file) => existsSync(file));
}

/** The need of a suite that starts a real Redis. */
export function redisServer(): Need {
  return {
    what: 'Redis',
    found: findRedisServer() !== undefined,
    install: 'apt-get install -y redis-server',
  };
}

/** Finds a Bun: the file that `BUN` names, that of `ci/runtimes`, or one on the PATH. */
export function findBun(): string | undefined {
  const inCheckout = join(import.meta.dirname, '../../ci/runtimes/node_modules/bun/bin/bun');
  const onPath = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'bun'));
  return [process.env.BUN ?? '', inCheckout, ...onPath].find(
    (file) => file !== '' && existsSync(file),
  );
}

/** Finds a Node with `node:sqlite`: this one, or the newer one of `ci/runtimes`. */
export function findNodeWithSqlite(): string | undefined {
  if (isBuiltin('node:sqlite')) return process.execPath;
  const newer = join(import.meta.dirname, '../../ci/runtimes/node_modules/node24/bin/node');
  return existsSync(newer) ? newer : undefined;
}

/** The need of a suite that uses `node:sqlite`. */
export function nodeWithSqlite(): Need {
  return {
    what: 'Node 22.13 or newer',
    found: findNodeWithSqlite() !== undefined,
    install: 'npm ci --prefix ci/runtimes --ignore-scripts',
  };
}

/** The need of a suite that runs on Bun. */
export function bun(): Need {
  return {
    what: 'Bun',
    found: findBun() !== undefined,
    install: 'npm ci --prefix ci/runtimes --ignore-scripts',
  };
}
