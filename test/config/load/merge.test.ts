import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { KeyText } from '../../../src/keys/import/key-text.ts';
import { mergeSettings } from '../../../src/config/load/merge.ts';
import type { RawSetting } from '../../../src/config/load/setting-value.ts';

const folder = mkdtempSync(join(tmpdir(), 'merge-'));
const KEY = 'hushhush5p2Yk0vQ8mZr7LxW';
function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}
function raw(
  name: string,
  text: string,
  origin: RawSetting['origin'] = 'environment',
  source: string = origin,
): RawSetting {
  return { name, text, origin, source, key: name, where: `${name} in ${source}` };
}
function merged(...settings: RawSetting[]) {
  const faults: string[] = [];
  const { values, provenance } = mergeSettings(settings, 'jwt', faults);
  return {
    values: Object.fromEntries(
      values.map(({ definition, value }) => [definition.option, KeyText.reveal(value)]),
    ),
    provenance,
    faults,
  };
}

describe('mergeSettings', () => {
  it('takes the first source of a setting, and names the others as shadowed', () => {
    const { values, provenance } = merged(
      raw('leeway', '1'),
      raw('leeway', '2', 'file', 'a.ini'),
      raw('leeway', '3', 'file', 'b.ini'),
    );
    expect(values).toEqual({ leeway: 1 });
    expect(provenance).toEqual([
      { name: 'jwt.leeway', value: '1', source: 'environment', shadows: ['a.ini', 'b.ini'] },
    ]);
  });

  it('reports the faults of shadowed values', () => {
    expect(merged(raw('leeway', '1'), raw('leeway', 'soon', 'file')).faults).toEqual([
      expect.stringContaining('leeway in file'),
    ]);
    expect(merged(raw('private_key', KEY), raw('private_key', '', 'file')).faults).toEqual([
      expect.stringContaining('is empty'),
    ]);
  });

  it('refuses a key beside its file in one source, and lets one source override the other', () => {
    const both = [raw('private_key', KEY), raw('private_key_file', file('a', KEY))];
    expect(merged(...both).faults).toEqual([expect.stringContaining('are both set: keep one')]);
    const { values, provenance, faults } = merged(
      raw('private_key', KEY),
      raw('private_key_file', join(folder, 'nowhere'), 'file'),
    );
    expect([values, faults]).toEqual([{ privateKey: KEY }, []]);
    expect(provenance[0]?.shadows).toEqual(['file']);
  });

  it('reads a key from its file without the last line end, and shows the path', () => {
    const path = file('b', `${KEY}\n`);
    const { values, provenance } = merged(raw('private_key_file', ` ${path} `));
    expect(values).toEqual({ privateKey: KEY });
    expect(provenance).toEqual([
      { name: 'jwt.private_key_file', value: path, source: 'environment', shadows: [] },
    ]);
  });

  it('refuses a key file that is missing, empty or not text, and an empty path', () => {
    const paths = [
      join(folder, 'nowhere'),
      folder,
      file('c', '\n'),
      file('d', Uint8Array.of(0x41, 0xff, 0xfe)),
      '',
    ];
    for (const path of paths) {
      const { values, faults } = merged(raw('private_key_file', path));
      expect(values).toEqual({});
      expect(faults).toEqual([
        expect.stringMatching(/^private_key_file in environment (names a file that )?(cannot|is) /),
      ]);
    }
  });

  it('hides the private and the public key in the provenance', () => {
    const { provenance } = merged(
      raw('private_key', KEY),
      raw('public_key', KEY),
      raw('issuer', 'a'),
    );
    expect(provenance.map(({ value }) => value)).toEqual(['(hidden)', '(hidden)', 'a']);
  });
});
