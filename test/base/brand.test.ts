import { describe, expect, it } from 'vitest';
import { isBranded } from '../../src/base/brand.ts';
import { unreadable } from '../support/nonsense.ts';

const BRAND = Symbol.for('pyramidion.test');

describe('isBranded', () => {
  it('finds the brand on an object and on its class', () => {
    class Branded {
      readonly [BRAND] = true;
    }
    expect([isBranded({ [BRAND]: 1 }, BRAND), isBranded(new Branded(), BRAND)]).toEqual([
      true,
      true,
    ]);
  });

  it.each([undefined, null, 7, 'text', {}, Symbol('x'), { [Symbol('pyramidion.test')]: true }])(
    'finds none on %o',
    (value) => {
      expect(isBranded(value, BRAND)).toBe(false);
    },
  );

  it('finds none on an object that throws when it is read', () => {
    expect(isBranded(unreadable(), BRAND)).toBe(false);
  });
});
