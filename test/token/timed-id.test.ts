import { describe, expect, it } from 'vitest';
import { timedId, timeOfId } from '../../src/token/timed-id.ts';

const NOW = 1_700_000_000.123;
const timeOf = (id: string): number => Buffer.from(id, 'base64url').readUIntBE(0, 6);

describe('timedId', () => {
  const ids = Array.from({ length: 20_000 }, () => timedId(NOW));
  const random = ids.map((id) => id.slice(8));

  it('returns 30 characters of base64url, never the same twice (R112)', () => {
    for (const id of ids) expect(id).toMatch(/^[\w-]{30}$/);
    expect(new Set(random).size).toBe(ids.length);
  });

  it.each([0, 0.001, NOW, 1_700_000_000.9994, 2 ** 48 / 1000 - 0.001])(
    'begins with the milliseconds of %d seconds in 48 bits',
    (now) => expect(timeOf(timedId(now))).toBe(Math.round(now * 1000)),
  );

  it('begins with the nearest time that 48 bits hold', () => {
    expect(timeOf(timedId(-1))).toBe(0);
    expect(timeOf(timedId(1e12))).toBe(2 ** 48 - 1);
    expect(timeOf(timedId(Number.NaN))).toBe(0);
  });

  it('has every character of the alphabet in every random place, about equally often', () => {
    for (let place = 0; place < 22; place++) {
      const counts = new Map<string, number>();
      for (const id of random)
        counts.set(id[place] as string, (counts.get(id[place] as string) ?? 0) + 1);
      expect(counts.size).toBe(64);
      // 312 are expected, with a standard deviation of 18: eight of those never occur.
      for (const count of counts.values())
        expect(Math.abs(count - ids.length / 64)).toBeLessThan(145);
    }
  });

  it('shares no run of characters with the previous one, also where a new batch begins', () => {
    for (let index = 1; index < ids.length; index++)
      expect(random[index]?.includes((random[index - 1] as string).slice(-8))).toBe(false);
  });
});

describe('timeOfId', () => {
  it('returns the time of an identifier', () => {
    expect(timeOfId(timedId(1_700_000_000.123))).toBe(1_700_000_000_123);
    expect(timeOfId(timedId(-1))).toBe(0);
  });

  it.each([undefined, null, 7, '', 'session-1', 'x'.repeat(29), `${'x'.repeat(29)}+`])(
    'returns null for %j, which is none of ours',
    (id) => {
      expect(timeOfId(id)).toBeNull();
    },
  );
});
