import type { webcrypto } from 'node:crypto';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Algorithm } from '../algorithm.ts';
import { algorithmRow } from '../algorithm.ts';

/** What the Web Cryptography API calls the algorithms of each family. */
const NAMES = {
  hmac: ['HMAC'],
  rsa: ['RSASSA-PKCS1-v1_5'],
  pss: ['RSA-PSS'],
  ecdsa: ['ECDSA'],
  eddsa: ['Ed25519', 'Ed448'],
} as const;

/** Whether a value is a `CryptoKey`, by the name that its class gives; `node:util` knows it too, but is long in loading. */
export function isCryptoKey(value: unknown): value is webcrypto.CryptoKey {
  return Object.prototype.toString.call(value) === '[object CryptoKey]';
}

/**
 * Holds a `CryptoKey` to what it was made for, since `node:crypto` no longer asks once it has become a `KeyObject`.
 *
 * @param operations - the usages it must allow
 * @throws ConfigurationError when its algorithm, its hash or its usages are others
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
  if (!(NAMES[family] as readonly string[]).includes(made.name))
    throw wrong('made for another algorithm');
  if (hash !== null && made.hash !== undefined && made.hash.name !== hash.replace('sha', 'SHA-'))
    throw wrong('made for another hash');
  if (!operations.every((operation) => (key.usages as readonly string[]).includes(operation)))
    throw wrong(`whose usages do not list ${operations.join(' and ')}`);
}
