import { describe, expect, it } from 'vitest';
import { randomId } from '../../src/token/random-id.ts';

describe('randomId', () => {
  const ids = Array.from({ length: 20_000 }, randomId);

  it('returns 22 characters of base64url, never the same twice', () => {
    for (const id of ids) expect(id).toMatch(/^[\w-]{22}$/);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('returns every character of the alphabet in every place, about equally often', () => {
    for (let place = 0; place < 22; place++) {
      const counts = new Map<string, number>();
      for (const id of ids)
        counts.set(id[place] as string, (counts.get(id[place] as string) ?? 0) + 1);
      expect(counts.size).toBe(64);
      // 312 are expected, with a standard deviation of 18: eight of those never occur.
      for (const count of counts.values())
        expect(Math.abs(count - ids.length / 64)).toBeLessThan(145);
    }
  });

  it('shares no run of characters with the previous one, also where a new batch begins', () => {
    for (let index = 1; index < ids.length; index++)
      expect(ids[index]?.includes((ids[index - 1] as string).slice(-8))).toBe(false);
  });
});
