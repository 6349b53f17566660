import { Buffer } from 'node:buffer';
import { hasPem } from '../import/pem.ts';
import { containsDerKey, isCurvePoint } from './der-key.ts';
import { bytesOfBinaryString, unwrap } from './unwrap.ts';

/** A key type of OpenSSH before its base64. */
const SSH =
  /(?:^|[\s"'=,;:])(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\d{3}|sk-(?:ssh|ecdsa)-[a-z0-9@.-]+)\s+AAAA/i;
const JWK = /["']?\bkty["']?\s*:|["']keys["']\s*:\s*\[/i;
const XML = /<(?:\w+:)?(?:RSAKeyValue|ECKeyValue|Modulus|X509Certificate)\b/i;
/** The same in the bytes of a key, behind the three zeros of its length (RFC 4253 §6.6). */
const SSH_BYTES = /\0{3}[^](?:ssh-|ecdsa-sha2-|sk-ssh-|sk-ecdsa-)/;
/**
 * The object identifiers of RSA, EC, Ed25519 and Ed448 keys in DER that was read as UTF-8. Who
 * knows the key also knows what that left of it.
 */
const DAMAGED_DER = [
  '*\ufffdH\ufffd\ufffd\r\u0001\u0001\u0001',
  '*\ufffdH\ufffd=\u0002\u0001',
  '\u0006\u0003+ep',
  '\u0006\u0003+eq',
];
/** How often one encoding may be wrapped into another. */
const MAX_DEPTH = 3;

/**
 * Whether the bytes of an HMAC secret contain an asymmetric key anywhere: as PEM, JWK, JWK Set, SSH
 * key, XML, DER, certificate or uncompressed point; raw, in base64, base64url, hex,
 * percent-encoding or escapes, one in another up to three levels deep.
 *
 * A server that uses the public key of a key pair as its shared secret accepts tokens from anyone
 * who can read that public key.
 */
export function containsAsymmetricKey(secret: Uint8Array): boolean {
  return contains(Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength), MAX_DEPTH);
}

function contains(bytes: Buffer, depth: number): boolean {
  if (containsDerKey(bytes) || isCurvePoint(bytes)) return true;
  const latin1 = bytes.toString('latin1');
  // Without its zeros, UTF-16 reads as ASCII.
  const text = latin1.replaceAll('\0', '');
  if ([SSH, JWK, XML].some((pattern) => pattern.test(text))) return true;
  if (hasPem(text) || SSH_BYTES.test(latin1)) return true;
  const utf8 = bytes.toString();
  if (DAMAGED_DER.some((identifier) => utf8.includes(identifier))) return true;
  const binary = bytesOfBinaryString(bytes);
  if (binary !== null && contains(binary, depth)) return true;
  return depth > 0 && unwrap(text).some((inner) => contains(inner, depth - 1));
}
