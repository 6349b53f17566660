import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Hmac } from '../../../src/token/crypto/hmac.ts';

const HASHES = ['sha256', 'sha384', 'sha512'] as const;
const secretOf = (bytes: Uint8Array) => createSecretKey(bytes);
const expected = (hash: string, bytes: Uint8Array, text: string) =>
  createHmac(hash, bytes).update(text).digest('base64url');

afterEach(() => {
  vi.unstubAllGlobals();
  vi.doUnmock('node:crypto');
  vi.resetModules();
});

/** The module as a runtime with another `node:crypto` would load it. */
async function hmacWith(changed: object): Promise<typeof Hmac> {
  vi.resetModules();
  vi.doMock('node:crypto', async (original) => ({ ...(await original<object>()), ...changed }));
  return (await import('../../../src/token/crypto/hmac.ts')).Hmac;
}

describe('Hmac', () => {
  it.each(HASHES)(
    'gives what createHmac gives, for %s, secrets and strings of every kind and length',
    (hash) => {
      const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });
      const text = fc.oneof(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ maxLength: 4000 }),
        fc.string({ unit: 'grapheme' }),
      );
      fc.assert(
        fc.property(bytes, fc.array(text, { minLength: 1, maxLength: 4 }), (secret, texts) => {
          const hmac = new Hmac(hash, secretOf(secret));
          // Several with one key: what a longer text leaves behind must not count for the next.
          for (const one of texts) expect(hmac.digest(one)).toBe(expected(hash, secret, one));
        }),
        { numRuns: 400 },
      );
    },
  );

  it.each(HASHES)(
    'gives what createHmac gives, for %s, at each length around ends of blocks and of the buffer',
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
          expected(hash, secret, 'x'.repeat(length)),
        );
      for (const wide of [
        'é'.repeat(2730),
        '€'.repeat(2730),
        '€'.repeat(2731),
        '\ud83d\ude00'.repeat(1365),
        '\ud800'.repeat(2730),
      ])
        expect(hmac.digest(wide)).toBe(expected(hash, secret, wide));
    },
  );

  it('gives the result of RFC 4231 §4.3', () => {
    const secret = secretOf(Buffer.from('Jefe'));
    const hex = Buffer.from(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
      'hex',
    );
    expect(new Hmac('sha256', secret).digest('what do ya want for nothing?')).toBe(
      hex.toString('base64url'),
    );
  });

  it('is fast on this runtime', () => {
    for (const hash of HASHES) expect(new Hmac(hash, secretOf(randomBytes(64))).isFast).toBe(true);
  });

  it('does not show its secret if it is printed', () => {
    const secret = Buffer.from('correct horse battery staple, and then some more of it');
    const hmac = new Hmac('sha256', secretOf(secret));
    hmac.digest('a token');
    expect(`${inspect(hmac, { depth: 9, showHidden: true })}${JSON.stringify(hmac)}`).not.toMatch(
      /horse|token|Buffer/,
    );
  });
});

describe('Hmac on a runtime without a usable one-shot hash', () => {
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
  it.each(cases)('uses createHmac on a runtime that %s', async (_, changed) => {
    const Changed = await hmacWith(changed);
    const hmac = new Changed('sha256', secretOf(secret));
    expect(hmac.isFast).toBe(false);
    for (const text of ['', 'a.b', 'é'.repeat(100)])
      expect(hmac.digest(text)).toBe(expected('sha256', secret, text));
  });
});

describe('Hmac on a runtime with the hasher of Bun', () => {
  /** As much of the hasher as is used: it takes the key, and a copy of it takes each text. */
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

  it('uses that hasher', () => {
    let copies = 0;
    class Counting extends CryptoHasher {
      override copy(): CryptoHasher {
        copies++;
        return super.copy();
      }
    }
    vi.stubGlobal('Bun', { CryptoHasher: Counting });
    const secret = Buffer.from('a secret of 300 bytes'.padEnd(300, '.'));
    const hmac = new Hmac('sha512', secretOf(secret));
    expect(hmac.isFast).toBe(true);
    copies = 0;
    for (const text of ['', 'a.b', 'é'.repeat(100), 'x'.repeat(9000)])
      expect(hmac.digest(text)).toBe(expected('sha512', secret, text));
    expect(copies).toBe(4);
  });

  it('uses createHmac if the hasher gives another result, even if only for one string', () => {
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
      expect(hmac.digest('a.b')).toBe(expected('sha256', secret, 'a.b'));
    }
  });
});
