import { describe, expect, it } from 'vitest';
import { KeySet } from '../../src/keys/key-set.ts';
import type { FindIssuer } from '../../src/token/resolved-issuers.ts';
import { ISSUER_PENDING, MOST_ISSUERS, ResolvedIssuers } from '../../src/token/resolved-issuers.ts';
import type { TrustedIssuer } from '../../src/token/trusted-issuer.ts';
import { ownIssuer } from '../support/own-issuer.ts';

const named = (name: string): TrustedIssuer => ownIssuer(new KeySet([]), { name });

function resolved(find: FindIssuer) {
  const time = { now: 1e12 };
  const failures: unknown[] = [];
  const issuers = new ResolvedIssuers(
    { find, clock: () => time.now, failed: (error) => void failures.push(error) },
    8192,
  );
  return { issuers, time, failures };
}

describe('the issuers that a function finds', () => {
  it('are kept by their iss, and the first goes when there are too many', () => {
    let asked = 0;
    const { issuers } = resolved((iss) => {
      asked++;
      return named(iss);
    });
    for (let at = 0; at <= MOST_ISSUERS; at++) issuers.get(`i${at}`);
    expect([asked, issuers.size]).toEqual([MOST_ISSUERS + 1, MOST_ISSUERS]);
    issuers.get('i1');
    expect(asked).toBe(MOST_ISSUERS + 1);
    issuers.get('i0');
    expect(asked).toBe(MOST_ISSUERS + 2);
  });

  it('stay bounded whatever clients name: unknown, failing, and slow ones', async () => {
    const kinds: FindIssuer[] = [
      () => null,
      () => {
        throw new Error('down');
      },
      async () => null,
      () => new Promise<null>(() => undefined),
    ];
    for (const find of kinds) {
      const { issuers, time, failures } = resolved(find);
      for (let at = 0; at < 20_000; at++) {
        issuers.get(`https://${at}.example.com`);
        if (at % 1000 === 0) await Promise.resolve();
        time.now++;
      }
      expect(issuers.size).toBeLessThanOrEqual(2100);
      expect(failures.length).toBeLessThanOrEqual(5);
    }
  });

  it('share a look-up that is under way', async () => {
    let answer: (issuer: TrustedIssuer | null) => void = () => undefined;
    let asked = 0;
    const { issuers } = resolved(() => {
      asked++;
      return new Promise((resolve) => (answer = resolve));
    });
    expect(issuers.get('a')).toBe(ISSUER_PENDING);
    expect(issuers.get('a')).toBe(ISSUER_PENDING);
    const waiting = issuers.pending('a');
    answer(named('a'));
    await waiting;
    expect(issuers.get('a')).toMatchObject({ ok: true });
    expect([asked, issuers.pending('a')]).toEqual([1, null]);
  });

  it('lose their keys when the answer is old, or the clock is set back', () => {
    const { issuers, time } = resolved(() => ({ ...named('a'), keys: { current: keys } }));
    const keys = new KeySet([]);
    const start = time.now;
    const found = issuers.get('a');
    if (found === null || !found.ok) throw new Error('not found');
    const { issuer } = found;
    expect(issuer.keys.current).toBe(keys);
    for (const [by, isThere] of [
      [299_999, true],
      [300_000, false],
      [-299_999, true],
      [-300_000, false],
    ] as const) {
      time.now = start + by;
      expect(issuer.keys.current === keys, String(by)).toBe(isThere);
    }
  });
});
