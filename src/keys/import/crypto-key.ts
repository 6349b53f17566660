import type { webcrypto } from 'node:crypto';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Algorithm } from '../algorithm.ts';
import { algorithmRow } from '../algorithm.ts';

/** The names that the Web Cryptography API gives to the algorithms of each family. */
const WEB_CRYPTO_NAMES = {
  hmac: ['HMAC'],
  rsa: ['RSASSA-PKCS1-v1_5'],
  pss: ['RSA-PSS'],
  ecdsa: ['ECDSA'],
  eddsa: ['Ed25519', 'Ed448'],
} as const;

/**
 * Whether a value is a `CryptoKey`, by the name of its class. `node:util` has a test for it, but
 * takes long to load.
 */
export function isCryptoKey(value: unknown): value is webcrypto.CryptoKey {
  return Object.prototype.toString.call(value) === '[object CryptoKey]';
}

/**
 * Checks a `CryptoKey` against what it was made for, because `node:crypto` no longer checks that
 * once the key has become a `KeyObject`.
 *
 * @param operations - the usages the key must allow
 * @param name - what error messages call the key
 * @throws ConfigurationError if its algorithm, hash or usages are others
 */
export function checkCryptoKey(
  key: webcrypto.CryptoKey,
  algorithm: Algorithm,
  operations: readonly string[],
  name: string,
): void {
  const { family, hash } = algorithmRow(algorithm);
  const made = key.algorithm as {
    readonly name: string;
    readonly hash?: { readonly name: string };
  };
  const wrong = (what: string): ConfigurationError =>
    new ConfigurationError(`${name} is a CryptoKey ${what}: make it again for ${algorithm}`);
  if (!(WEB_CRYPTO_NAMES[family] as readonly string[]).includes(made.name))
    throw wrong('made for another algorithm');
  if (hash !== null && made.hash !== undefined && made.hash.name !== hash.replace('sha', 'SHA-'))
    throw wrong('made for another hash');
  if (!operations.every((operation) => (key.usages as readonly string[]).includes(operation)))
    throw wrong(`whose usages do not include ${operations.join(' and ')}`);
}
