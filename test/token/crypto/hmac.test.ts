import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Hmac } from '../../../src/token/crypto/hmac.ts';

const HASHES = ['sha256', 'sha384', 'sha512'] as const;
const secretOf = (octets: Uint8Array) => createSecretKey(octets);
const wanted = (hash: string, octets: Uint8Array, text: string) =>
  createHmac(hash, octets).update(text).digest('base64url');

afterEach(() => {
  vi.unstubAllGlobals();
  vi.doUnmock('node:crypto');
  vi.resetModules();
});

/** The module as a runtime would load it whose `node:crypto` is another one. */
async function hmacWith(changed: object): Promise<typeof Hmac> {
  vi.resetModules();
  vi.doMock('node:crypto', async (original) => ({ ...(await original<object>()), ...changed }));
  return (await import('../../../src/token/crypto/hmac.ts')).Hmac;
}

describe('the HMAC of a text', () => {
  it.each(HASHES)(
    'is what createHmac gives, for %s, secrets and texts of every kind and length',
    (hash) => {
      const octets = fc.uint8Array({ minLength: 1, maxLength: 300 });
      const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ maxLength: 4000 }),
        fc.string({ unit: 'grapheme' }),
      );
      fc.assert(
        fc.property(octets, fc.array(text, { minLength: 1, maxLength: 4 }), (secret, texts) => {
          const hmac = new Hmac(hash, secretOf(secret));
          // More than one with the same key: what a longer text leaves behind must not count for the next.
          for (const one of texts) expect(hmac.digest(one)).toBe(wanted(hash, secret, one));
        }),
        { numRuns: 400 },
      );
    },
  );

  it.each(HASHES)(
    'is what createHmac gives, for %s, at each length around the ends of blocks and of the kept memory',
    (hash) => {
      const secret = randomBytes(64);
      const hmac = new Hmac(hash, secretOf(secret));
      const lengths = [
        ...Array.from({ length: 300 }, (_, i) => i),
        ...Array.from({ length: 12 }, (_, i) => 2724 + i),
        8192,
        100_000,
      ];
      for (const length of lengths)
        expect(hmac.digest('x'.repeat(length)), String(length)).toBe(
          wanted(hash, secret, 'x'.repeat(length)),
        );
      for (const wide of [
        'é'.repeat(2730),
        '€'.repeat(2730),
        '€'.repeat(2731),
        '\ud83d\ude00'.repeat(1365),
        '\ud800'.repeat(2730),
      ])
        expect(hmac.digest(wide)).toBe(wanted(hash, secret, wide));
    },
  );

  it('is that of RFC 4231 §4.3', () => {
    const secret = secretOf(Buffer.from('Jefe'));
    const hex = Buffer.from(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      'hex',
    );
    expect(new Hmac('sha256', secret).digest('what do ya want for nothing?')).toBe(
      hex.toString('base64url'),
    );
  });

  it('is computed in kept memory on this runtime', () => {
    for (const hash of HASHES) expect(new Hmac(hash, secretOf(randomBytes(64))).isFast).toBe(true);
  });

  it('does not show its secret when it is printed', () => {
    const secret = Buffer.from('correct horse battery staple, and then some more of it');
    const hmac = new Hmac('sha256', secretOf(secret));
    hmac.digest('a token');
    expect(`${inspect(hmac, { depth: 9, showHidden: true })}${JSON.stringify(hmac)}`).not.toMatch(
      /horse|token|Buffer/,
    );
  });
});

describe('where kept memory cannot be trusted', () => {
  const secret = randomBytes(64);
  const cases: [string, object][] = [
    ['has no one-shot hash', { hash: undefined }],
    ['has one that gives something else', { hash: () => 'A'.repeat(43) }],
    [
      'has one that takes other arguments',
      {
        hash: () => {
          throw new TypeError('not these');
        },
      },
    ],
  ];
  it.each(cases)('createHmac is asked: a runtime that %s', async (_, changed) => {
    const Changed = await hmacWith(changed);
    const hmac = new Changed('sha256', secretOf(secret));
    expect(hmac.isFast).toBe(false);
    for (const text of ['', 'a.b', 'é'.repeat(100)])
      expect(hmac.digest(text)).toBe(wanted('sha256', secret, text));
  });
});

describe('on a runtime that has a hasher which takes the key in once', () => {
  /** The one of Bun, as far as it is used: the key is taken in when it is made, and each text is given to a copy. */
  class CryptoHasher {
    readonly #hash: string;
    readonly #key: Buffer;
    #text = '';
    constructor(hash: string, key: Uint8Array) {
      this.#hash = hash;
      this.#key = Buffer.from(key);
    }
    copy(): CryptoHasher {
      return new (this.constructor as typeof CryptoHasher)(this.#hash, this.#key);
    }
    update(text: string): this {
      this.#text += text;
      return this;
    }
    digest(encoding: 'base64url'): string {
      return createHmac(this.#hash, this.#key).update(this.#text).digest(encoding);
    }
  }

  it('that hasher is asked', () => {
    let asked = 0;
    class Counting extends CryptoHasher {
      override copy(): CryptoHasher {
        asked++;
        return super.copy();
      }
    }
    vi.stubGlobal('Bun', { CryptoHasher: Counting });
    const secret = Buffer.from('a secret of 300 octets'.padEnd(300, '.'));
    const hmac = new Hmac('sha512', secretOf(secret));
    expect(hmac.isFast).toBe(true);
    asked = 0;
    for (const text of ['', 'a.b', 'é'.repeat(100), 'x'.repeat(9000)])
      expect(hmac.digest(text)).toBe(wanted('sha512', secret, text));
    expect(asked).toBe(4);
  });

  it('createHmac is asked instead where that gives something else, though it be for one text alone', () => {
    class Wrong extends CryptoHasher {
      override update(text: string): this {
        return super.update(text.replaceAll('\ud800', '?'));
      }
    }
    const secret = randomBytes(64);
    for (const Hasher of [Wrong, class {}]) {
      vi.stubGlobal('Bun', { CryptoHasher: Hasher });
      const hmac = new Hmac('sha256', secretOf(secret));
      expect(hmac.isFast).toBe(false);
      expect(hmac.digest('a.b')).toBe(wanted('sha256', secret, 'a.b'));
    }
  });
});
