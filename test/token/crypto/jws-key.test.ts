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
const verifies = (signature: JwsKey, given: string): boolean =>
  signature.verify(`${INPUT}.${given}`, INPUT.length);

/** The signature with another character in one place. */
const withCharacter = (text: string, place: number, character: string): string =>
  text.slice(0, place) + character + text.slice(place + 1);

describe.each(['HS256', 'HS384', 'HS512'] as const)('a signature with %s', (algorithm) => {
  it('is good in its one spelling and in no other, whether a good or a bad one came before', () => {
    for (let turn = 0; turn < 40; turn++) {
      const signature = secretFor(algorithm);
      const good = signature.sign(INPUT);
      for (const place of [0, good.length - 1]) {
        const spellings = [...ALPHABET.split(''), '+', '/', '=', ' ', 'Ł', '\n'].map((character) =>
          withCharacter(good, place, character),
        );
        const takenAfter = (before: string): string[] =>
          spellings.filter((text) => {
            verifies(signature, before);
            return verifies(signature, text);
          });
        expect(takenAfter(good)).toEqual([good]);
        expect(takenAfter('A'.repeat(good.length))).toEqual([good]);
        expect(takenAfter('+'.repeat(good.length))).toEqual([good]);
      }
    }
  });

  it('is not good when it is shorter, longer, or behind another text', () => {
    const signature = secretFor(algorithm);
    const good = signature.sign(INPUT);
    for (const given of ['', good.slice(1), good.slice(0, -1), `${good}A`, `${good}=`, `A${good}`])
      expect(verifies(signature, given)).toBe(false);
    expect(signature.verify(`${INPUT}x.${good}`, INPUT.length + 1)).toBe(false);
    expect(verifies(signature, good)).toBe(true);
  });
});
