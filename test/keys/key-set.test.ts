import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../src/keys/algorithm.ts';
import { importKey } from '../../src/keys/import/import-key.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import type { Key } from '../../src/keys/key-set.ts';
import { pairFor, secretText } from './sample-keys.ts';

const named = (algorithm: Algorithm, kid?: string): Key =>
  importKey({
    algorithm,
    kid,
    privateKey: algorithm.startsWith('HS') ? secretText() : pairFor(algorithm).privateKey,
  });

function found(set: KeySet, alg: string, kid?: string): Key | string {
  const result = set.find(alg, kid);
  return result.ok ? result.key : result.code;
}

describe('KeySet.find with a kid', () => {
  const a = named('ES256', 'a');
  const b = named('ES384', 'b');
  const set = new KeySet([a, b]);

  it('finds the key with exactly that kid', () => {
    expect(found(set, 'ES256', 'a')).toBe(a);
    expect(found(set, 'ES384', 'b')).toBe(b);
  });

  it('rejects an algorithm other than that of the key with that kid', () => {
    expect(found(set, 'ES384', 'a')).toBe('token_algorithm_refused');
    expect(found(set, 'none', 'a')).toBe('token_algorithm_refused');
    expect(found(set, 'es256', 'a')).toBe('token_algorithm_refused');
  });

  it('rejects a kid that no key has, inherited names included', () => {
    for (const kid of [
      'c',
      'A',
      'a ',
      '',
      '__proto__',
      'constructor',
      'toString',
      '../a',
      "a' OR '1'='1",
    ]) {
      expect(found(set, 'ES256', kid)).toBe('token_key_unknown');
    }
  });

  it('finds a single key without kid for any kid, but only with its own algorithm', () => {
    const only = named('HS256');
    expect(found(new KeySet([only]), 'HS256', 'whatever')).toBe(only);
    expect(found(new KeySet([only]), 'HS512', 'whatever')).toBe('token_algorithm_refused');
  });

  it('does not fall back to the one key without kid of several, nor to a single key with one', () => {
    expect(found(new KeySet([named('HS256'), named('HS256', 'x')]), 'HS256', 'y')).toBe(
      'token_key_unknown',
    );
    expect(found(new KeySet([a]), 'ES256', 'y')).toBe('token_key_unknown');
  });
});

describe('KeySet.find without a kid', () => {
  it('finds the only key of that algorithm, with or without kid', () => {
    const a = named('ES256', 'a');
    const b = named('ES384', 'b');
    expect(found(new KeySet([a, b]), 'ES384')).toBe(b);
    expect(found(new KeySet([a]), 'ES256')).toBe(a);
  });

  it('prefers the key without kid', () => {
    const old = named('HS256');
    expect(found(new KeySet([named('HS256', 'a'), old, named('HS256', 'b')]), 'HS256')).toBe(old);
  });

  it('finds all keys of the algorithm, and no other, if several fit (RFC 7515 §4.1.4)', () => {
    const [a, b, c] = [named('HS256', 'a'), named('HS512', 'b'), named('HS256', 'c')];
    expect(new KeySet([a, b, c]).find('HS256', undefined)).toEqual({
      ok: true,
      key: a,
      others: [c],
    });
    expect(new KeySet([a, b, c]).find('HS512', undefined)).toEqual({
      ok: true,
      key: b,
      others: [],
    });
  });

  it('finds an Ed25519 key by both names of its algorithm (RFC 9864)', () => {
    for (const key of [named('EdDSA', 'e'), named('Ed25519', 'e')])
      for (const alg of ['EdDSA', 'Ed25519'])
        expect([found(new KeySet([key]), alg), found(new KeySet([key]), alg, 'e')]).toEqual([
          key,
          key,
        ]);
  });

  it('finds two keys of one kid by their algorithms', () => {
    const [a, b] = [named('ES256', 'k'), named('HS256', 'k')];
    const set = new KeySet([a, b]);
    expect([found(set, 'ES256', 'k'), found(set, 'HS256', 'k')]).toEqual([a, b]);
    expect(found(set, 'HS512', 'k')).toBe('token_algorithm_refused');
  });

  it('rejects an algorithm that no key is bound to', () => {
    const set = new KeySet([named('HS256', 'a')]);
    for (const alg of ['HS512', 'none', 'hs256', '', '__proto__', 'constructor'])
      expect(found(set, alg)).toBe('token_algorithm_refused');
  });

  it('rejects everything if there is no key', () => {
    expect(found(new KeySet([]), 'HS256')).toBe('token_algorithm_refused');
    expect(found(new KeySet([]), 'HS256', 'a')).toBe('token_key_unknown');
  });
});

describe('KeySet', () => {
  it('signs with the first key, if that can sign', () => {
    const first = named('HS256', 'a');
    expect(new KeySet([first, named('HS256', 'b')]).signing).toBe(first);
    expect(
      new KeySet([importKey({ algorithm: 'ES256', publicKey: pairFor('ES256').publicKey })])
        .signing,
    ).toBeNull();
    expect(new KeySet([]).signing).toBeNull();
  });

  it('is immutable, also if the list of keys changes', () => {
    const keys = [named('HS256', 'a')];
    const set = new KeySet(keys);
    keys.pop();
    expect(set.all).toHaveLength(1);
    expect([set, set.all, set.algorithms].every(Object.isFrozen)).toBe(true);
  });
});
