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

/** How often each property is tested: `RUNS=20` in the environment tests it 20 times as often. */
export const TIMES: number = Number(process.env['RUNS'] ?? 1);

/** Keys of each algorithm: more than one, so that a key can be tried with the tokens of another. */
export const KEYS_EACH = 3;

const made = new Map<Algorithm, readonly Key[]>();

/**
 * New keys of an algorithm: secrets of several lengths, RSA keys of several sizes, one of which is
 * not a multiple of 8 bits.
 */
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

/** By way of PEM: exporting a newly generated key object as a JWK can block Node 20 forever. */
function tidied(key: KeyObject): KeyObject {
  return createPrivateKey(pemOf(key));
}

/** The key with which jose verifies. */
export function joseKey({ verifyingKey }: Key): KeyObject {
  return verifyingKey.type === 'private' ? createPublicKey(verifyingKey) : verifyingKey;
}

/** A token signed by `node:crypto` alone, whatever its header and payload are. */
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
 * The strict parser that must precede jose: three segments, of which only the payload may be empty,
 * each in its one spelling. jose alone accepts spaces, padding and spare bits.
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

/** Whether a member at any depth is called `__proto__`; as a value, the string is harmless. */
export function hasProto(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.hasOwn(value, '__proto__') || Object.values(value).some(hasProto);
}

export const algorithms: readonly Algorithm[] = algorithmNames;
