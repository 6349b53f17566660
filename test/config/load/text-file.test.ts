import { mkdtempSync, writeFileSync } from 'node:fs';
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
    expect(readTextFile(file('a', 'käse\n'))).toEqual({ text: 'käse\n' });
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

  it('reports a runtime without files', () => {
    const path = file('c', 'x');
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined as never);
    expect(readTextFile(path)).toEqual({ fault: expect.stringContaining('this runtime') });
  });
});
