import { Buffer } from 'node:buffer';
import { randomFillSync } from 'node:crypto';

/** Characters of the random part: 132 bits. */
const RANDOM_LENGTH = 22;
/** The latest time that 48 bits hold, in milliseconds: the year 10889. */
const MAX_TIME = 2 ** 48 - 1;
const bytes = Buffer.allocUnsafeSlow(3072);

/**
 * A batch of random base64url from which identifiers are cut: a call to the system's generator for
 * each would cost as much as signing.
 */
let batch = '';
let used = 0;

/** The time of the last identifier, and how it is written: many begin in one millisecond. */
let lastTime = -1;
let lastText = '';

/**
 * Returns a new identifier in base64url, for `jti` (RFC 7519 §4.1.7) and `sid`: 48 bits of
 * milliseconds since 1970, and 132 random bits. The time lets a session be compared with the moment
 * from which all sessions of a user are revoked.
 *
 * @param nowSeconds - seconds since 1970, with a fraction
 */
export function timedId(nowSeconds: number): string {
  const time = Math.round(nowSeconds * 1000);
  if (time !== lastTime) {
    lastTime = time;
    lastText = textOf(time);
  }
  return lastText + random();
}

function textOf(time: number): string {
  const held = Math.min(Math.max(time, 0), MAX_TIME);
  const six = Buffer.alloc(6);
  six.writeUIntBE(Number.isNaN(held) ? 0 : held, 0, 6);
  return six.toString('base64url');
}

function random(): string {
  if (used + RANDOM_LENGTH > batch.length) {
    batch = randomFillSync(bytes).toString('base64url');
    bytes.fill(0);
    used = 0;
  }
  const start = used;
  used += RANDOM_LENGTH;
  return batch.slice(start, used);
}

/** Returns the time in an identifier of ours, in milliseconds since 1970; null for another one. */
export function timeOfId(id: unknown): number | null {
  if (typeof id !== 'string' || !/^[\w-]{30}$/.test(id)) return null;
  return Buffer.from(id.slice(0, 8), 'base64url').readUIntBE(0, 6);
}
