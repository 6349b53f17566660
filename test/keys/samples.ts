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
import type { Key } from '../../src/keys/key.ts';

/** A key pair made by `node:crypto`, of which the tests export what they need. */
export interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** The algorithms with a key pair, and those with a secret. */
export const pairAlgorithms: readonly Algorithm[] = algorithmNames.filter(
  (name) => algorithmRow(name).family !== 'hmac',
);
export const secretAlgorithms: readonly Algorithm[] = algorithmNames.filter(
  (name) => algorithmRow(name).family === 'hmac',
);

const MADE = new Map<string, Pair>();

/** A pair by its kind; the same one for the same name, since an RSA key takes its time. */
export function pairOf(kind: string): Pair {
  const made = MADE.get(kind) ?? makePair(kind.split('#')[0] as string);
  MADE.set(kind, made);
  return made;
}

/** A pair that fits an algorithm. */
export function pairFor(algorithm: Algorithm): Pair {
  const { family, curves } = algorithmRow(algorithm);
  return pairOf(family === 'rsa' || family === 'pss' ? 'rsa' : (curves[0] as string));
}

/** By way of PEM: a key object that was just generated can lock Node 20 up when it is exported as a JWK. */
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

export function secretText(octets = 64): string {
  return randomBytes(octets).toString('base64url');
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

/** Whether a key is the pair it was made from, both ways. */
export function isPair(key: Key, pair: Pair): boolean {
  return (
    agree(key.signingKey, pair.publicKey, key.algorithm) &&
    agree(pair.privateKey, key.verifyingKey, key.algorithm)
  );
}

/** The faults that a step throws; an empty list when it throws none. */
export function faultsOf(step: () => unknown): readonly string[] {
  try {
    step();
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
}
