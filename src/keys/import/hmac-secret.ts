import { Buffer } from 'node:buffer';
import { createSecretKey, KeyObject } from 'node:crypto';
import { ownMembers } from '../../base/own-members.ts';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Algorithm } from '../algorithm.ts';
import { containsAsymmetricKey } from '../strength/asymmetric-in-secret.ts';
import { suggestAlgorithm } from '../strength/key-compatibility.ts';
import { checkCryptoKey, isCryptoKey } from './crypto-key.ts';
import { checkKeyUsage, decodeMember } from './jwk.ts';
import type { Jwk, KeyInput } from './key-input.ts';
import { hasPem, readPem } from './pem.ts';

/** The cure for an unusable secret. */
const NEW_SECRET = 'make one with "npx pyramidion secret"';
const OPERATIONS = ['sign', 'verify'] as const;

/**
 * Imports the secret of an HMAC algorithm. One that is short or can be guessed is for the audit.
 *
 * @param name - what error messages call the secret
 * @throws ConfigurationError if it is empty, if it contains an asymmetric key, which may be public
 *   (RFC 8725 §2.1), or if the input is not a secret
 */
export function importSecret(input: KeyInput, algorithm: Algorithm, name: string): KeyObject {
  const secret = secretBytes(input, algorithm, name);
  if (containsAsymmetricKey(secret))
    throw new ConfigurationError(
      `${name} contains a key of a pair, which is not a secret for ${algorithm}: ${cureFor(secret)}`,
    );
  if (secret.length === 0)
    throw new ConfigurationError(
      `${name} is empty, so that any client could sign tokens: ${NEW_SECRET}`,
    );
  return createSecretKey(secret);
}

function secretBytes(input: KeyInput, algorithm: Algorithm, name: string): Uint8Array {
  if (typeof input === 'string') {
    const encoded = Buffer.from(input);
    // A lone surrogate has no UTF-8 form: all of them would become the same three bytes.
    if (encoded.toString() !== input)
      throw new ConfigurationError(`${name} is a string that has no UTF-8 form: ${NEW_SECRET}`);
    return encoded;
  }
  if (input instanceof Uint8Array) return input;
  if (isCryptoKey(input)) {
    checkCryptoKey(input, algorithm, OPERATIONS, name);
    return KeyObject.from(input).export();
  }
  if (input instanceof KeyObject) {
    if (input.type !== 'secret')
      throw new ConfigurationError(
        `${name} is a ${input.type} key, not a secret for ${algorithm}: ${suggestAlgorithm(input)}`,
      );
    return input.export();
  }
  const jwk = ownMembers(input as Jwk);
  checkKeyUsage(jwk, algorithm, OPERATIONS, name);
  if (jwk.kty !== 'oct')
    throw new ConfigurationError(
      `${name} is a JWK of a key pair, not a secret for ${algorithm}: ` +
        'set algorithm to that of the key',
    );
  // An empty k is reported as an empty secret.
  return jwk.k === '' ? new Uint8Array(0) : decodeMember(jwk.k, 'k', name);
}

/** Names the algorithm of the PEM key that was given as a secret, if it can be read. */
function cureFor(secret: Uint8Array): string {
  const text = Buffer.from(secret).toString();
  for (const type of hasPem(text) ? (['private', 'public'] as const) : []) {
    try {
      return suggestAlgorithm(readPem(text, type, ''));
    } catch {
      // Not a key of this type, or not a key: the general advice below applies.
    }
  }
  return `set algorithm to that of the key, or ${NEW_SECRET}`;
}
