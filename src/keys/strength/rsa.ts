import type { KeyObject } from 'node:crypto';
import type { AlgorithmRow } from '../algorithm.ts';
import { hasRocaFingerprint } from './roca.ts';

/** The cure for a key that nobody should have. */
export const NEW_KEY = 'make a new one with "pyramidion keys new"';
const LEAST_BITS = 2048;
/** OpenSSL verifies nothing larger. */
const MOST_BITS = 16_384;

/**
 * What makes an RSA key unfit for an algorithm, or `null`: less than 2048 bits (RFC 7518 §3.3, §3.5), an exponent that hides nothing, the
 * fingerprint of a broken generator, or PSS parameters for another hash.
 */
export function rsaFault(key: KeyObject, row: AlgorithmRow): string | null {
  const { modulusLength = 0, publicExponent = 0n, ...pss } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < LEAST_BITS || modulusLength > MOST_BITS) {
    return `has ${modulusLength} bits, and RSA keys need ${LEAST_BITS} to ${MOST_BITS}: ${NEW_KEY}`;
  }
  if (publicExponent < 3n || publicExponent % 2n === 0n || publicExponent >= 2n ** 64n) {
    return `has a public exponent that is even, 1 or over 64 bits: ${NEW_KEY}`;
  }
  const modulus = modulusOf(key);
  if (modulus % 2n === 0n) return `has an even modulus: ${NEW_KEY}`;
  if (hasRocaFingerprint(modulus))
    return `was made by a generator whose keys can be factored (ROCA, CVE-2017-15361): ${NEW_KEY}`;
  const { hashAlgorithm = row.hash, mgf1HashAlgorithm = row.hash, saltLength = row.size } = pss;
  if (hashAlgorithm !== row.hash || mgf1HashAlgorithm !== row.hash || saltLength > row.size) {
    return 'is bound by its own parameters to another hash or salt: set algorithm to the one it was made for';
  }
  return null;
}

/** The modulus, read from the DER of SubjectPublicKeyInfo (RFC 5280 §4.1.2.7): a JWK cannot be made of an RSA-PSS key. */
function modulusOf(key: KeyObject): bigint {
  const der = key.export({ type: 'spki', format: 'der' });
  const outer = contentOf(der, 0);
  const bits = contentOf(der, contentOf(der, outer.start).end);
  // One octet of a BIT STRING counts unused bits; the modulus is the first number of the sequence inside.
  const modulus = contentOf(der, contentOf(der, bits.start + 1).start);
  return BigInt(`0x${der.toString('hex', modulus.start, modulus.end)}`);
}

/** Where the content of the DER element at a place begins and ends; OpenSSL wrote it, so that its form is not in doubt. */
function contentOf(der: Buffer, place: number): { start: number; end: number } {
  const first = der[place + 1] as number;
  const more = first < 0x80 ? 0 : first - 0x80;
  const start = place + 2 + more;
  return { start, end: start + (more === 0 ? first : der.readUIntBE(place + 2, more)) };
}
