import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readTextFile } from '../../../src/config/load/text-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'text-file-'));
function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

describe('readTextFile', () => {
  afterEach(() => vi.restoreAllMocks());

  it('returns the text of a file', () => {
    expect(readTextFile(file('a', 'käse\n'))).toMatchObject({ text: 'käse\n' });
  });

  it('reports a file that is missing, and a folder', () => {
    for (const path of [join(folder, 'nowhere'), folder, ''])
      expect(readTextFile(path)).toEqual({
        fault: 'cannot be read: check its path and its permissions',
      });
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(readTextFile(file('b', Uint8Array.of(0x41, 0xff)))).toEqual({
      fault: expect.stringContaining('is not UTF-8'),
    });
  });

  it('says whether every user of the machine may read the file', () => {
    for (const [mode, isPublic] of [
      [0o600, false],
      [0o640, false],
      [0o644, true],
      [0o604, true],
    ] as const) {
      const path = file('mode', 'x');
      chmodSync(path, mode);
      expect(readTextFile(path), mode.toString(8)).toEqual({ text: 'x', isPublic });
    }
    // A device or a pipe has no content of its own.
    expect(readTextFile('/dev/null')).toEqual({ text: '', isPublic: false });
  });

  it('reads at most 1 MB, also of what never ends', () => {
    const tooLong = { fault: 'has more than 1 MB: name another file' };
    expect(readTextFile('/dev/zero')).toEqual(tooLong);
    expect(readTextFile(file('big', 'x'.repeat(1_048_577)))).toEqual(tooLong);
    expect(readTextFile(file('most', 'x'.repeat(1_048_576)))).toHaveProperty('text');
  });

  it('reports a runtime without files', () => {
    const path = file('c', 'x');
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    expect(readTextFile(path)).toEqual({ fault: expect.stringContaining('this runtime') });
  });
});
