import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Algorithm } from './algorithm.ts';
import { algorithmRow, isAlgorithm } from './algorithm.ts';
import { unknownAlgorithm } from './import/import-key.ts';
import type { Jwk } from './import/key-input.ts';

/** A new key pair, in every form in which it can be stored and published. */
export interface GeneratedKeys {
  /** The thumbprint of the public key (RFC 7638), in base64url. */
  readonly kid: string;
  readonly privateJwk: Jwk;
  readonly publicJwk: Jwk;
  /** PKCS#8. */
  readonly privatePem: string;
  /** SPKI. */
  readonly publicPem: string;
}

/** 2048 bits are the minimum, and deprecated after 2030 (NIST IR 8547 §4.1.1). */
const RSA_BITS = 3072;
const MIN_SECRET_BYTES = 32;
const MAX_SECRET_BYTES = 1024;
const KID_BYTES = 12;

/**
 * Makes a new secret from the random generator of the operating system.
 *
 * @param bytes - how many random bytes, 32 to 1024; 64 are enough for every HMAC algorithm
 * @returns the bytes in base64url
 * @throws ConfigurationError if `bytes` is not a whole number of 32 to 1024
 */
export function generateSecret(bytes = 64): string {
  if (!Number.isInteger(bytes) || bytes < MIN_SECRET_BYTES || bytes > MAX_SECRET_BYTES)
    throw new ConfigurationError(
      `a secret has ${MIN_SECRET_BYTES} to ${MAX_SECRET_BYTES} bytes: ask for 64`,
    );
  return randomBytes(bytes).toString('base64url');
}

/**
 * Makes a new key pair for an algorithm: 3072 bits for RSA, the algorithm's curve for ECDSA,
 * Ed25519 for EdDSA.
 *
 * @throws ConfigurationError for HS256, HS384 and HS512, which have a secret and no key pair
 */
export async function generateKeys(algorithm: Algorithm): Promise<GeneratedKeys> {
  if (!isAlgorithm(algorithm)) throw new ConfigurationError(unknownAlgorithm(algorithm));
  if (algorithmRow(algorithm).family === 'hmac')
    throw new ConfigurationError(
      `${algorithm} has one secret and no key pair: make a secret with "npx pyramidion secret"`,
    );
  // Imported here, so that a server which only verifies never loads it.
  const { calculateJwkThumbprint, exportPKCS8, exportSPKI, generateKeyPair } = await import('jose');
  const pair = await generateKeyPair(algorithm, { extractable: true, modulusLength: RSA_BITS });
  const privatePem = await exportPKCS8(pair.privateKey);
  const publicPem = await exportSPKI(pair.publicKey);
  // Exporting a newly generated key object as a JWK can block Node forever (see `copyOf` in
  // strength/key-compatibility.ts). Objects made from PEM are not affected.
  const publicMembers = createPublicKey(publicPem).export({ format: 'jwk' }) as Jwk;
  const kid = await calculateJwkThumbprint(publicMembers as JWK);
  const about = { kid, alg: algorithm, use: 'sig' };
  return {
    kid,
    privateJwk: { ...(createPrivateKey(privatePem).export({ format: 'jwk' }) as Jwk), ...about },
    publicJwk: { ...publicMembers, ...about },
    privatePem,
    publicPem,
  };
}

/**
 * Makes a new key for any algorithm, as a private JWK with `kid` and `alg`: a pair, or a secret
 * with a random `kid`.
 */
export async function generateJwk(algorithm: Algorithm): Promise<Jwk> {
  if (algorithmRow(algorithm).family !== 'hmac') return (await generateKeys(algorithm)).privateJwk;
  const kid = randomBytes(KID_BYTES).toString('base64url');
  return { kty: 'oct', k: generateSecret(), kid, alg: algorithm, use: 'sig' };
}
