import { Buffer } from 'node:buffer';
import { createPublicKey } from 'node:crypto';
import { hasPem } from '../import/pem.ts';

const SSH =
  /(?:^|[\s"'=,;:])(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\d{3}|sk-(?:ssh|ecdsa)-[a-z0-9@.-]+)\s+AAAA/i;
const JWK = /["']?\bkty["']?\s*:|["']keys["']\s*:\s*\[/i;
/** Base64 long enough for the shortest public key, an Ed25519 key (44 bytes). */
const BASE64 = /[A-Za-z0-9+/_-][A-Za-z0-9+/_\s-]{57,}/g;

/**
 * Whether the bytes of an HMAC secret contain an asymmetric key anywhere: as PEM, JWK, JWK Set, SSH
 * key or DER, raw or in base64.
 *
 * A server that uses the public key of a key pair as its shared secret accepts tokens from anyone
 * who can read that public key.
 */
export function containsAsymmetricKey(secret: Uint8Array): boolean {
  const bytes = Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
  // Without its zeros, UTF-16 reads as ASCII.
  const text = bytes.toString('latin1').replaceAll('\0', '');
  if (hasPem(text) || SSH.test(text) || JWK.test(text) || isDer(bytes)) return true;
  return (text.match(BASE64) ?? []).some((run) =>
    isDer(Buffer.from(run.replace(/\s/g, ''), 'base64')),
  );
}

function isDer(bytes: Buffer): boolean {
  // Every DER form of a public key is a SEQUENCE.
  if (bytes[0] !== 0x30) return false;
  return (['spki', 'pkcs1'] as const).some((type) => {
    try {
      createPublicKey({ key: bytes, format: 'der', type });
      return true;
    } catch {
      return false;
    }
  });
}
