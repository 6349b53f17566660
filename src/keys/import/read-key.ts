import { Buffer } from 'node:buffer';
import type { webcrypto } from 'node:crypto';
import { KeyObject } from 'node:crypto';
import { ownMembers } from '../../base/own-members.ts';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Algorithm } from '../algorithm.ts';
import { suggestAlgorithm } from '../strength/key-compatibility.ts';
import { checkCryptoKey, isCryptoKey } from './crypto-key.ts';
import { checkKeyUsage, readJwk } from './jwk.ts';
import type { Jwk, KeyInput, KeyType } from './key-input.ts';
import { hasPem, readPem, wrongKeyType } from './pem.ts';
import { unpackPem } from './unpack.ts';

/** The cure for a secret where a key of a pair belongs. */
const SECRET_CURE = 'for a secret, set algorithm to HS512';

/**
 * Reads one key of a pair, in whatever form it is given.
 *
 * @param type - which key of the pair is expected
 * @param name - what error messages call the key
 * @throws ConfigurationError if it is another kind of key, is for another use, or does not parse
 */
export function readKey(
  input: KeyInput,
  type: KeyType,
  algorithm: Algorithm,
  name: string,
): KeyObject {
  const operations = [type === 'private' ? 'sign' : 'verify'];
  if (typeof input === 'string' || input instanceof Uint8Array) {
    const text = typeof input === 'string' ? input : Buffer.from(input).toString('latin1');
    const pem = unpackPem(text);
    if (hasPem(pem)) return readPem(pem, type, name);
    throw new ConfigurationError(
      `${name} is not PEM: give PEM or a parsed JWK ("npx pyramidion keys new"); ${SECRET_CURE}`,
    );
  }
  if (isJwk(input)) {
    const jwk = ownMembers(input);
    checkKeyUsage(jwk, algorithm, operations, name);
    if (jwk.kty === 'oct') throw secretFault(algorithm, name);
    return readJwk(jwk, type, name);
  }
  const key = input instanceof KeyObject ? input : KeyObject.from(input as webcrypto.CryptoKey);
  if (key.type === 'secret') throw secretFault(algorithm, name);
  if (key.type !== type) throw new ConfigurationError(wrongKeyType(type, name));
  if (isCryptoKey(input))
    checkCryptoKey(input, algorithm, operations, `${name} (${suggestAlgorithm(key)})`);
  return key;
}

/** Whether an input is a JWK: an object of none of the other forms. */
export function isJwk(input: KeyInput): input is Jwk {
  return !(
    typeof input === 'string' ||
    input instanceof Uint8Array ||
    input instanceof KeyObject ||
    isCryptoKey(input)
  );
}

function secretFault(algorithm: Algorithm, name: string): ConfigurationError {
  return new ConfigurationError(
    `${name} is a secret and does not fit ${algorithm}: ${SECRET_CURE}`,
  );
}
