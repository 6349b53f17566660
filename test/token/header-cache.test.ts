import { describe, expect, it } from 'vitest';
import type { Key } from '../../src/keys/key-set.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { importKey } from '../../src/keys/import/import-key.ts';
import { HeaderCache } from '../../src/token/header-cache.ts';
import { ownIssuer } from '../support/own-issuer.ts';

const encoded = (text: string) => Buffer.from(text).toString('base64url');
const keyOf = (kid: string): Key =>
  importKey({ algorithm: 'HS256', kid, privateKey: Buffer.alloc(64, kid), name: 'key' });
const a = keyOf('a');
const b = keyOf('b');
const keys = new KeySet([a, b]);
const segmentOf = (kid: string) => encoded(`{"alg":"HS256","kid":"${kid}"}`);

/** What the cache returns for a header, after a valid signature if it was accepted. */
function use(cache: HeaderCache, segment: string, set = keys): ReturnType<HeaderCache['find']> {
  const found = cache.find(`${segment}.payload.signature`, segment.length, set);
  if (found.ok) cache.keep(found);
  return found;
}

describe('HeaderCache', () => {
  it('returns the same header for the same text and the same keys', () => {
    const cache = new HeaderCache(ownIssuer(keys));
    const [first, other] = [use(cache, segmentOf('a')), use(cache, segmentOf('b'))];
    expect(first).toMatchObject({ ok: true, header: { alg: 'HS256', kid: 'a' }, proof: keys });
    expect(use(cache, segmentOf('a'))).toBe(first);
    expect(use(cache, segmentOf('b'))).toBe(other);
  });

  it('does not cache a header before a signature under it was valid', () => {
    const cache = new HeaderCache(ownIssuer(keys));
    const segment = segmentOf('a');
    const first = cache.find(`${segment}.`, segment.length, keys);
    expect(cache.find(`${segment}.`, segment.length, keys)).not.toBe(first);
  });

  it('rejects a cached header once its key is removed', () => {
    const cache = new HeaderCache(ownIssuer(keys));
    use(cache, segmentOf('a'));
    const without = new KeySet([b]);
    expect(use(cache, segmentOf('a'), without)).toMatchObject({ code: 'token_key_unknown' });
    // Another header was the last one: the first is found in the table, and is rejected as well.
    use(cache, segmentOf('b'), without);
    expect(use(cache, segmentOf('a'), without)).toMatchObject({ code: 'token_key_unknown' });
  });

  it('selects again among new keys, and caches the new selection', () => {
    const cache = new HeaderCache(ownIssuer(keys));
    const before = use(cache, segmentOf('a'));
    const more = new KeySet([a, b, keyOf('c')]);
    const after = use(cache, segmentOf('a'), more);
    expect(after).toMatchObject({ ok: true, proof: more });
    expect(after).not.toBe(before);
    expect(use(cache, segmentOf('a'), more)).toBe(after);
  });

  it('prepares a key once, whatever set it is in', () => {
    const cache = new HeaderCache(ownIssuer(keys));
    const [before, after] = [
      use(cache, segmentOf('a')),
      use(cache, segmentOf('a'), new KeySet([a])),
    ];
    if (!before.ok || !after.ok) throw new Error('A header was rejected.');
    expect(after.key).toBe(before.key);
  });

  it('keeps finding headers after more of them than it caches', () => {
    const cache = new HeaderCache(ownIssuer(keys));
    for (let i = 0; i < 200; i++) {
      const segment = encoded(`{"alg":"HS256","kid":"a","x":${i}}`);
      expect(use(cache, segment)).toMatchObject({ ok: true, header: { x: i } });
    }
    expect(use(cache, segmentOf('a'))).toMatchObject({ ok: true });
  });
});
