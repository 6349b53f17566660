import { Buffer } from 'node:buffer';
import type { webcrypto } from 'node:crypto';
import { constants, createPublicKey, KeyObject, sign, verify } from 'node:crypto';
import {
  collectFaults,
  ConfigurationError,
  throwIfAny,
} from '../../options/configuration-error.ts';
import { nearest } from '../../options/did-you-mean.ts';
import type { Algorithm } from '../algorithm.ts';
import { algorithmNames, algorithmRow, isAlgorithm } from '../algorithm.ts';
import { checkCryptoKey, isCryptoKey } from './crypto-key.ts';
import { assertKeyFits, suggestion } from '../strength/key-compatibility.ts';
import { importSecret } from './hmac-secret.ts';
import { checkKeyUsage, ownMembers, publicMembers, readJwk } from './jwk.ts';
import type { Half, Jwk, KeyInput } from './key-input.ts';
import type { Key } from '../key.ts';
import { importKid } from './kid.ts';
import { hasPem, wrongKeyType, readPem } from './pem.ts';

/** What one key is made of; at least one of `privateKey` and `publicKey` is there. */
export interface KeyOptions {
  readonly algorithm: Algorithm;
  /** The name in the header of its tokens; a JWK may bring its own. */
  readonly kid?: string | undefined;
  /** The secret of HS256, HS384 and HS512, otherwise the private key. */
  readonly privateKey?: KeyInput | undefined;
  /** May be left out where there is a private key, of which it is then derived. */
  readonly publicKey?: KeyInput | undefined;
  /** How the faults call the private key or secret; `'privateKey'` when left out. */
  readonly name?: string;
  /** How the faults call the public key; `'publicKey'` when left out. */
  readonly publicName?: string;
}

/** For a secret where a key of a pair belongs. */
const SECRET_CURE = 'for a secret, set algorithm to HS512';

/**
 * Makes one key ready for use and refuses everything that is weak, foreign to the algorithm, or not what it says it is.
 *
 * @throws ConfigurationError with all faults; none quotes the material
 */
export function importKey(options: KeyOptions): Key {
  const {
    algorithm,
    privateKey,
    publicKey,
    name = 'privateKey',
    publicName = 'publicKey',
  } = options;
  if (!isAlgorithm(algorithm)) throw new ConfigurationError(unknownAlgorithm(algorithm));
  const faults: string[] = [];
  const isHmac = algorithmRow(algorithm).family === 'hmac';
  if (isHmac && publicKey !== undefined)
    faults.push(`${publicName} is not used by ${algorithm}, which has one secret: leave it out`);
  const needed = isHmac || publicKey === undefined;
  const hasPrivate =
    collectFaults(faults, () => isGiven(privateKey, needed, algorithm, name)) === true;
  const hasPublic =
    !isHmac &&
    collectFaults(faults, () => isGiven(publicKey, false, algorithm, publicName)) === true;
  const kid = collectFaults(faults, () =>
    importKid(
      options.kid,
      [hasPrivate ? privateKey : undefined, hasPublic ? publicKey : undefined],
      name,
    ),
  );

  if (isHmac) {
    const secret = hasPrivate
      ? collectFaults(faults, () => importSecret(privateKey as KeyInput, algorithm, name))
      : null;
    throwIfAny(faults);
    return Object.freeze({ algorithm, kid, signingKey: secret, verifyingKey: secret as KeyObject });
  }
  const pair = hasPrivate
    ? collectFaults(faults, () => importPrivate(privateKey as KeyInput, algorithm, name))
    : null;
  const given = hasPublic
    ? collectFaults(faults, () =>
        importHalf(publicKey as KeyInput, 'public', algorithm, publicName),
      )
    : null;
  if (pair !== null && given !== null && !isKeyPair(pair.signingKey, given, algorithm)) {
    faults.push(
      `${publicName} does not belong to ${name}: give both keys of one pair, or leave ${publicName} out`,
    );
  }
  throwIfAny(faults);
  const verifyingKey = (given ?? pair?.verifyingKey) as KeyObject;
  return Object.freeze({ algorithm, kid, signingKey: pair?.signingKey ?? null, verifyingKey });
}

/** The fault of an algorithm that is not in the table. */
export function unknownAlgorithm(given: unknown): string {
  const meant = typeof given === 'string' ? nearest(given, algorithmNames) : null;
  return `algorithm is not known: ${meant === null ? `it is one of ${algorithmNames.join(', ')}` : `did you mean ${meant}?`}`;
}

/** Whether there is something to import; an empty value is a fault even where none is needed, because somebody meant to give one. */
function isGiven(input: unknown, needed: boolean, algorithm: Algorithm, name: string): boolean {
  if (input === undefined && !needed) return false;
  if (input === undefined || input === null || input === '') {
    const command =
      algorithmRow(algorithm).family === 'hmac' ? 'pyramidion secret' : 'pyramidion keys new';
    throw new ConfigurationError(
      `${name} is ${input === '' ? 'empty' : 'missing'} and ${algorithm} needs one: make it with "${command}"`,
    );
  }
  if (typeof input !== 'string' && typeof input !== 'object') {
    throw new ConfigurationError(
      `${name} is a ${typeof input}: give text, octets, a JWK, a KeyObject or a CryptoKey`,
    );
  }
  return true;
}

function importPrivate(
  input: KeyInput,
  algorithm: Algorithm,
  name: string,
): { signingKey: KeyObject; verifyingKey: KeyObject } {
  const signingKey = importHalf(input, 'private', algorithm, name);
  const verifyingKey = publicHalf(signingKey, input, name);
  assertKeyFits(verifyingKey, algorithm, name);
  if (!isKeyPair(signingKey, verifyingKey, algorithm)) {
    throw new ConfigurationError(
      `${name} is a private key that does not belong to its own public half: export it again`,
    );
  }
  return { signingKey, verifyingKey };
}

/** A JWK says its public half itself, and `node:crypto` would not always compare the two. */
function publicHalf(key: KeyObject, input: KeyInput, name: string): KeyObject {
  return isJwk(input)
    ? readJwk(publicMembers(ownMembers(input)), 'public', name)
    : createPublicKey(key);
}

function importHalf(input: KeyInput, half: Half, algorithm: Algorithm, name: string): KeyObject {
  const key = readHalf(input, half, algorithm, name);
  if (half === 'public') assertKeyFits(key, algorithm, name);
  return key;
}

function readHalf(input: KeyInput, half: Half, algorithm: Algorithm, name: string): KeyObject {
  const operations = [half === 'private' ? 'sign' : 'verify'];
  if (typeof input === 'string' || input instanceof Uint8Array) {
    const text = typeof input === 'string' ? input : Buffer.from(input).toString('latin1');
    if (hasPem(text)) return readPem(text, half, name);
    throw new ConfigurationError(
      `${name} is not PEM: give PEM or a parsed JWK ("pyramidion keys new"); ${SECRET_CURE}`,
    );
  }
  if (isJwk(input)) {
    const jwk = ownMembers(input);
    checkKeyUsage(jwk, algorithm, operations, name);
    if (jwk.kty === 'oct')
      throw new ConfigurationError(
        `${name} is a secret and does not fit ${algorithm}: ${SECRET_CURE}`,
      );
    return readJwk(jwk, half, name);
  }
  const key = input instanceof KeyObject ? input : KeyObject.from(input as webcrypto.CryptoKey);
  if (key.type === 'secret')
    throw new ConfigurationError(
      `${name} is a secret and does not fit ${algorithm}: ${SECRET_CURE}`,
    );
  if (key.type !== half) throw new ConfigurationError(wrongKeyType(half, name));
  if (!(input instanceof KeyObject))
    checkCryptoKey(
      input as webcrypto.CryptoKey,
      algorithm,
      operations,
      `${name} (${suggestion(key)})`,
    );
  return key;
}

function isJwk(input: KeyInput): input is Jwk {
  return !(
    typeof input === 'string' ||
    input instanceof Uint8Array ||
    input instanceof KeyObject ||
    isCryptoKey(input)
  );
}

/** Whether one key verifies what the other signs: tried out, since that is what counts and all that types have in common. */
function isKeyPair(signingKey: KeyObject, verifyingKey: KeyObject, algorithm: Algorithm): boolean {
  const { family, hash, size } = algorithmRow(algorithm);
  const pss =
    family === 'pss' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: size } : {};
  const trial = Buffer.from('pyramidion: do these keys belong together?');
  try {
    return verify(
      hash,
      trial,
      { key: verifyingKey, ...pss },
      sign(hash, trial, { key: signingKey, ...pss }),
    );
  } catch {
    return false;
  }
}
