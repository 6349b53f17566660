import type { KeyObject } from 'node:crypto';
import type { AlgorithmRow } from '../algorithm.ts';
import { hasRocaFingerprint } from './roca.ts';

/** The cure for a key that must not be used. */
export const NEW_KEY = 'make a new one with "npx pyramidion keys new"';
const MIN_BITS = 2048;
/** OpenSSL verifies nothing larger. */
const MAX_BITS = 16_384;

/**
 * Says why an RSA key is unfit for an algorithm, or returns null: fewer than 2048 bits (RFC 7518
 * §3.3, §3.5), an exponent that does not protect the message, the fingerprint of a broken
 * generator, or PSS parameters for another hash.
 */
export function rsaFault(key: KeyObject, row: AlgorithmRow): string | null {
  const { modulusLength = 0, publicExponent = 0n, ...pss } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < MIN_BITS || modulusLength > MAX_BITS)
    return `has ${modulusLength} bits, and RSA keys need ${MIN_BITS} to ${MAX_BITS}: ${NEW_KEY}`;
  if (publicExponent < 3n || publicExponent % 2n === 0n || publicExponent >= 2n ** 64n)
    return `has a public exponent that is even, 1 or over 64 bits: ${NEW_KEY}`;
  const modulus = modulusOf(key);
  if (modulus % 2n === 0n) return `has an even modulus: ${NEW_KEY}`;
  if (hasRocaFingerprint(modulus))
    return `comes from a generator whose keys can be factored (ROCA, CVE-2017-15361): ${NEW_KEY}`;
  const { hashAlgorithm = row.hash, mgf1HashAlgorithm = row.hash, saltLength = row.size } = pss;
  if (hashAlgorithm !== row.hash || mgf1HashAlgorithm !== row.hash || saltLength > row.size)
    return (
      'is restricted by its own PSS parameters to another hash or salt: ' +
      'set algorithm to the one it was made for'
    );
  return null;
}

/**
 * Reads the modulus from the DER of SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), because an RSA-PSS
 * key has no JWK form.
 */
function modulusOf(key: KeyObject): bigint {
  const der = key.export({ type: 'spki', format: 'der' });
  const outer = contentOf(der, 0);
  const bits = contentOf(der, contentOf(der, outer.start).end);
  // The first byte of a BIT STRING counts its unused bits. Inside is a sequence that begins with
  // the modulus.
  const modulus = contentOf(der, contentOf(der, bits.start + 1).start);
  return BigInt(`0x${der.toString('hex', modulus.start, modulus.end)}`);
}

/** Where the content of the DER element at `at` begins and ends. OpenSSL wrote it: it is valid. */
function contentOf(der: Buffer, at: number): { start: number; end: number } {
  const first = der[at + 1] as number;
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const start = at + 2 + lengthBytes;
  return { start, end: start + (lengthBytes === 0 ? first : der.readUIntBE(at + 2, lengthBytes)) };
}
