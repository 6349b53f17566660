import { Buffer } from 'node:buffer';
import { createPublicKey } from 'node:crypto';
import { hasPem } from '../import/pem.ts';

const SSH =
  /(?:^|[\s"'=,;:])(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\d{3}|sk-(?:ssh|ecdsa)-[a-z0-9@.-]+)\s+AAAA/i;
const JWK = /["']?\bkty["']?\s*:|["']keys["']\s*:\s*\[/i;
/** Long enough for the shortest public key, that of Ed25519 (44 octets). */
const BASE64 = /[A-Za-z0-9+/_-][A-Za-z0-9+/_\s-]{57,}/g;

/**
 * Whether octets that are meant as an HMAC secret have key material of another kind in them, anywhere: PEM, JWK, a JWK Set, SSH, or DER,
 * bare or in base64.
 *
 * A server that takes the public key of a pair for a shared secret accepts tokens from everybody who can read that public key.
 */
export function containsAsymmetricKey(secret: Uint8Array): boolean {
  const octets = Buffer.from(secret.buffer, secret.byteOffset, secret.byteLength);
  // Without the zeros, UTF-16 reads as ASCII.
  const text = octets.toString('latin1').replaceAll('\0', '');
  if (hasPem(text) || SSH.test(text) || JWK.test(text) || isDer(octets)) return true;
  return (text.match(BASE64) ?? []).some((run) =>
    isDer(Buffer.from(run.replace(/\s/g, ''), 'base64')),
  );
}

function isDer(octets: Buffer): boolean {
  // Every form of a public key in DER is a SEQUENCE.
  if (octets[0] !== 0x30) return false;
  return (['spki', 'pkcs1'] as const).some((type) => {
    try {
      createPublicKey({ key: octets, format: 'der', type });
      return true;
    } catch {
      return false;
    }
  });
}
