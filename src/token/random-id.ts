import { Buffer } from 'node:buffer';
import { randomFillSync } from 'node:crypto';

/** Characters of an identifier: 132 random bits. */
const ID_LENGTH = 22;
const bytes = Buffer.allocUnsafeSlow(3072);

/**
 * A batch of random base64url from which identifiers are cut: a call to the system's generator for
 * each would cost as much as signing.
 */
let batch = '';
let used = 0;

/** A new identifier of 132 random bits in base64url, for `jti` (RFC 7519 §4.1.7). */
export function randomId(): string {
  if (used + ID_LENGTH > batch.length) {
    batch = randomFillSync(bytes).toString('base64url');
    bytes.fill(0);
    used = 0;
  }
  const start = used;
  used += ID_LENGTH;
  return batch.slice(start, used);
}
