import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

describe('the types', () => {
  it('accept and refuse the same without exactOptionalPropertyTypes', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url));
    const args = ['node_modules/typescript/bin/tsc', '-p', 'test/types/tsconfig.json'];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
