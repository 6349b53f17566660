import { Buffer } from 'node:buffer';

/**
 * The two forms of an ECDSA signature: R‖S of fixed length in a JWS (RFC 7518 §3.4), and the DER
 * sequence that `node:crypto` signs and verifies if it is given nothing but a key.
 *
 * Node can convert them (`dsaEncoding: 'ieee-p1363'`), but from version 24 on that option costs as
 * much as a third of the verification, and workerd takes no option beside a `KeyObject`.
 */

const SEQUENCE = 0x30;
const INTEGER = 0x02;
/** A length over 127 follows in a byte of its own (X.690 §8.1.3.5). */
const LONG_LENGTH = 0x81;

/**
 * Converts R‖S to DER.
 *
 * @param signature - R and S, each half of it
 */
export function toDer(signature: Buffer): Buffer {
  const half = signature.length >> 1;
  const r = integerStart(signature, 0, half);
  const s = integerStart(signature, half, signature.length);
  // A number whose first bit is set would be negative, so a zero byte precedes it.
  const rLength = half - r + signBit(signature, r);
  const sLength = signature.length - s + signBit(signature, s);
  const content = rLength + sLength + 4;
  const der = Buffer.allocUnsafe(content + (content > 127 ? 3 : 2));
  der[0] = SEQUENCE;
  let at = 1;
  if (content > 127) der[at++] = LONG_LENGTH;
  der[at++] = content;
  at = writeInteger(der, at, signature, r, half, rLength);
  writeInteger(der, at, signature, s, signature.length, sLength);
  return der;
}

/**
 * Converts the DER of `crypto.sign` to R‖S.
 *
 * @param half - bytes of R and of S
 */
export function fromDer(der: Buffer, half: number): Buffer {
  const signature = Buffer.alloc(half * 2);
  const afterR = readInteger(der, der[1] === LONG_LENGTH ? 3 : 2, signature, half);
  readInteger(der, afterR, signature, half * 2);
  return signature;
}

/** The first byte that counts: leading zeros are not written, but one byte of a zero is. */
function integerStart(bytes: Buffer, from: number, end: number): number {
  while (from < end - 1 && bytes[from] === 0) from++;
  return from;
}

function signBit(bytes: Buffer, at: number): number {
  return (bytes[at] as number) >> 7;
}

function writeInteger(
  der: Buffer,
  at: number,
  bytes: Buffer,
  from: number,
  end: number,
  length: number,
): number {
  der[at++] = INTEGER;
  der[at++] = length;
  if (length > end - from) der[at++] = 0;
  bytes.copy(der, at, from, end);
  return at + end - from;
}

/** Copies an integer so that it ends at `end`, where zeros precede it; returns what follows it. */
function readInteger(der: Buffer, at: number, signature: Buffer, end: number): number {
  const next = at + 2 + (der[at + 1] as number);
  const start = der[at + 2] === 0 ? at + 3 : at + 2;
  der.copy(signature, end - (next - start), start, next);
  return next;
}
