import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../src/keys/algorithm.ts';
import type { KeyRingEntry } from '../../src/keys/keyring.ts';
import { KeyRing, keyRing } from '../../src/keys/keyring.ts';
import { resolveKeys } from '../../src/keys/resolve-keys.ts';
import { faultsOf, jwkOf, pairOf, pemOf, secretText } from './sample-keys.ts';

const resolve = (entries: readonly unknown[], algorithm: Algorithm = 'HS512') =>
  resolveKeys(keyRing(entries as KeyRingEntry[]), algorithm);
const faults = (entries: readonly unknown[], algorithm: Algorithm = 'HS512'): string =>
  faultsOf(() => resolve(entries, algorithm)).join('\n');

const ec = pairOf('prime256v1');
const ec2 = pairOf('prime256v1#2');
const p384 = pairOf('secp384r1');

describe('keyRing', () => {
  it('keeps the order of its keys, the signing key first', () => {
    const keys = resolve([
      { kid: 'b', privateKey: secretText() },
      { kid: 'a', privateKey: secretText() },
    ]);
    expect(keys.map((key) => key.kid)).toEqual(['b', 'a']);
    expect(Object.isFrozen(keys)).toBe(true);
  });

  it('throws if it is not given a list, or an empty one', () => {
    for (const entries of [[], undefined, null, 'text', {}]) {
      expect(faultsOf(() => keyRing(entries as never))).toEqual([
        'keyRing takes a list of at least one key',
      ]);
    }
  });

  it('is not affected by what happens to its entries later', () => {
    const entry = { kid: 'first', privateKey: secretText() };
    const entries = [entry];
    const ring = keyRing(entries);
    entry.kid = 'second';
    entry.privateKey = 'short';
    entries.pop();
    expect(resolveKeys(ring, 'HS512').map((key) => key.kid)).toEqual(['first']);
  });

  it('is not affected by bytes that are wiped later, or by a JWK that is changed', () => {
    const bytes = randomBytes(64);
    const copy = Buffer.from(bytes);
    const jwk = { kty: 'oct', k: randomBytes(64).toString('base64url') };
    const ring = keyRing([
      { kid: 'bytes', privateKey: bytes },
      { kid: 'jwk', privateKey: jwk },
    ]);
    bytes.fill(0);
    jwk.k = 'AAAA';
    const keys = resolveKeys(ring, 'HS512');
    expect(keys[0]?.verifyingKey.export()).toEqual(copy);
    expect(keys[1]?.verifyingKey.symmetricKeySize).toBe(64);
  });

  it('does not show its keys', () => {
    const secret = secretText();
    const ring = keyRing([{ kid: 'a', privateKey: secret }]);
    expect(ring).toBeInstanceOf(KeyRing);
    expect(Object.isFrozen(ring)).toBe(true);
    expect(
      inspect(ring, { showHidden: true, depth: 9 }) +
        JSON.stringify(ring) +
        JSON.stringify(Reflect.ownKeys(ring)),
    ).not.toContain(secret);
  });
});

describe('resolveKeys', () => {
  it('imports privateKey and publicKey as one key', () => {
    const [key, ...others] = resolveKeys(
      { privateKey: pemOf(ec.privateKey), publicKey: pemOf(ec.publicKey) },
      'ES256',
    );
    expect(others).toEqual([]);
    expect(key?.verifyingKey.equals(ec.publicKey)).toBe(true);
    expect(faultsOf(() => resolveKeys({ privateKey: '' }, 'HS512', 'issuers[1].')).join()).toMatch(
      /^issuers\[1\]\.privateKey is empty/,
    );
  });

  it('binds a key to its own algorithm, else to the alg of its JWK, else to the default', () => {
    const rsa = pairOf('rsa');
    const keys = resolve(
      [
        { kid: 'own', algorithm: 'ES384', privateKey: p384.privateKey },
        { ...jwkOf(rsa.privateKey), kid: 'jwk', alg: 'PS256' },
        { kid: 'inside', publicKey: { ...jwkOf(pairOf('ed25519').publicKey), alg: 'Ed25519' } },
        { kid: 'default', publicKey: ec.publicKey },
      ],
      'ES256',
    );
    expect(keys.map((key) => key.algorithm)).toEqual(['ES384', 'PS256', 'Ed25519', 'ES256']);
  });

  it('accepts JWKs as entries: private, public and secret', () => {
    const [first, second] = resolve(
      [
        { ...jwkOf(ec.privateKey), kid: '1' },
        { ...jwkOf(ec2.publicKey), kid: '2' },
      ],
      'ES256',
    );
    expect([first?.signingKey?.type, second?.signingKey]).toEqual(['private', null]);
    expect(resolve([{ kty: 'oct', k: secretText(), kid: 's' }])[0]?.signingKey?.type).toBe(
      'secret',
    );
  });

  it('cannot sign if all keys are public', () => {
    const keys = resolve(
      [
        { kid: '1', publicKey: ec.publicKey },
        { kid: '2', publicKey: ec2.publicKey },
      ],
      'ES256',
    );
    expect(keys.every((key) => key.signingKey === null)).toBe(true);
  });

  it('allows one key without kid beside those with one', () => {
    expect(faults([{ kid: 'new', privateKey: secretText() }, { privateKey: secretText() }])).toBe(
      '',
    );
  });

  it.each<[string, unknown[], string]>([
    [
      'two keys of the same kid',
      [
        { kid: 'a', privateKey: secretText() },
        { kid: 'a', privateKey: secretText() },
      ],
      'two keys with the same kid',
    ],
    [
      'two keys without kid',
      [{ privateKey: secretText() }, { privateKey: secretText() }],
      'several keys without kid',
    ],
    [
      'a public key in first place and a private key behind it',
      [
        { kid: '1', algorithm: 'ES256', publicKey: ec.publicKey },
        { kid: '2', algorithm: 'ES256', privateKey: ec2.privateKey },
      ],
      'begins with a public key',
    ],
    ['an entry that is not an object', ['text'], 'keys[0] is not an entry'],
    ['an entry without a key', [{ kid: 'a' }], 'keys[0].privateKey is missing'],
    [
      'an unknown algorithm',
      [{ kid: 'a', algorithm: 'none', privateKey: secretText() }],
      'keys[0]: algorithm is not known',
    ],
    [
      'a JWK for encryption',
      [{ kty: 'oct', k: secretText(), alg: 'A256GCM', kid: 'a' }],
      'algorithm is not known',
    ],
  ])('rejects %s', (_, entries, fault) => {
    expect(faults(entries)).toContain(fault);
  });

  it('accepts secrets beside pairs, each with its own algorithm (R020)', () => {
    const keys = resolve([
      { kid: 'new', algorithm: 'ES256', privateKey: ec.privateKey },
      { kid: 'old', algorithm: 'HS512', privateKey: secretText() },
    ]);
    expect(keys.map(({ algorithm }) => algorithm)).toEqual(['ES256', 'HS512']);
  });

  it('leaves out what cannot be used of a published set (RFC 7517 §5)', () => {
    const rsa = { ...jwkOf(pairOf('rsa').publicKey), kid: 'good', alg: 'RS256' };
    const unusable = [
      { ...rsa, kid: 'enc', use: 'enc' },
      { kty: 'EC', crv: 'secp256k1', alg: 'ES256K', x: 'AA', y: 'AA', kid: 'k' },
      { kty: 'AKP', alg: 'ML-DSA-44', pub: 'AA', kid: 'pq' },
      { kty: 'RSA', kid: 'x5c', x5c: ['MIIB'] },
      { ...rsa, kid: 'ops', key_ops: ['encrypt'] },
      { kty: 'OKP', crv: 'X25519', x: 'AA', kid: 'dh' },
    ];
    expect(resolve([...unusable, rsa], 'RS256').map(({ kid }) => kid)).toEqual(['good']);
    for (const one of unusable) expect(faults([one], 'RS256')).not.toBe('');
    expect(faults([{ kid: 'own', privateKey: secretText() }, ...unusable])).toContain('keys[1]');
  });

  it('allows an Ed25519 key twice, by the two names of its algorithm (RFC 9864)', () => {
    const { publicKey } = pairOf('ed25519');
    expect(
      faults([
        { kid: 'a', algorithm: 'EdDSA', publicKey },
        { kid: 'b', algorithm: 'Ed25519', publicKey },
      ]),
    ).toBe('');
  });

  it('rejects a secret that is a number of the public key of another entry (R038)', () => {
    const rsa = pairOf('rsa').publicKey;
    const n = jwkOf(rsa).n as string;
    const raw = Buffer.from(n, 'base64url');
    const x = jwkOf(ec.publicKey).x as string;
    for (const privateKey of [
      n,
      raw,
      raw.toString('hex'),
      raw.toString('base64'),
      `k=${x}`,
      { kty: 'oct', k: n },
    ])
      expect(
        faults([
          { kid: 'r', algorithm: 'RS256', publicKey: rsa },
          { kid: 'e', algorithm: 'ES256', publicKey: ec.publicKey },
          { kid: 's', algorithm: 'HS512', privateKey },
        ]),
      ).toContain('the public number of another');
  });

  it('rejects one key with two kids or two algorithms', () => {
    const rsa = pairOf('rsa');
    const secret = secretText();
    expect(
      faults([
        { kid: '1', algorithm: 'RS256', privateKey: rsa.privateKey },
        { kid: '2', algorithm: 'PS256', publicKey: rsa.publicKey },
      ]),
    ).toContain('same key twice');
    expect(
      faults([
        { kid: '1', privateKey: secret },
        { kid: '2', algorithm: 'HS256', privateKey: secret },
      ]),
    ).toContain('same key twice');
  });

  it('refuses a misspelt member, and does not report what is missing because of it', () => {
    expect(
      faultsOf(() =>
        resolve([
          { kid: 'a', algorthm: 'HS256', privateKey: secretText() } as object,
          { kid: 'b', secret: secretText() } as object,
        ]),
      ),
    ).toEqual([
      'keys[0] has no option "algorthm": did you mean algorithm?',
      'keys[1] has no option "secret": did you mean privateKey?',
    ]);
  });

  it('reports the faults of all keys at once, each with its place', () => {
    const list = faultsOf(() =>
      resolve([
        { kid: 'a', privateKey: '' },
        { kid: 'b', algorithm: 'ES256', publicKey: p384.publicKey },
        { kid: '', privateKey: secretText() },
      ]),
    );
    expect(list).toHaveLength(3);
    expect(list[0]).toMatch(/^keys\[0\]\.privateKey is empty/);
    expect(list[1]).toMatch(/^keys\[1\]\.publicKey does not fit ES256/);
    expect(list[2]).toMatch(/^keys\[2\]\.privateKey has a kid/);
  });
});
