import type { Key } from './key-set.ts';
import { algorithmNamesOf } from './key-set.ts';
import { isSecretMadeOf } from './strength/public-number.ts';

/** The faults of the keys as a set, as far as they could be imported. */
export function ringFaults(keys: ReadonlyArray<Key | null>, name: string): string[] {
  const known = keys.filter((key) => key !== null);
  const hasTwo = (same: (one: Key, other: Key) => boolean): boolean =>
    known.some((key, index) => known.slice(0, index).some((other) => same(key, other)));
  const rules: readonly (readonly [isBroken: boolean, fault: string])[] = [
    [
      hasTwo((one, other) => one.kid === null && other.kid === null),
      'has several keys without kid: name all but one',
    ],
    [
      hasTwo(
        (one, other) => one.kid !== null && one.kid === other.kid && mayVerifySame(one, other),
      ),
      'has two keys with the same kid and algorithm: rename one',
    ],
    [
      known.some((key) => known.some((other) => isSecretMadeOf(key, other))),
      'has a secret that is the public number of another of its keys: make a new secret with ' +
        '"npx pyramidion secret"',
    ],
    // RFC 8725 §3.1: one key, one algorithm.
    [
      hasTwo(
        (one, other) =>
          one.verifyingKey.equals(other.verifyingKey) && !areTwoNamesOfEd25519(one, other),
      ),
      'has the same key twice: list it once, with one algorithm',
    ],
    [
      keys[0]?.signingKey === null && known.some((key) => key.signingKey !== null),
      'begins with a public key, but the first key signs: put the private key that signs first',
    ],
  ];
  return rules.filter(([isBroken]) => isBroken).map(([, fault]) => `${name} ${fault}`);
}

/** Whether the header of one token could select either key. */
function mayVerifySame(one: Key, other: Key): boolean {
  return algorithmNamesOf(one).includes(other.algorithm);
}

/** A key may be listed by both names of its algorithm while the issuer changes it (RFC 9864). */
function areTwoNamesOfEd25519(one: Key, other: Key): boolean {
  return one.algorithm !== other.algorithm && mayVerifySame(one, other);
}
