import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';

function spawned(args: readonly string[], input = '', env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    input,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

describe.runIf(existsSync(main))('the compiled command line', () => {
  it('passes a token from one command to the next by a pipe, with the settings of a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'cli-main-')), 'app.ini');
    writeFileSync(file, `[app:main]\njwt.private_key = ${secret}\njwt.expiration = 15m\n`);
    const made = spawned(['token', '--sub', 'alice', '--settings', file]);
    expect(made.status).toBe(0);
    expect(spawned(['verify', '--settings', file], made.stdout).status).toBe(0);
    expect(spawned(['verify', '--settings', file], made.stdout.replace(/\n$/, 'x')).status).toBe(1);
    const shown = spawned(['settings', '--settings', file], '', { JWT_EXPIRATION: '5m' });
    expect(shown.stdout).toMatch(/jwt\.expiration = 5m .*shadows .*app\.ini/);
    expect(shown.stdout).not.toContain(secret);
  });

  it('has a working example in the help of every command', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cli-examples-'));
    writeFileSync(
      join(folder, 'production.ini'),
      `[app:main]\njwt.private_key = ${secret}\njwt.expiration = 15m\n`,
    );
    writeFileSync(join(folder, 'acl.json'), '[["Allow","role:editor",["edit"]]]');
    const application = "module.exports = { '~routes': [], '~middleware': [] };";
    writeFileSync(join(folder, 'app.js'), application);
    writeFileSync(
      join(folder, 'authz.lock.mjs'),
      `import { lock } from '${new URL('../../dist/lock.js', import.meta.url).href}';
       import app from './app.js';
       export default lock(app, { as: {} });`,
    );
    spawnSync(process.execPath, [main, 'lock'], { cwd: folder });
    const env = { PATH: process.env.PATH ?? '', JWT_PRIVATE_KEY: secret, JWT_EXPIRATION: '15m' };
    const commands = [...spawned(['--help']).stdout.matchAll(/^ {2}(\w+) /gm)].map(
      ([, name]) => name as string,
    );
    expect(commands.length).toBeGreaterThan(7);
    for (const command of commands) {
      const example = /Example:\n {2}(.*)/.exec(spawned([command, '--help']).stdout)?.[1] as string;
      const line = `set -eo pipefail; pyramidion() { "${process.execPath}" "${main}" "$@"; }; npx() { "$@"; }; ${example}`;
      const { status, stderr } = spawnSync('bash', ['--norc', '-c', line], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      expect([status, stderr], example).toEqual([0, '']);
    }
    expect(statSync(join(folder, 'keys.json')).mode & 0o077).toBe(0);
  });

  it('exits with status 2 and a message on standard error for a wrong command line', () => {
    expect(spawned(['tokn'])).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining('did you mean token?'),
    });
    expect(spawned(['verify'], 'x').status).toBe(2);
  });
});
