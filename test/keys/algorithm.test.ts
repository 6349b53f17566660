import { describe, expect, it } from 'vitest';
import { algorithmNames, algorithmRow, isAlgorithm } from '../../src/keys/algorithm.ts';

describe('isAlgorithm', () => {
  it('accepts the fourteen names and no other spelling of them', () => {
    expect(algorithmNames).toHaveLength(14);
    for (const name of algorithmNames) {
      expect(isAlgorithm(name)).toBe(true);
      expect(isAlgorithm(` ${name}`)).toBe(false);
      expect(
        [name.toLowerCase(), name.toUpperCase()]
          .filter((other) => other !== name)
          .some(isAlgorithm),
      ).toBe(false);
    }
  });

  it('rejects none, and the names that every object inherits', () => {
    for (const name of [
      'none',
      'None',
      'NONE',
      '',
      'toString',
      'constructor',
      '__proto__',
      'ES256K',
      'HS1',
      undefined,
      null,
      ['HS256'],
    ]) {
      expect(isAlgorithm(name)).toBe(false);
    }
  });
});

describe('algorithmRow', () => {
  it('requires the bytes of each hash output, or of a coordinate', () => {
    // 256, 384 and 512 bits; a coordinate of P-521 has 521 bits, so 66 bytes.
    const sizes = Object.fromEntries(algorithmNames.map((name) => [name, algorithmRow(name).size]));
    expect(sizes).toMatchObject({
      HS256: 32,
      HS384: 48,
      HS512: 64,
      PS256: 32,
      PS384: 48,
      PS512: 64,
      ES256: 32,
      ES384: 48,
      ES512: 66,
    });
  });
});
