import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../../src/keys/algorithm.ts';
import { importKey } from '../../../src/keys/import/import-key.ts';
import type { Jwk } from '../../../src/keys/import/key-input.ts';
import { faultsOf, jwkOf, pairOf, secretText } from '../sample-keys.ts';

const ec = pairOf('prime256v1');
const rsa = pairOf('rsa');
const ed = pairOf('ed25519');
const fault = (
  algorithm: Algorithm,
  given: { privateKey?: unknown; publicKey?: unknown },
): string =>
  faultsOf(() =>
    importKey({ algorithm, ...(given as { privateKey?: Jwk; publicKey?: Jwk }) }),
  ).join();

/** Base64url of the same number, with one zero byte more, or without its first byte. */
const longer = (text = ''): string =>
  Buffer.concat([Buffer.alloc(1), Buffer.from(text, 'base64url')]).toString('base64url');
const shorter = (text = ''): string =>
  Buffer.from(text, 'base64url').subarray(1).toString('base64url');

describe('the use of a JWK', () => {
  const publicKey = jwkOf(ec.publicKey);
  const privateKey = jwkOf(ec.privateKey);

  it('may be "sig", with suitable key_ops and the same alg', () => {
    expect(
      fault('ES256', {
        publicKey: { ...publicKey, use: 'sig', key_ops: ['verify'], alg: 'ES256', ext: true },
      }),
    ).toBe('');
    expect(fault('ES256', { privateKey: { ...privateKey, key_ops: ['sign'] } })).toBe('');
    expect(
      fault('HS256', { privateKey: { kty: 'oct', k: secretText(), key_ops: ['verify', 'sign'] } }),
    ).toBe('');
  });

  it('may not be another than "sig"', () => {
    for (const use of ['enc', '', null, 7])
      expect(fault('ES256', { publicKey: { ...publicKey, use } })).toContain('use is not "sig"');
    expect(fault('HS256', { privateKey: { kty: 'oct', k: secretText(), use: 'enc' } })).toContain(
      'use is not "sig"',
    );
  });

  it('needs key_ops that allow it, if there are any', () => {
    for (const key_ops of [
      [],
      ['sign'],
      ['encrypt'],
      'verify',
      null,
      ['verify', 'verify'],
      { 0: 'verify' },
    ]) {
      expect(fault('ES256', { publicKey: { ...publicKey, key_ops } })).toContain(
        'key_ops do not include verify',
      );
    }
    expect(fault('ES256', { privateKey: { ...privateKey, key_ops: ['verify'] } })).toContain(
      'key_ops do not include sign',
    );
    expect(
      fault('HS256', { privateKey: { kty: 'oct', k: secretText(), key_ops: ['sign'] } }),
    ).toContain('sign and verify');
  });

  it('needs the same alg, if there is one', () => {
    for (const alg of ['ES384', 'es256', 'none', '', null])
      expect(fault('ES256', { publicKey: { ...publicKey, alg } })).toContain('alg is not ES256');
    expect(fault('PS256', { publicKey: { ...jwkOf(rsa.publicKey), alg: 'RS256' } })).toContain(
      'alg is not PS256',
    );
    expect(fault('HS256', { privateKey: { kty: 'oct', k: secretText(), alg: 'HS512' } })).toContain(
      'alg is not HS256',
    );
  });

  it('is not looked for in a JWK Set, or in an object that is not a JWK', () => {
    expect(fault('ES256', { publicKey: { keys: [publicKey] } })).toContain('keyRing(set.keys)');
    for (const object of [{}, [], { x: publicKey.x }, new Map(), Promise.resolve('x')])
      expect(fault('ES256', { publicKey: object })).toContain('object without kty');
  });

  it('is not read from inherited members', () => {
    expect(fault('ES256', { publicKey: Object.create(publicKey) })).toContain('object without kty');
    const { d: _, ...rest } = privateKey;
    expect(
      fault('ES256', { privateKey: Object.assign(Object.create({ d: privateKey.d }), rest) }),
    ).toContain('privateKey is a public key');
  });
});

describe('the members of a JWK', () => {
  it('may not be private in a public key', () => {
    for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi']) {
      expect(
        fault('RS256', { publicKey: { ...jwkOf(rsa.publicKey), [member]: 'AQAB' } }),
      ).toContain('publicKey is a private key');
    }
    expect(fault('ES256', { publicKey: jwkOf(ec.privateKey) })).toContain(
      'publicKey is a private key',
    );
    expect(fault('EdDSA', { publicKey: jwkOf(ed.privateKey) })).toContain(
      'publicKey is a private key',
    );
  });

  it('must have their full length if they are coordinates', () => {
    for (const member of ['x', 'y'] as const) {
      const jwk = jwkOf(ec.publicKey);
      expect(fault('ES256', { publicKey: { ...jwk, [member]: longer(jwk[member]) } })).toContain(
        `${member} has 33 bytes instead of 32`,
      );
      expect(fault('ES256', { publicKey: { ...jwk, [member]: shorter(jwk[member]) } })).toContain(
        `${member} has 31 bytes instead of 32`,
      );
    }
    expect(
      fault('ES256', {
        privateKey: { ...jwkOf(ec.privateKey), d: longer(jwkOf(ec.privateKey).d) },
      }),
    ).toContain('d has 33 bytes');
    expect(
      fault('EdDSA', { publicKey: { ...jwkOf(ed.publicKey), x: shorter(jwkOf(ed.publicKey).x) } }),
    ).toContain('x has 31 bytes');
  });

  it('must be a point on the curve', () => {
    const { x, ...rest } = jwkOf(ec.publicKey);
    const strange = Buffer.from(x as string, 'base64url');
    strange[31] = (strange[31] as number) ^ 1;
    expect(fault('ES256', { publicKey: { ...rest, x: strange.toString('base64url') } })).toContain(
      'is the point on its curve?',
    );
    const zero = Buffer.alloc(32).toString('base64url');
    expect(fault('ES256', { publicKey: { ...rest, x: zero, y: zero } })).toContain(
      'is the point on its curve?',
    );
  });

  it('may not be missing, and must be canonical base64url', () => {
    for (const member of ['n', 'e'] as const) {
      const jwk = jwkOf(rsa.publicKey);
      for (const value of [undefined, '', 7, null])
        expect(fault('RS256', { publicKey: { ...jwk, [member]: value } })).toContain(
          `without ${member}`,
        );
      for (const value of [
        `${jwk[member]}=`,
        ` ${jwk[member]}`,
        `${jwk[member]}!`,
        `${jwk[member]}+/`,
      ]) {
        expect(fault('RS256', { publicKey: { ...jwk, [member]: value } })).toContain(
          `${member} is not canonical base64url`,
        );
      }
    }
    for (const member of ['p', 'q', 'dp', 'dq', 'qi']) {
      expect(
        fault('RS256', { privateKey: { ...jwkOf(rsa.privateKey), [member]: undefined } }),
      ).toContain(`without ${member}`);
    }
    expect(fault('HS256', { privateKey: { kty: 'oct' } })).toContain('without k');
    expect(fault('HS256', { privateKey: { kty: 'oct', k: `${secretText()}==` } })).toContain(
      'k is not canonical base64url',
    );
  });

  it('must be of a kty and a curve that can sign', () => {
    expect(fault('ES256', { publicKey: { ...jwkOf(ec.publicKey), kty: 'RSA' } })).toContain(
      'without n',
    );
    for (const kty of ['ec', 'AKP', '__proto__', 'constructor'])
      expect(fault('ES256', { publicKey: { ...jwkOf(ec.publicKey), kty } })).toContain(
        'kty is not',
      );
    const x25519 = jwkOf(pairOf('x25519').publicKey);
    expect(x25519.crv).toBe('X25519');
    expect(fault('EdDSA', { publicKey: x25519 })).toContain('X25519 and X448 cannot sign');
    expect(fault('EdDSA', { publicKey: { ...jwkOf(ed.publicKey), crv: 'P-256' } })).toContain(
      'crv no supported algorithm signs with',
    );
    expect(fault('ES256', { publicKey: { ...jwkOf(ec.publicKey), crv: 'secp256k1' } })).toContain(
      'use P-256',
    );
    expect(fault('HS256', { privateKey: jwkOf(ec.privateKey) })).toContain('a JWK of a key pair');
  });

  it('may not be those of an RSA key with more than two primes', () => {
    expect(fault('RS256', { privateKey: { ...jwkOf(rsa.privateKey), oth: [] } })).toContain(
      'more than two primes',
    );
  });
});
