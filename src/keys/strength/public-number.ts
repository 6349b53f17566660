import { Buffer } from 'node:buffer';
import type { KeyObject } from 'node:crypto';
import type { Key } from '../key-set.ts';

/**
 * Whether the HMAC secret of one key contains a number of the public key of another: the modulus or
 * a coordinate, raw, in hex or in base64url. Alone such a number looks like random bytes.
 */
export function isSecretMadeOf(
  { verifyingKey: secret }: Key,
  { verifyingKey: other }: Key,
): boolean {
  if (secret.type !== 'secret' || other.type === 'secret') return false;
  const bytes = secret.export();
  const text = bytes.toString('latin1');
  return publicNumbers(other).some((number) => {
    const raw = Buffer.from(number, 'base64url');
    return (
      bytes.includes(raw) ||
      text.replaceAll('+', '-').replaceAll('/', '_').includes(number) ||
      text.toLowerCase().includes(raw.toString('hex'))
    );
  });
}

/** The numbers of a public key in base64url; none of a key without a JWK form, such as RSA-PSS. */
function publicNumbers(key: KeyObject): readonly string[] {
  try {
    const { n, x, y } = key.export({ format: 'jwk' });
    return [n, x, y].filter((number) => number !== undefined);
  } catch {
    return [];
  }
}
