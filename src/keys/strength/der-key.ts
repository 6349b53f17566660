import type { Buffer } from 'node:buffer';
import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OBJECT_ID = 0x06;
const VERSION = 0xa0;
/** The shortest key in DER is an Ed25519 key in SubjectPublicKeyInfo: 44 bytes. */
const MIN_LENGTH = 44;

/** The uncompressed points of each curve: the bytes of a coordinate. */
const COORDINATES: ReadonlyMap<number, readonly string[]> = new Map([
  [32, ['P-256', 'secp256k1']],
  [48, ['P-384']],
  [66, ['P-521']],
]);

/**
 * Whether bytes contain a key of a pair anywhere in DER (SPKI, PKCS#1, PKCS#8, SEC1), or a
 * certificate.
 */
export function containsDerKey(bytes: Buffer): boolean {
  let at = bytes.indexOf(SEQUENCE);
  for (; at !== -1 && at + MIN_LENGTH <= bytes.length; at = bytes.indexOf(SEQUENCE, at + 1)) {
    const element = elementAt(bytes, at);
    if (element !== null && isKey(element)) return true;
  }
  return false;
}

/** Whether bytes are the two coordinates of a point on a curve, also behind 0x04 (SEC 1 §2.3.3). */
export function isCurvePoint(bytes: Buffer): boolean {
  const start = bytes.length % 2;
  if (start === 1 && bytes[0] !== 0x04) return false;
  const size = (bytes.length - start) / 2;
  const [x, y] = [bytes.subarray(start, start + size), bytes.subarray(start + size)].map((part) =>
    part.toString('base64url'),
  ) as [string, string];
  return (COORDINATES.get(size) ?? []).some((crv) =>
    parses(() => createPublicKey({ key: { kty: 'EC', crv, x, y }, format: 'jwk' })),
  );
}

/**
 * The DER element that begins at `at`, if it can be a key; else null. What it begins with is looked
 * at first, because parsing is slow.
 */
function elementAt(bytes: Buffer, at: number): Buffer | null {
  const start = contentStart(bytes, at);
  const first = bytes[start];
  if (first === SEQUENCE) {
    const inner = bytes[contentStart(bytes, start)];
    if (inner !== OBJECT_ID && inner !== VERSION && inner !== INTEGER) return null;
  } else if (first !== INTEGER) return null;
  const end = start + lengthOf(bytes, at, start);
  return end - at < MIN_LENGTH || end > bytes.length ? null : bytes.subarray(at, end);
}

function contentStart(bytes: Buffer, at: number): number {
  const length = bytes[at + 1] ?? 0;
  return at + 2 + (length > 0x80 ? length - 0x80 : 0);
}

function lengthOf(bytes: Buffer, at: number, start: number): number {
  const digits = start - at - 2;
  if (digits === 0) return bytes[at + 1] as number;
  return digits <= 4 && start <= bytes.length ? bytes.readUIntBE(at + 2, digits) : 0;
}

function isKey(key: Buffer): boolean {
  const format = 'der';
  return (
    parses(() => createPublicKey({ key, format, type: 'spki' })) ||
    parses(() => createPublicKey({ key, format, type: 'pkcs1' })) ||
    parses(() => createPrivateKey({ key, format, type: 'pkcs8' })) ||
    parses(() => createPrivateKey({ key, format, type: 'pkcs1' })) ||
    parses(() => createPrivateKey({ key, format, type: 'sec1' })) ||
    parses(() => new X509Certificate(key))
  );
}

function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}
