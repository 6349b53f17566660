import { randomFillSync } from 'node:crypto';

/** One call to the system's generator serves many tokens; a call for each would cost as much as signing. */
const pool = Buffer.allocUnsafeSlow(4096);
const SIZE = 16;
let at = pool.length;

/** A new identifier of 128 random bits in base64url, for `jti` (RFC 7519 §4.1.7). */
export function randomId(): string {
  if (at === pool.length) {
    randomFillSync(pool);
    at = 0;
  }
  const id = pool.toString('base64url', at, at + SIZE);
  pool.fill(0, at, at + SIZE);
  at += SIZE;
  return id;
}
