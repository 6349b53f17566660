import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'vitest';

/** A thing that a suite needs and a machine may lack, and the command that installs it. */
export interface Need {
  readonly what: string;
  readonly found: boolean;
  readonly install: string;
}

/**
 * The `describe` of a suite that has a need. If the need is not met, the suite is skipped, and its
 * name and the command that installs the missing thing are printed. With `CI=true` the suite fails
 * instead: there, a skipped suite would stay unnoticed.
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

/** Finds Chromium: the file that `CHROMIUM` names, else the first known name on the PATH. */
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

/** Finds a Python that has PyJWT: Debian's own first, since others do not see Debian's packages. */
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
