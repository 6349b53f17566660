import { createPrivateKey, createPublicKey, randomBytes } from 'node:crypto';
import type { JWK } from 'jose';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Algorithm } from './algorithm.ts';
import { algorithmRow, isAlgorithm } from './algorithm.ts';
import { unknownAlgorithm } from './import/import-key.ts';
import type { Jwk } from './import/key-input.ts';

/** A new key pair in the forms in which it may be kept and handed out. */
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

/** 2048 is the least allowed and is to be given up after 2030 (NIST IR 8547 §4.1.1). */
const RSA_BITS = 3072;
const LEAST_OCTETS = 32;
const MOST_OCTETS = 1024;

/**
 * A new secret in base64url, from the generator of the operating system.
 *
 * @param bytes - how much randomness, 32 to 1024 octets; 64 are enough for every HMAC algorithm
 */
export function generateSecret(bytes = 64): string {
  if (!Number.isInteger(bytes) || bytes < LEAST_OCTETS || bytes > MOST_OCTETS) {
    throw new ConfigurationError(
      `a secret has ${LEAST_OCTETS} to ${MOST_OCTETS} octets: ask for 64`,
    );
  }
  return randomBytes(bytes).toString('base64url');
}

/**
 * A new key pair for an algorithm: 3072 bits for RSA, the named curve for ECDSA, Ed25519 for EdDSA.
 *
 * @throws ConfigurationError for HS256, HS384 and HS512, which have a secret and no pair
 */
export async function generateKeys(algorithm: Algorithm): Promise<GeneratedKeys> {
  if (!isAlgorithm(algorithm)) throw new ConfigurationError(unknownAlgorithm(algorithm));
  if (algorithmRow(algorithm).family === 'hmac') {
    throw new ConfigurationError(
      `${algorithm} has one secret and no key pair: make a secret with "pyramidion secret"`,
    );
  }
  // Loaded here, so that a server which only verifies never loads it.
  const { calculateJwkThumbprint, exportPKCS8, exportSPKI, generateKeyPair } = await import('jose');
  const pair = await generateKeyPair(algorithm, { extractable: true, modulusLength: RSA_BITS });
  const privatePem = await exportPKCS8(pair.privateKey);
  const publicPem = await exportSPKI(pair.publicKey);
  // Exporting the generated objects as JWKs can make Node wait for ever (see `copyOf` in fit.ts); the objects made of PEM are others.
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
