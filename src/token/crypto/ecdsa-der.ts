import { Buffer } from 'node:buffer';

/**
 * Turns the fixed-length R‖S of a JWS (RFC 7518 §3.4) into the DER sequence that `crypto.verify` takes with a bare key.
 *
 * Node can do it too (`dsaEncoding: 'ieee-p1363'`), but from version 24 on that option costs as much as a third of the verification.
 * @param signature - R and S, each of half the length
 */
export function derSignature(signature: Buffer): Buffer {
  const half = signature.length >> 1;
  const r = integerStart(signature, 0, half);
  const s = integerStart(signature, half, signature.length);
  // A leading bit that is set would read as a minus sign, so such a number gets a zero octet in front.
  const rLength = half - r + sign(signature, r);
  const sLength = signature.length - s + sign(signature, s);
  const content = rLength + sLength + 4;
  const der = Buffer.allocUnsafe(content + (content > 127 ? 3 : 2));
  der[0] = 0x30;
  let at = 1;
  if (content > 127) der[at++] = 0x81;
  der[at++] = content;
  at = writeInteger(der, at, signature, r, half, rLength);
  writeInteger(der, at, signature, s, signature.length, sLength);
  return der;
}

/** The first octet that counts: leading zeros are not written, but one stays of a number that is zero. */
function integerStart(octets: Buffer, from: number, end: number): number {
  while (from < end - 1 && octets[from] === 0) from++;
  return from;
}

function sign(octets: Buffer, at: number): number {
  return (octets[at] as number) >> 7;
}

function writeInteger(
  der: Buffer,
  at: number,
  octets: Buffer,
  from: number,
  end: number,
  length: number,
): number {
  der[at++] = 0x02;
  der[at++] = length;
  if (length > end - from) der[at++] = 0;
  octets.copy(der, at, from, end);
  return at + end - from;
}
