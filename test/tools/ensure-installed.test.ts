import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, runNode, withFolder } from '../support/gate.ts';

const lock = (packages: object): string => JSON.stringify({ packages });
const LOCK = lock({
  '': {},
  'node_modules/a': { version: '1.0.0' },
  'node_modules/b-other': { version: '1.0.0', optional: true, os: ['none'] },
  'node_modules/c-here': { version: '1.0.0', optional: true, os: [process.platform] },
});
const C_HERE = { 'node_modules/c-here': { version: '1.0.0' } };

/** Runs the script with an npm that writes its arguments down; `undefined` if it was not called. */
function npmAsked(
  installed: string | undefined,
  npm = 'echo "$@" > asked.txt',
): { asked: string | undefined; status: number | null } {
  const hidden = installed === undefined ? {} : { 'node_modules/.package-lock.json': installed };
  return withFolder(
    { 'package-lock.json': LOCK, 'bin/npm': `#!/bin/sh\n${npm}\n`, ...hidden },
    (root) => {
      const env = { PATH: `${join(root, 'bin')}${delimiter}${process.env.PATH}` };
      const { status } = runNode([join(ROOT, 'tools/ensure-installed.mjs'), root], env);
      const asked = join(root, 'asked.txt');
      return { asked: existsSync(asked) ? readFileSync(asked, 'utf8').trim() : undefined, status };
    },
  );
}

describe.skipIf(process.platform === 'win32')('ensure-installed', { timeout: 60_000 }, () => {
  it('does not run npm if node_modules holds what the lock names for this platform', () => {
    expect(npmAsked(lock({ 'node_modules/a': { version: '1.0.0' }, ...C_HERE }))).toEqual({
      asked: undefined,
      status: 0,
    });
  });

  it.each([
    ['there is no node_modules', undefined],
    ['a package is missing', lock({ ...C_HERE })],
    [
      'an optional package of this platform is missing',
      lock({ 'node_modules/a': { version: '1.0.0' } }),
    ],
    ['a package has another version', lock({ 'node_modules/a': { version: '0.9.0' }, ...C_HERE })],
    [
      'an optional package has another version',
      lock({
        'node_modules/a': { version: '1.0.0' },
        ...C_HERE,
        'node_modules/b-other': { version: '2.0.0' },
      }),
    ],
    [
      'a package is installed that the lock does not name',
      lock({
        'node_modules/a': { version: '1.0.0' },
        ...C_HERE,
        'node_modules/d': { version: '1.0.0' },
      }),
    ],
  ])('installs, without install scripts, if %s', (_what, installed) => {
    expect(npmAsked(installed)).toEqual({ asked: 'ci --ignore-scripts', status: 0 });
  });

  it('fails if npm fails', () => {
    expect(npmAsked(undefined, 'exit 3').status).toBe(1);
  });
});
