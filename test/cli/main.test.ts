import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';

function spawned(args: readonly string[], input = '', env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { input, encoding: 'utf8', env });
  return { status, stdout, stderr };
}

describe.runIf(existsSync(main))('the compiled command line', () => {
  it('hands a token on from one call to the next through a pipe, with the settings of a file', () => {
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

  it('ends with status 2 and words on standard error when it is misused', () => {
    expect(spawned(['tokn'])).toMatchObject({ status: 2, stdout: '', stderr: expect.stringContaining('did you mean token?') });
    expect(spawned(['verify'], 'x').status).toBe(2);
  });
});
