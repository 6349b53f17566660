import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';

/** The prime field of each curve, and the bit of a public key that holds the sign of x. */
const FIELDS = {
  ed25519: { prime: 2n ** 255n - 19n, signBit: 255n },
  ed448: { prime: 2n ** 448n - 2n ** 224n - 1n, signBit: 455n },
} as const;

/**
 * Whether an Ed25519 or Ed448 public key is one of the few points of small order, or is not encoded
 * canonically.
 *
 * Under such a key one signature is valid for many messages, so it proves nothing. In the canonical
 * encoding (RFC 8032 §5.1, §5.2), y is less than the prime (RFC 8032 §5.1.3); the sign of x does
 * not matter here.
 */
export function isSmallOrder(key: KeyObject): boolean {
  const { prime, signBit } = FIELDS[key.asymmetricKeyType as keyof typeof FIELDS];
  const littleEndian = Buffer.from(key.export({ format: 'jwk' }).x as string, 'base64url');
  const y = BigInt(`0x${littleEndian.reverse().toString('hex')}`) % 2n ** signBit;
  if (y >= prime) return true;
  // The neutral point has y = 1, the point of order 2 has y = -1, those of order 4 have y = 0.
  if (y <= 1n || y === prime - 1n) return true;
  return key.asymmetricKeyType === 'ed25519' && hasOrderEight(y, prime);
}

/**
 * Doubling a point of order 8 gives a point with y = 0, so x² + y² = 0. With the curve equation
 * -x² + y² = 1 + d·x²·y² that leaves d·y⁴ + 2·y² - 1 = 0, where d = -121665/121666. Ed448 has no
 * such points: its cofactor is 4.
 */
function hasOrderEight(y: bigint, prime: bigint): boolean {
  const square = (y * y) % prime;
  return (-121_665n * square * square + 2n * 121_666n * square - 121_666n) % prime === 0n;
}
