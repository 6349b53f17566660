import { describe, expect, it } from 'vitest';
import { claimsSize } from '../../src/token/claims-size.ts';

/** What a claim adds to an object without it. */
const sizeOf = (claim: unknown): number => claimsSize({ claim }) - claimsSize({ claim: null });
const many = (count: number, item: unknown): unknown[] => Array.from({ length: count }, () => item);

describe('the estimated memory of claims', () => {
  // Measured with Node 20 and --expose-gc, in bytes for each cached token.
  it.each([
    ['those of a login', { sub: 'user-1', roles: ['editor', 'reader'], iat: 1, exp: 2 }, 250, 400],
    ['428 empty lists', { x: many(428, []) }, 17_000, 20_000],
    ['428 empty objects', { x: many(428, {}) }, 26_000, 30_000],
    ['300 fractions', { x: many(300, 0.5) }, 6_000, 8_000],
    ['300 booleans', { x: many(300, true) }, 2_000, 3_000],
  ])('is near what was measured for %s', (_, claims, least, most) => {
    expect(claimsSize(claims)).toBeGreaterThan(least);
    expect(claimsSize(claims)).toBeLessThan(most);
  });

  it('grows with each character, item and member', () => {
    expect(sizeOf('x'.repeat(1000)) - sizeOf('')).toBe(1000);
    expect(sizeOf(many(10, []))).toBeGreaterThan(sizeOf([]) + 10 * sizeOf(''));
    const members = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`m${index}`, 1]));
    expect(sizeOf(members(60)) - sizeOf(members(50))).toBeGreaterThan(1000);
  });
});
