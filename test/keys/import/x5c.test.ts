import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSecurity, keyRing } from '../../../src/index.ts';
import { resolveKeys } from '../../../src/keys/resolve-keys.ts';
import { certificate, jwkOf, pairOf, secretText } from '../sample-keys.ts';

const x5c = [certificate.toString('base64')];
const bare = { kty: 'EC', kid: 'a', x5c };
const resolve = (entry: object) => resolveKeys(keyRing([entry]), 'ES256');

describe('a JWK whose key is in its certificate', () => {
  it.each([
    ['as an entry', bare],
    ['as a key of an entry', { publicKey: bare }],
    ['with readX5c: false', { publicKey: bare, readX5c: false }],
    ['which says itself that it is to be read', { ...bare, readX5c: true }],
    ['in JSON', { publicKey: JSON.stringify(bare) }],
    ['with its curve', { publicKey: { ...bare, crv: 'P-256' } }],
    ['for RSA', { publicKey: { ...bare, kty: 'RSA' }, algorithm: 'RS256' }],
  ])('is refused with the name of the option: %s', (_, entry) => {
    expect(() => resolve(entry)).toThrow(/certificate \(x5c\).*readX5c: true/);
  });

  it('is refused so as publicKey, too', () => {
    const start = () =>
      createSecurity({ publicKey: bare, algorithm: 'ES256', expiration: 'never' });
    expect(start).toThrow(/^publicKey is a JWK whose key is in its certificate .*readX5c: true/);
  });

  it('is read if the entry says so, also from JSON', () => {
    for (const publicKey of [bare, JSON.stringify(bare)]) {
      const [key] = resolve({ publicKey, readX5c: true });
      expect(key?.kid).toBe('a');
      expect(key?.verifyingKey.equals(new X509Certificate(certificate).publicKey)).toBe(true);
    }
  });

  it('is checked as any other key: it must fit the algorithm', () => {
    expect(() => resolve({ publicKey: bare, readX5c: true, algorithm: 'ES384' })).toThrow(
      /keys\[0\]/,
    );
    expect(() => resolve({ publicKey: { ...bare, use: 'enc' }, readX5c: true })).toThrow(
      /use is not/,
    );
  });

  it('must be the key of the other members, if there are any (RFC 7517 §4.7)', () => {
    const own = jwkOf(new X509Certificate(certificate).publicKey);
    expect(resolve({ publicKey: { ...own, x5c }, readX5c: true })).toHaveLength(1);
    const other = { ...jwkOf(pairOf('prime256v1').publicKey), x5c };
    expect(() => resolve({ publicKey: other, readX5c: true })).toThrow(/x5c has another key/);
    expect(() => resolve({ publicKey: { ...bare, kty: 'RSA' }, readX5c: true })).toThrow(
      /another key/,
    );
  });

  it('is not looked at where the members have the key', () => {
    const own = { ...jwkOf(pairOf('prime256v1').publicKey), x5c: ['nonsense'] };
    expect(resolve(own)[0]?.verifyingKey.equals(pairOf('prime256v1').publicKey)).toBe(true);
  });

  it.each<[string, object, RegExp]>([
    ['no certificate', { publicKey: { ...bare, x5c: [] }, readX5c: true }, /is no JWK with x5c/],
    [
      'a certificate that is none',
      { publicKey: { ...bare, x5c: ['MIIB'] }, readX5c: true },
      /export it again/,
    ],
    [
      'x5c that is no list',
      { publicKey: { ...bare, x5c: x5c[0] }, readX5c: true },
      /is no JWK with x5c/,
    ],
    ['a number in x5c', { publicKey: { ...bare, x5c: [4] }, readX5c: true }, /is no JWK with x5c/],
    ['no JWK', { publicKey: 'x', readX5c: true }, /is no JWK with x5c/],
    [
      'no public key',
      { privateKey: secretText(), algorithm: 'HS512', readX5c: true },
      /is no JWK with x5c/,
    ],
    [
      'a readX5c that is no boolean',
      { publicKey: bare, readX5c: 'yes' },
      /^keys\[0\]\.readX5c is not a boolean/,
    ],
  ])('is refused with %s', (_, entry, message) => {
    expect(() => resolve(entry)).toThrow(message);
  });
});
