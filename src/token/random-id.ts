import { Buffer } from 'node:buffer';
import { randomFillSync } from 'node:crypto';

/** How many characters an identifier has: 132 random bits. */
const LENGTH = 22;
const octets = Buffer.allocUnsafeSlow(3072);

/** Random octets as text, in which identifiers lie one behind the other: a call to the system's generator for each would cost as much as signing. */
let text = '';
let at = 0;

/** A new identifier of 132 random bits in base64url, for `jti` (RFC 7519 §4.1.7). */
export function randomId(): string {
  if (at + LENGTH > text.length) {
    text = randomFillSync(octets).toString('base64url');
    octets.fill(0);
    at = 0;
  }
  const from = at;
  at += LENGTH;
  return text.slice(from, at);
}
