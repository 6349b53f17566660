import type { KeyPairKeyObjectResult } from 'node:crypto';
import { createSecretKey, generateKeyPairSync, KeyObject, webcrypto } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../../src/keys/algorithm.ts';
import { importKey } from '../../../src/keys/import/import-key.ts';
import type { KeyInput } from '../../../src/keys/import/key-input.ts';
import {
  faultsOf,
  isPair,
  jwkOf,
  pairAlgorithms,
  pairFor,
  pairOf,
  pemOf,
  secretAlgorithms,
  secretText,
} from '../sample-keys.ts';

const faults = (options: object): string =>
  faultsOf(() => importKey(options as Parameters<typeof importKey>[0])).join('\n');

describe.each(pairAlgorithms)('importKey for %s', (algorithm) => {
  const pair = pairFor(algorithm);
  const forms: [string, (key: KeyObject) => KeyInput][] = [
    ['PEM', (key) => pemOf(key)],
    ['bytes of PEM', (key) => Buffer.from(pemOf(key))],
    ['a JWK', (key) => jwkOf(key)],
    ['a KeyObject', (key) => key],
  ];

  it.each(forms)('accepts both keys as %s', (_, form) => {
    const key = importKey({
      algorithm,
      privateKey: form(pair.privateKey),
      publicKey: form(pair.publicKey),
    });
    expect(key.algorithm).toBe(algorithm);
    expect(isPair(key, pair)).toBe(true);
  });

  it.each(forms)('derives the public key from a private key as %s', (_, form) => {
    const key = importKey({ algorithm, privateKey: form(pair.privateKey) });
    expect(key.verifyingKey.type).toBe('public');
    expect(isPair(key, pair)).toBe(true);
  });

  it.each(forms)('accepts a public key alone as %s, which cannot sign', (_, form) => {
    const key = importKey({ algorithm, publicKey: form(pair.publicKey) });
    expect(key.signingKey).toBeNull();
    expect(key.verifyingKey.equals(pair.publicKey)).toBe(true);
  });

  it('rejects keys of two different pairs', () => {
    const other = pairOf(
      `${algorithm.startsWith('RS') || algorithm.startsWith('PS') ? 'rsa' : (pair.publicKey.asymmetricKeyDetails?.namedCurve ?? 'ed25519')}#2`,
    );
    expect(
      faults({ algorithm, privateKey: pair.privateKey, publicKey: other.publicKey }),
    ).toContain('does not belong to privateKey');
  });

  it.each(forms)(
    'rejects a public key as privateKey, and the other way round, as %s',
    (_, form) => {
      expect(faults({ algorithm, privateKey: form(pair.publicKey) })).toContain(
        'privateKey is a public key',
      );
      expect(faults({ algorithm, publicKey: form(pair.privateKey) })).toContain(
        'publicKey is a private key',
      );
    },
  );

  it('rejects a secret', () => {
    expect(faults({ algorithm, privateKey: secretText() })).toContain('privateKey is not PEM');
    expect(faults({ algorithm, privateKey: createSecretKey(Buffer.alloc(64, 7)) })).toContain(
      'is a secret',
    );
    expect(faults({ algorithm, privateKey: { kty: 'oct', k: secretText() } })).toContain(
      'is a secret',
    );
  });

  it('does not show key material if a key is inspected or written as JSON', () => {
    const key = importKey({ algorithm, privateKey: jwkOf(pair.privateKey) });
    const shown = inspect(key, { showHidden: true, depth: 9 }) + JSON.stringify(key);
    expect(shown).not.toContain(jwkOf(pair.privateKey).d);
    expect(shown).toContain(algorithm);
  });
});

describe.each(secretAlgorithms)('importKey for %s', (algorithm) => {
  const text = secretText();
  const forms: [string, KeyInput, Buffer][] = [
    ['a string, by its UTF-8 bytes', text, Buffer.from(text)],
    ['bytes', Buffer.from(text, 'base64url'), Buffer.from(text, 'base64url')],
    ['an oct JWK', { kty: 'oct', k: text }, Buffer.from(text, 'base64url')],
    ['a KeyObject', createSecretKey(text, 'utf8'), Buffer.from(text)],
  ];

  it.each(forms)('accepts a secret as %s', (_, input, bytes) => {
    const key = importKey({ algorithm, privateKey: input });
    expect(key.verifyingKey.export()).toEqual(bytes);
    expect(key.signingKey).toBe(key.verifyingKey);
  });

  it('rejects a publicKey, which an HMAC algorithm does not use', () => {
    expect(faults({ algorithm, privateKey: text, publicKey: text })).toContain(
      'publicKey is not used',
    );
  });

  it('does not show key material if a key is inspected or written as JSON', () => {
    const key = importKey({ algorithm, privateKey: text });
    expect(inspect(key, { showHidden: true, depth: 9 }) + JSON.stringify(key)).not.toContain(text);
  });
});

describe('importKey', () => {
  it.each([
    [undefined, 'missing'],
    [null, 'missing'],
    ['', 'empty'],
  ])('says how to make a key if the key is %j', (privateKey, word) => {
    expect(faults({ algorithm: 'HS512', privateKey })).toBe(
      `privateKey is ${word} and HS512 needs one: make it with "npx pyramidion secret"`,
    );
    expect(faults({ algorithm: 'ES256', privateKey })).toBe(
      `privateKey is ${word} and ES256 needs one: make it with "npx pyramidion keys new"`,
    );
  });

  it('rejects an empty private key beside a valid public key, because it was meant to sign', () => {
    const { publicKey } = pairOf('prime256v1');
    expect(faults({ algorithm: 'ES256', privateKey: '', publicKey })).toContain(
      'privateKey is empty',
    );
    expect(faults({ algorithm: 'ES256', privateKey: null, publicKey })).toContain(
      'privateKey is missing',
    );
  });

  it.each([[42], [true], [() => 'x'], [Symbol('k')]])(
    'rejects %s, which is not a form of key',
    (privateKey) => {
      expect(faults({ algorithm: 'HS256', privateKey })).toContain(
        `privateKey is a ${typeof privateKey}`,
      );
      expect(faults({ algorithm: 'RS256', privateKey })).toContain(
        `privateKey is a ${typeof privateKey}`,
      );
    },
  );

  it('rejects an unknown algorithm, and suggests the nearest', () => {
    expect(faults({ algorithm: 'hs512', privateKey: secretText() })).toContain(
      'did you mean HS512?',
    );
    for (const algorithm of ['none', 'None', '', undefined, 'toString', '__proto__', 'ES256K']) {
      expect(faults({ algorithm, privateKey: secretText() })).toContain('algorithm is not known');
    }
  });

  it('uses the given name of the key in its messages', () => {
    expect(faults({ algorithm: 'HS512', privateKey: '', name: 'JWT_PRIVATE_KEY' })).toMatch(
      /^JWT_PRIVATE_KEY is empty/,
    );
    expect(
      faults({ algorithm: 'ES256', publicKey: 'short', publicName: 'JWT_PUBLIC_KEY' }),
    ).toMatch(/^JWT_PUBLIC_KEY is not PEM/);
  });

  it('reports the faults of both keys at once', () => {
    const { privateKey, publicKey } = pairOf('secp384r1');
    expect(faultsOf(() => importKey({ algorithm: 'ES256', privateKey, publicKey }))).toEqual([
      'privateKey does not fit ES256: set algorithm to ES384, which it fits',
      'publicKey does not fit ES256: set algorithm to ES384, which it fits',
    ]);
  });

  it('uses the given kid, else that of the JWK, else none', () => {
    const jwk = { kty: 'oct', k: secretText(), kid: 'of the jwk' };
    expect(importKey({ algorithm: 'HS256', privateKey: jwk }).kid).toBe('of the jwk');
    expect(importKey({ algorithm: 'HS256', privateKey: jwk, kid: 'of the jwk' }).kid).toBe(
      'of the jwk',
    );
    expect(importKey({ algorithm: 'HS256', privateKey: jwk.k, kid: 'given' }).kid).toBe('given');
    expect(importKey({ algorithm: 'HS256', privateKey: jwk.k }).kid).toBeNull();
  });

  it('returns a frozen key', () => {
    expect(Object.isFrozen(importKey({ algorithm: 'HS256', privateKey: secretText() }))).toBe(true);
    expect(
      Object.isFrozen(importKey({ algorithm: 'EdDSA', privateKey: pairOf('ed25519').privateKey })),
    ).toBe(true);
  });

  it('accepts Ed448 for EdDSA and rejects it for Ed25519', () => {
    const pair = pairOf('ed448');
    expect(
      isPair(
        importKey({
          algorithm: 'EdDSA',
          privateKey: jwkOf(pair.privateKey),
          publicKey: pemOf(pair.publicKey),
        }),
        pair,
      ),
    ).toBe(true);
    expect(faults({ algorithm: 'Ed25519', publicKey: pair.publicKey })).toContain(
      'set algorithm to EdDSA',
    );
  });

  it('rejects a private key whose public members belong to another key', () => {
    for (const kind of ['prime256v1', 'ed25519', 'rsa']) {
      const algorithm = ({ prime256v1: 'ES256', ed25519: 'EdDSA', rsa: 'RS256' } as const)[
        kind
      ] as Algorithm;
      const { x, y, n, e } = jwkOf(pairOf(`${kind}#2`).privateKey);
      const strange = Object.entries({ ...jwkOf(pairOf(kind).privateKey), x, y, n, e }).filter(
        ([, value]) => value !== undefined,
      );
      expect(faults({ algorithm, privateKey: Object.fromEntries(strange) })).toMatch(
        /does not belong to its own public key|are not a key/,
      );
    }
  });

  it('rejects a private JWK whose d is zero', () => {
    const d = Buffer.alloc(32).toString('base64url');
    expect(
      faults({ algorithm: 'ES256', privateKey: { ...jwkOf(pairOf('prime256v1').privateKey), d } }),
    ).toContain('its own public key');
  });

  it('never quotes key material in a message', () => {
    const jwk = jwkOf(pairOf('rsa').privateKey);
    const pem = pemOf(pairOf('rsa').privateKey);
    const line = pem.split('\n')[3] as string;
    const short = 'correct-horse';
    const attempts = [
      { algorithm: 'HS512', privateKey: pem },
      { algorithm: 'ES256', privateKey: pem },
      { algorithm: 'RS256', privateKey: pem.slice(0, 900) },
      { algorithm: 'RS256', privateKey: pem.replace(line, 'A'.repeat(64)) },
      { algorithm: 'RS256', privateKey: { ...jwk, qi: undefined } },
      { algorithm: 'RS256', privateKey: { ...jwk, d: `${jwk.d}!` } },
      { algorithm: 'ES256', privateKey: short },
    ];
    for (const attempt of attempts) {
      const message = faults(attempt);
      expect(message).not.toBe('');
      for (const part of [short, line, jwk.d, jwk.p, jwk.n])
        expect(message).not.toContain(part as string);
    }
  });
});

describe('importKey for a CryptoKey', () => {
  const { subtle } = webcrypto;
  const hashes = { 256: 'SHA-256', 384: 'SHA-384', 512: 'SHA-512' } as const;
  const sizeOf = (algorithm: Algorithm): 256 | 384 | 512 =>
    Number(algorithm.slice(2)) as 256 | 384 | 512;

  function parameters(algorithm: Algorithm): object {
    if (algorithm.startsWith('HS')) return { name: 'HMAC', hash: hashes[sizeOf(algorithm)] };
    if (algorithm.startsWith('ES'))
      return { name: 'ECDSA', namedCurve: `P-${algorithm === 'ES512' ? 521 : sizeOf(algorithm)}` };
    if (algorithm.startsWith('Ed')) return { name: 'Ed25519' };
    const name = algorithm.startsWith('PS') ? 'RSA-PSS' : 'RSASSA-PKCS1-v1_5';
    return {
      name,
      hash: hashes[sizeOf(algorithm)],
      modulusLength: 2048,
      publicExponent: new Uint8Array([1, 0, 1]),
    };
  }

  it.each(pairAlgorithms)(
    'accepts a pair for %s, even if it cannot be exported',
    async (algorithm) => {
      const made = (await subtle.generateKey(parameters(algorithm) as never, false, [
        'sign',
        'verify',
      ])) as unknown as webcrypto.CryptoKeyPair;
      const key = importKey({ algorithm, privateKey: made.privateKey });
      expect(
        isPair(key, {
          privateKey: KeyObject.from(made.privateKey),
          publicKey: KeyObject.from(made.publicKey),
        }),
      ).toBe(true);
      expect(importKey({ algorithm, publicKey: made.publicKey }).signingKey).toBeNull();
    },
  );

  it.each(secretAlgorithms)('accepts a secret for %s', async (algorithm) => {
    const made = (await subtle.generateKey(parameters(algorithm) as never, false, [
      'sign',
      'verify',
    ])) as unknown as webcrypto.CryptoKey;
    expect(
      importKey({ algorithm, privateKey: made }).verifyingKey.equals(KeyObject.from(made)),
    ).toBe(true);
  });

  it('rejects a key made for another algorithm, hash or usage', async () => {
    const pss = (await subtle.generateKey(parameters('PS256') as never, false, [
      'sign',
      'verify',
    ])) as unknown as webcrypto.CryptoKeyPair;
    expect(faults({ algorithm: 'RS256', privateKey: pss.privateKey })).toContain(
      'made for another algorithm',
    );
    expect(faults({ algorithm: 'PS512', publicKey: pss.publicKey })).toContain(
      'made for another hash: make it again for PS512',
    );
    const half = (await subtle.generateKey(parameters('HS512') as never, false, [
      'verify',
    ])) as unknown as webcrypto.CryptoKey;
    expect(faults({ algorithm: 'HS512', privateKey: half })).toContain(
      'usages do not include sign and verify',
    );
    expect(faults({ algorithm: 'HS256', privateKey: half })).toContain(
      'made for another hash: make it again for HS256',
    );
    const agreeing = (await subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, [
      'deriveBits',
    ])) as unknown as webcrypto.CryptoKeyPair;
    expect(faults({ algorithm: 'ES256', privateKey: agreeing.privateKey })).toContain(
      'made for another algorithm',
    );
    const secp384 = (await subtle.generateKey(parameters('ES384') as never, false, [
      'sign',
      'verify',
    ])) as unknown as webcrypto.CryptoKeyPair;
    expect(faults({ algorithm: 'ES256', publicKey: secp384.publicKey })).toContain(
      'set algorithm to ES384',
    );
  });
});

describe('importKey for RSA-PSS keys with parameters of their own', () => {
  // A function, because Bun cannot make such keys: at the top it would keep the file from loading.
  const restricted = (): KeyPairKeyObjectResult =>
    generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha256',
      mgf1HashAlgorithm: 'sha256',
      saltLength: 32 as never, // The types of Node 20 call it a string.
    });

  it('accepts them for the algorithm of their parameters', () => {
    const made = restricted();
    const free = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    expect(
      faults({ algorithm: 'PS256', privateKey: made.privateKey, publicKey: pemOf(made.publicKey) }),
    ).toBe('');
    expect(faults({ algorithm: 'PS384', privateKey: free.privateKey })).toBe('');
  });

  it('rejects them for another hash, and for RS256', () => {
    const made = restricted();
    expect(faults({ algorithm: 'PS384', publicKey: made.publicKey })).toContain(
      'restricted by its own PSS parameters',
    );
    expect(faults({ algorithm: 'RS256', privateKey: pemOf(made.privateKey) })).toContain(
      'set algorithm to PS256, which it fits',
    );
  });
});
