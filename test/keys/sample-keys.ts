import type { KeyObject } from 'node:crypto';
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import type { Algorithm } from '../../src/keys/algorithm.ts';
import { algorithmNames, algorithmRow } from '../../src/keys/algorithm.ts';
import type { Jwk } from '../../src/keys/import/key-input.ts';
import type { Key } from '../../src/keys/key-set.ts';

/** A key pair made by `node:crypto`; the tests export it in the form that they need. */
export interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The algorithms that have a key pair. */
export const pairAlgorithms: readonly Algorithm[] = algorithmNames.filter(
  (name) => algorithmRow(name).family !== 'hmac',
);
/** The algorithms that have a secret. */
export const secretAlgorithms: readonly Algorithm[] = algorithmNames.filter(
  (name) => algorithmRow(name).family === 'hmac',
);

const made = new Map<string, Pair>();

/**
 * A pair by its kind, such as `rsa` or `prime256v1#2`: the same pair for the same name, because an
 * RSA key takes long to make.
 */
export function pairOf(kind: string): Pair {
  const pair = made.get(kind) ?? makePair(kind.split('#')[0] as string);
  made.set(kind, pair);
  return pair;
}

/** A pair that fits an algorithm. */
export function pairFor(algorithm: Algorithm): Pair {
  const { family, curves } = algorithmRow(algorithm);
  return pairOf(family === 'rsa' || family === 'pss' ? 'rsa' : (curves[0] as string));
}

/** By way of PEM: exporting a newly generated key object as a JWK can block Node 20 forever. */
function makePair(kind: string): Pair {
  const { privateKey, publicKey } = generated(kind);
  return {
    privateKey: createPrivateKey(pemOf(privateKey)),
    publicKey: createPublicKey(pemOf(publicKey)),
  };
}

function generated(kind: string): Pair {
  if (kind === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  if (kind === 'ed25519') return generateKeyPairSync('ed25519');
  if (kind === 'ed448') return generateKeyPairSync('ed448');
  if (kind === 'x25519') return generateKeyPairSync('x25519');
  return generateKeyPairSync('ec', { namedCurve: kind });
}

export function jwkOf(key: KeyObject): Jwk {
  return key.export({ format: 'jwk' }) as Jwk;
}

export function pemOf(
  key: KeyObject,
  type: 'pkcs1' | 'pkcs8' | 'sec1' | 'spki' = key.type === 'private' ? 'pkcs8' : 'spki',
): string {
  return key.export({ type, format: 'pem' } as { type: 'spki'; format: 'pem' }).toString();
}

/** A random secret in base64url. */
export function secretText(bytes = 64): string {
  return randomBytes(bytes).toString('base64url');
}

/** Signs with one key object and verifies with another, by `node:crypto` alone. */
export function agree(
  signingKey: KeyObject | null,
  verifyingKey: KeyObject,
  algorithm: Algorithm,
): boolean {
  if (signingKey === null) return false;
  const data = randomBytes(20);
  const { hash } = algorithmRow(algorithm);
  return verify(hash, data, verifyingKey, sign(hash, data, signingKey));
}

/** Whether an imported key is the pair it was made from: each half with the other of the pair. */
export function isPair(key: Key, pair: Pair): boolean {
  return (
    agree(key.signingKey, pair.publicKey, key.algorithm) &&
    agree(pair.privateKey, key.verifyingKey, key.algorithm)
  );
}

/** The faults of the ConfigurationError that a step throws; empty if it throws nothing. */
export function faultsOf(step: () => unknown): readonly string[] {
  try {
    step();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}

/** A certificate of a P-256 key that signed itself, made by OpenSSL. */
export const certificate: Buffer = Buffer.from(
  'MIIBeDCCAR+gAwIBAgIUVWS39zU+SEVvWvYBNsAe0Uz67s0wCgYIKoZIzj0EAwIwEjEQMA4GA1UE' +
    'AwwHZXhhbXBsZTAeFw0yNjExMjgwNzAwNTdaFw0zNjExMjUwNzAwNTdaMBIxEDAOBgNVBAMMB2V4' +
    'YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAATLyyQ2fI0HcoLtiwUHeg1EIimNxmztx9Iu' +
    '737h+q3HjqhwfYRSMznGkrh2FPKwYa1/1WhqPtYxtymxDgcxSOETo1MwUTAdBgNVHQ4EFgQUDGCs' +
    'JwXdCbc2Ai9QrWHFjAU8MNMwHwYDVR0jBBgwFoAUDGCsJwXdCbc2Ai9QrWHFjAU8MNMwDwYDVR0T' +
    'AQH/BAUwAwEB/zAKBggqhkjOPQQDAgNHADBEAiAabgP22N1AEhiBmA2K8UOHNTMPLfQ9sjBBfdMG' +
    'Sc6oSQIgAsgyLh1e+Lc9zPjY6tL++86M4qc0cB51veXcb3jNUwA=',
  'base64',
);
