import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/** Something a suite cannot run without and that a machine may lack: what it is, whether it is there, and the command that installs it. */
export interface Need {
  readonly what: string;
  readonly found: boolean;
  readonly install: string;
}

/**
 * Gives the `describe` of a suite that has a need. Where the need is met, it is `describe`; where it is not, the suite is skipped
 * and its name and the command that installs the missing thing are printed; with `CI=true` the suite fails instead, since there
 * nobody reads what was skipped.
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

/** Finds a Chromium to drive: the file that `CHROMIUM` names, else the first known name on the PATH; `undefined` when there is none. */
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

/** The need of a suite that drives a real browser. */
export function chromium(): Need {
  return {
    what: 'Chromium',
    found: findChromium() !== undefined,
    install: 'apt-get install -y chromium',
  };
}

/** Finds a Python that has PyJWT: Debian's own first, since a Python from elsewhere does not see Debian's packages. */
export function findPyJwt(): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', 'import jwt'], { stdio: 'ignore' }).status === 0,
  );
}

/** The need of a suite that compares with PyJWT, the library of the original. */
export function pyJwt(): Need {
  return {
    what: 'PyJWT',
    found: findPyJwt() !== undefined,
    install: 'apt-get install -y python3-jwt',
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

/** The need of a suite that runs on Bun. */
export function bun(): Need {
  return {
    what: 'Bun',
    found: findBun() !== undefined,
    install: 'npm ci --prefix ci/runtimes --ignore-scripts',
  };
}
