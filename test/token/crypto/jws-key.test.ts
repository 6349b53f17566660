import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Algorithm } from '../../../src/keys/algorithm.ts';
import { importKey } from '../../../src/keys/import/import-key.ts';
import type { JwsKey } from '../../../src/token/crypto/jws-key.ts';
import { prepareKey } from '../../../src/token/crypto/jws-key.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const INPUT = 'eyJhbGciOiJIUzI1NiJ9.e30';

const secretFor = (algorithm: Algorithm): JwsKey =>
  prepareKey(importKey({ algorithm, privateKey: randomBytes(64), name: 'key' }));
const verifies = (key: JwsKey, given: string): boolean =>
  key.verify(`${INPUT}.${given}`, INPUT.length);

/** A string with another character in one place. */
const withCharacter = (text: string, place: number, character: string): string =>
  text.slice(0, place) + character + text.slice(place + 1);

describe.each(['HS256', 'HS384', 'HS512'] as const)('JwsKey of %s', (algorithm) => {
  it('accepts one spelling of a signature, whether the last signature was valid or not', () => {
    for (let turn = 0; turn < 40; turn++) {
      const key = secretFor(algorithm);
      const good = key.sign(INPUT);
      for (const place of [0, good.length - 1]) {
        const spellings = [...ALPHABET.split(''), '+', '/', '=', ' ', 'Ł', '\n'].map((character) =>
          withCharacter(good, place, character),
        );
        const acceptedAfter = (before: string): string[] =>
          spellings.filter((text) => {
            verifies(key, before);
            return verifies(key, text);
          });
        expect(acceptedAfter(good)).toEqual([good]);
        expect(acceptedAfter('A'.repeat(good.length))).toEqual([good]);
        expect(acceptedAfter('+'.repeat(good.length))).toEqual([good]);
      }
    }
  });

  it('rejects a signature that is shorter, longer, or of another text', () => {
    const key = secretFor(algorithm);
    const good = key.sign(INPUT);
    for (const given of ['', good.slice(1), good.slice(0, -1), `${good}A`, `${good}=`, `A${good}`])
      expect(verifies(key, given)).toBe(false);
    expect(key.verify(`${INPUT}x.${good}`, INPUT.length + 1)).toBe(false);
    expect(verifies(key, good)).toBe(true);
  });
});
