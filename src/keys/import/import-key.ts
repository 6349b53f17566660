import type { KeyObject } from 'node:crypto';
import { ownMembers } from '../../base/own-members.ts';
import {
  collectFaults,
  ConfigurationError,
  throwIfAny,
} from '../../options/configuration-error.ts';
import { nearest } from '../../options/did-you-mean.ts';
import type { Algorithm } from '../algorithm.ts';
import { algorithmNames, algorithmRow, isAlgorithm } from '../algorithm.ts';
import type { Key } from '../key-set.ts';
import { assertKeyFits } from '../strength/key-compatibility.ts';
import { importSecret } from './hmac-secret.ts';
import { readJwk } from './jwk.ts';
import { publicJwk } from './public-jwk.ts';
import type { KeyInput } from './key-input.ts';
import { derivePublicKey, isKeyPair } from './key-pair.ts';
import { importKid } from './kid.ts';
import { isJwk, readKey } from './read-key.ts';
import { unpackJson } from './unpack.ts';

/** The input of one key; at least one of `privateKey` and `publicKey` is required. */
export interface KeyOptions {
  readonly algorithm: Algorithm;
  /** The name in the header of the key's tokens; a JWK may have its own. */
  readonly kid?: string | undefined;
  /** The secret of HS256, HS384 and HS512; the private key of all others. */
  readonly privateKey?: KeyInput | undefined;
  /** Derived from the private key if it is left out. */
  readonly publicKey?: KeyInput | undefined;
  /** What error messages call the private key or secret; `'privateKey'` by default. */
  readonly name?: string;
  /** What error messages call the public key; `'publicKey'` by default. */
  readonly publicName?: string;
}

/** A key whose public half was found or derived. */
type KeyHalves = Pick<Key, 'signingKey' | 'verifyingKey'>;
type CompleteOptions = KeyOptions & Required<Pick<KeyOptions, 'name' | 'publicName'>>;

/**
 * Imports one key. Rejects what is weak, does not fit the algorithm, or is not what it claims.
 *
 * @throws ConfigurationError with every fault; no message contains key material
 */
export function importKey(given: KeyOptions): Key {
  const options = ownMembers({
    ...given,
    privateKey: unpackJson(given.privateKey),
    publicKey: unpackJson(given.publicKey),
    name: given.name ?? 'privateKey',
    publicName: given.publicName ?? 'publicKey',
  });
  const { algorithm, privateKey, publicKey, name, publicName } = options;
  if (!isAlgorithm(algorithm)) throw new ConfigurationError(unknownAlgorithm(algorithm));
  const faults: string[] = [];
  const isHmac = algorithmRow(algorithm).family === 'hmac';
  if (isHmac && publicKey !== undefined)
    faults.push(`${publicName} is not used by ${algorithm}, which has one secret: leave it out`);
  const isPrivateRequired = isHmac || publicKey === undefined;
  const hasPrivate = isGiven(privateKey, isPrivateRequired, algorithm, name, faults);
  const hasPublic = !isHmac && isGiven(publicKey, false, algorithm, publicName, faults);
  const named = [hasPrivate ? privateKey : undefined, hasPublic ? publicKey : undefined];
  const kid = collectFaults(faults, () => importKid(options.kid, named, name));
  const usable = {
    ...options,
    privateKey: hasPrivate ? privateKey : undefined,
    publicKey: hasPublic ? publicKey : undefined,
  };
  const halves = isHmac ? importHmac(usable, faults) : importPair(usable, faults);
  throwIfAny(faults);
  return Object.freeze({ algorithm, kid, ...(halves as KeyHalves) });
}

/** The message for an algorithm that does not exist. */
export function unknownAlgorithm(given: unknown): string {
  const meant = typeof given === 'string' ? nearest(given, algorithmNames) : null;
  const cure =
    meant === null ? `use one of ${algorithmNames.join(', ')}` : `did you mean ${meant}?`;
  return `algorithm is not known: ${cure}`;
}

/**
 * Whether there is a key to import. An empty value is a fault even if no key is required, because
 * one was meant to be given.
 */
function isGiven(
  input: unknown,
  isRequired: boolean,
  algorithm: Algorithm,
  name: string,
  faults: string[],
): boolean {
  if (input === undefined && !isRequired) return false;
  if (input === undefined || input === null || input === '') {
    const isHmac = algorithmRow(algorithm).family === 'hmac';
    faults.push(
      `${name} is ${input === '' ? 'empty' : 'missing'} and ${algorithm} needs one: ` +
        `make it with "${isHmac ? 'npx pyramidion secret' : 'npx pyramidion keys new'}"`,
    );
    return false;
  }
  if (typeof input === 'string' || typeof input === 'object') return true;
  faults.push(
    `${name} is a ${typeof input}: give a string, bytes, a JWK, a KeyObject or a CryptoKey`,
  );
  return false;
}

function importHmac(
  { privateKey, algorithm, name }: CompleteOptions,
  faults: string[],
): KeyHalves | null {
  if (privateKey === undefined) return null;
  const secret = collectFaults(faults, () => importSecret(privateKey, algorithm, name));
  return secret === null ? null : { signingKey: secret, verifyingKey: secret };
}

function importPair(
  { privateKey, publicKey, algorithm, name, publicName }: CompleteOptions,
  faults: string[],
): KeyHalves | null {
  const pair =
    privateKey === undefined
      ? null
      : collectFaults(faults, () => importPrivate(privateKey, algorithm, name));
  const given =
    publicKey === undefined
      ? null
      : collectFaults(faults, () => importPublic(publicKey, algorithm, publicName));
  if (pair !== null && given !== null && !isKeyPair(pair.signingKey, given, algorithm))
    faults.push(
      `${publicName} does not belong to ${name}: ` +
        `give both keys of one pair, or leave ${publicName} out`,
    );
  if (pair !== null && pair.publicKey === null && publicKey === undefined)
    faults.push(
      `${name} is a private key whose public key this runtime cannot derive: ` +
        `give ${publicName} too, or a key that can be exported`,
    );
  const verifyingKey = given ?? pair?.publicKey ?? null;
  return verifyingKey === null ? null : { signingKey: pair?.signingKey ?? null, verifyingKey };
}

/** A private key and its public key; null if the runtime cannot derive that. */
function importPrivate(
  input: KeyInput,
  algorithm: Algorithm,
  name: string,
): { signingKey: KeyObject; publicKey: KeyObject | null } {
  const signingKey = readKey(input, 'private', algorithm, name);
  // A JWK contains its public members, and node:crypto does not always compare the two.
  const publicKey = isJwk(input)
    ? readJwk(publicJwk(ownMembers(input)), 'public', name)
    : derivePublicKey(signingKey);
  if (publicKey === null) return { signingKey, publicKey };
  assertKeyFits(publicKey, algorithm, name);
  if (!isKeyPair(signingKey, publicKey, algorithm))
    throw new ConfigurationError(
      `${name} is a private key that does not belong to its own public key: export it again`,
    );
  return { signingKey, publicKey };
}

function importPublic(input: KeyInput, algorithm: Algorithm, name: string): KeyObject {
  const key = readKey(input, 'public', algorithm, name);
  assertKeyFits(key, algorithm, name);
  return key;
}
