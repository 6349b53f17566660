import { Buffer } from 'node:buffer';
import { createSecretKey, KeyObject } from 'node:crypto';
import { ConfigurationError } from '../../options/configuration-error.ts';
import type { Algorithm } from '../algorithm.ts';
import { algorithmRow } from '../algorithm.ts';
import { checkCryptoKey, isCryptoKey } from './crypto-key.ts';
import { suggestion } from '../strength/key-compatibility.ts';
import { checkKeyUsage, octets, ownMembers } from './jwk.ts';
import type { Jwk, KeyInput } from './key-input.ts';
import { containsAsymmetricKey } from '../strength/asymmetric-in-secret.ts';
import { hasPem, readPem } from './pem.ts';

/** The cure for a secret that is none. */
const NEW_SECRET = 'make one with "pyramidion secret"';
const OPERATIONS = ['sign', 'verify'] as const;

/**
 * The secret of an HMAC algorithm.
 *
 * @throws ConfigurationError when it is shorter than the hash output (RFC 7518 §3.2), when it holds a key of another kind, which strangers
 *   may know (RFC 8725 §2.1), or when the input is not a secret
 */
export function importSecret(input: KeyInput, algorithm: Algorithm, name: string): KeyObject {
  const secret = secretOctets(input, algorithm, name);
  if (containsAsymmetricKey(secret)) {
    throw new ConfigurationError(
      `${name} holds a key of a pair, which is no secret for ${algorithm}: ${fitting(secret)}`,
    );
  }
  const { size } = algorithmRow(algorithm);
  if (secret.length < size)
    throw new ConfigurationError(
      `${name} has ${secret.length} octets and ${algorithm} needs at least ${size}: ${NEW_SECRET}`,
    );
  return createSecretKey(secret);
}

function secretOctets(input: KeyInput, algorithm: Algorithm, name: string): Uint8Array {
  if (typeof input === 'string') {
    const encoded = Buffer.from(input);
    // A lone surrogate has no UTF-8: all of them would become the same three octets.
    if (encoded.toString() !== input)
      throw new ConfigurationError(`${name} is text that has no UTF-8 form: ${NEW_SECRET}`);
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
        `${name} is a ${input.type} key, no secret for ${algorithm}: ${suggestion(input)}`,
      );
    return input.export();
  }
  const jwk = ownMembers(input as Jwk);
  checkKeyUsage(jwk, algorithm, OPERATIONS, name);
  if (jwk.kty !== 'oct')
    throw new ConfigurationError(
      `${name} is a JWK of a key pair, no secret for ${algorithm}: set algorithm to that of the key`,
    );
  // An empty k is told as the short secret that it is.
  return jwk.k === '' ? new Uint8Array(0) : octets(jwk.k, 'k', name);
}

/** Which algorithm the PEM that was given as a secret would serve. */
function fitting(secret: Uint8Array): string {
  const text = Buffer.from(secret).toString();
  for (const half of hasPem(text) ? (['private', 'public'] as const) : []) {
    try {
      return suggestion(readPem(text, half, ''));
    } catch {
      // Not this half, or not a key at all: the general advice below holds.
    }
  }
  return `set algorithm to that of the key, or ${NEW_SECRET}`;
}
