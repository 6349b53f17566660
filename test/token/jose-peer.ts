import {
  constants,
  createHmac,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
} from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Algorithm } from '../../src/keys/algorithm.ts';
import { algorithmNames, algorithmRow } from '../../src/keys/algorithm.ts';
import { importKey } from '../../src/keys/import/import-key.ts';
import type { Key } from '../../src/keys/key-set.ts';
import { pemOf } from '../keys/sample-keys.ts';

/** How often each property is asked; `RUNS=20` in the environment asks twenty times as often. */
export const TIMES: number = Number(process.env['RUNS'] ?? 1);

/** How many keys there are of each algorithm, so that one can be tried with another's tokens. */
export const KEYS_EACH = 3;

const made = new Map<Algorithm, readonly Key[]>();

/** Keys of an algorithm that no run before had: secrets of several lengths, RSA keys of several sizes, also one that is no multiple of 8 bits. */
export function keysOf(algorithm: Algorithm): readonly Key[] {
  const keys =
    made.get(algorithm) ??
    Array.from({ length: KEYS_EACH }, (_, index) =>
      importKey({ algorithm, privateKey: newKey(algorithm, index), name: algorithm }),
    );
  made.set(algorithm, keys);
  return keys;
}

const rsa = new Map<number, KeyObject>();

function newKey(algorithm: Algorithm, index: number): KeyObject | Buffer {
  const { family, size, curves } = algorithmRow(algorithm);
  if (family === 'hmac') return randomBytes(size + index * 31);
  if (family === 'ecdsa')
    return tidied(generateKeyPairSync('ec', { namedCurve: curves[0] as string }).privateKey);
  if (family === 'eddsa') return tidied(generateKeyPairSync('ed25519').privateKey);
  const modulusLength = 2048 + index * 2;
  const key =
    rsa.get(modulusLength) ?? tidied(generateKeyPairSync('rsa', { modulusLength }).privateKey);
  rsa.set(modulusLength, key);
  return key;
}

/** By way of PEM: a key object that was just generated can lock Node 20 up when it is exported as a JWK. */
function tidied(key: KeyObject): KeyObject {
  return createPrivateKey(pemOf(key));
}

/** The half with which jose verifies. */
export function joseKey({ verifyingKey }: Key): KeyObject {
  return verifyingKey.type === 'private' ? createPublicKey(verifyingKey) : verifyingKey;
}

/** A signature by `node:crypto` alone, over whatever is written before the second dot. */
export function signedByHand(
  { algorithm, signingKey }: Key,
  header: string | Uint8Array,
  payload: string | Uint8Array,
): string {
  const input = [header, payload]
    .map((part) => Buffer.from(part as string).toString('base64url'))
    .join('.');
  return `${input}.${signature(algorithm, signingKey as KeyObject, input).toString('base64url')}`;
}

function signature(algorithm: Algorithm, key: KeyObject, input: string): Buffer {
  const { family, hash, size } = algorithmRow(algorithm);
  const data = Buffer.from(input);
  if (family === 'hmac')
    return createHmac(hash as string, key)
      .update(data)
      .digest();
  if (family === 'pss')
    return sign(hash, data, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: size });
  return sign(hash, data, { key, dsaEncoding: 'ieee-p1363' });
}

/**
 * The strict reading that must stand before jose: three segments, of which only the payload may be empty, each in its one spelling.
 * jose alone forgives spaces, padding and spare bits.
 */
export function isStrictCompact(token: string): boolean {
  const segments = token.split('.');
  return (
    segments.length === 3 &&
    segments[0] !== '' &&
    segments[2] !== '' &&
    segments.every((segment) => Buffer.from(segment, 'base64url').toString('base64url') === segment)
  );
}

export const algorithms: readonly Algorithm[] = algorithmNames;
