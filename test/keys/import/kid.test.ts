import { describe, expect, it } from 'vitest';
import { importKid } from '../../../src/keys/import/kid.ts';
import { faultsOf } from '../sample-keys.ts';

describe('importKid', () => {
  it('accepts any printable string of 1 to 255 characters', () => {
    for (const kid of ['a', '2026-11', 'Schlüssel 1', '../../etc', 'a'.repeat(255), '🔑'])
      expect(importKid(kid, [], 'key')).toBe(kid);
  });

  it.each([[''], ['a'.repeat(256)], ['a\nb'], ['a\u0000'], ['\ud800'], [7], [null], [{}]])(
    'rejects %j, given or in a JWK',
    (kid) => {
      expect(faultsOf(() => importKid(kid, [], 'key')).join()).toContain('printable characters');
      expect(faultsOf(() => importKid(undefined, [{ kid }], 'key')).join()).toContain(
        'printable characters',
      );
    },
  );

  it('rejects two different kids and accepts the same one twice', () => {
    expect(faultsOf(() => importKid('a', [{ kid: 'b' }], 'key')).join()).toContain(
      'two different kids',
    );
    expect(
      faultsOf(() => importKid(undefined, [{ kid: 'a' }, { kid: 'b' }], 'key')).join(),
    ).toContain('two different kids');
    expect(importKid('a', [{ kid: 'a' }, { kid: 'a' }], 'key')).toBe('a');
  });

  it('does not read an inherited kid', () => {
    expect(importKid(undefined, [Object.create({ kid: 'inherited' })], 'key')).toBeNull();
  });
});
