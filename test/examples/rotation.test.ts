import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../examples/rotation/main.mjs');

it('refuses no request while the keys go from a secret to a pair and to another pair', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 60_000 });
  expect(stdout).toContain('Sessions that are signed with ES256 now: 20 of 20');
  expect(stdout).toContain('Programs that still use their first token: 5 of 5');
  expect(stdout).toContain('Public keys at /jwks.json: 3');
  expect(stdout).toMatch(/Requests that were refused: 0 of \d{3,}\n$/);
}, 60_000);
