import { describe, expect, it } from 'vitest';
import { PAIR_ALGORITHMS, PublishedKeys } from '../../../src/keys/remote/published-keys.ts';
import type { Algorithm } from '../../../src/index.ts';
import { jwkOf, pairOf } from '../sample-keys.ts';
import { published } from './provider.ts';

const read = (
  keys: readonly unknown[],
  algorithms: readonly Algorithm[] = PAIR_ALGORITHMS,
  previous: PublishedKeys | null = null,
): PublishedKeys => PublishedKeys.read({ keys }, algorithms, previous);
const namesIn = ({ set }: PublishedKeys): string[] =>
  set.all.map(({ kid, algorithm }) => `${kid} ${algorithm}`);
const rsa = (more: object = {}): object => ({
  ...jwkOf(pairOf('rsa').publicKey),
  kid: 'r',
  ...more,
});

describe('a published set', () => {
  it.each([
    ['a string', 'key'],
    ['null', null],
    ['a list', []],
    ['a secret', { kty: 'oct', k: 'AAAA', kid: 'b' }],
    ['a private key', { ...jwkOf(pairOf('prime256v1#b').privateKey), kid: 'b', alg: 'ES256' }],
    ['a key for encryption', published('b', { use: 'enc' })],
    ['a curve of another kind', published('b', { crv: 'secp256k1' })],
    ['an unknown algorithm', published('b', { alg: 'XS256' })],
    ['an algorithm that is not its own', published('b', { alg: 'RS256' })],
    ['HS256', published('b', { alg: 'HS256' })],
    ['a number that is no number', published('b', { x: '%' })],
    ['a number that is an object', published('b', { x: { toString: 'x' } })],
    ['a kid that is a number', published('b', { kid: 7 })],
    ['a point that is not on the curve', published('b', { x: published('a').y })],
    ['an RSA key of 1 byte', { kty: 'RSA', n: 'AQ', e: 'AQAB', kid: 'b' }],
    ['a certificate only', { kty: 'RSA', x5c: ['AAAA'], kid: 'b' }],
  ])('leaves out %s, and keeps the rest (R048)', (_name, entry) => {
    expect(namesIn(read([entry, published('a')]))).toEqual(['a ES256']);
  });

  it('leaves out different keys of one kid and algorithm (R049)', () => {
    const twins = [published('a'), published('b', { kid: 'a' }), published('c')];
    expect(namesIn(read(twins))).toEqual(['c ES256']);
    expect(namesIn(read([published('a'), published('a', { x5t: 'AAAA' })]))).toEqual(['a ES256']);
  });

  it('binds a key that does not say its algorithm to the first allowed one that fits', () => {
    expect(namesIn(read([rsa()]))).toEqual(['r RS256']);
    expect(namesIn(read([rsa()], ['ES256', 'PS256']))).toEqual(['r PS256']);
    expect(() => read([rsa()], ['ES256'])).toThrow(/no key/);
    expect(namesIn(read([published('a', { alg: undefined })]))).toEqual(['a ES256']);
  });

  it('reads no key of an algorithm that is not allowed', () => {
    expect(namesIn(read([rsa({ alg: 'RS256' }), published('a')], ['ES256']))).toEqual(['a ES256']);
  });

  it('takes either name of Ed25519 for the other', () => {
    const jwk = { ...jwkOf(pairOf('ed25519').publicKey), kid: 'e' };
    expect(namesIn(read([{ ...jwk, alg: 'EdDSA' }], ['Ed25519']))).toEqual(['e EdDSA']);
    expect(namesIn(read([{ ...jwk, alg: 'Ed25519' }], ['EdDSA']))).toEqual(['e Ed25519']);
  });

  it('stays the same object while its keys do, in any order', () => {
    const first = read([published('a'), published('b')]);
    expect(read([published('b', { use: undefined }), published('a')], PAIR_ALGORITHMS, first)).toBe(
      first,
    );
    const next = read([published('a'), published('c')], PAIR_ALGORITHMS, first);
    expect(next).not.toBe(first);
    expect(next.set.all[0]).toBe(first.set.all[0]);
  });

  it('reads no inherited member', () => {
    const body = Object.create({ keys: [published('a')] }) as Record<string, unknown>;
    expect(() => PublishedKeys.read(body, PAIR_ALGORITHMS, null)).toThrow(/no list/);
  });
});
