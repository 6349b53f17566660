import { Buffer, isUtf8 } from 'node:buffer';

/** One piece of memory for all decoding: a fresh Buffer costs more than the work done in it, and nothing waits between its filling and its reading. */
const scratch = Buffer.allocUnsafeSlow(8192);
/** The longest base64url text whose octets fit into it. */
const FITS = Math.floor((scratch.length * 4) / 3) - 2;

/**
 * The octets of a base64url text, or `null` unless the text is the one spelling that RFC 7515 §2 and RFC 4648 §3.5 leave:
 * no padding, no other alphabet, no white space, no spare bits. The result lies in shared memory and is good until the next call.
 *
 * Decoders forgive (Node's reads `+`, skips blanks and drops high bytes of wide characters), so what was read is written again and must be the same text.
 */
export function decodeBase64url(text: string): Buffer | null {
  const room = text.length <= FITS ? scratch : Buffer.allocUnsafe(text.length);
  const octets = room.write(text, 'base64url');
  return room.toString('base64url', 0, octets) === text ? room.subarray(0, octets) : null;
}

/**
 * The text inside a base64url segment, or `null` unless it is canonical base64url of well-formed UTF-8 (RFC 7515 §5.2).
 * A byte order mark stays in the text, where JSON refuses it.
 */
export function decodeText(segment: string): string | null {
  const room = segment.length <= FITS ? scratch : Buffer.allocUnsafe(segment.length);
  const octets = room.write(segment, 'base64url');
  if (room.toString('base64url', 0, octets) !== segment) return null;
  const text = room.toString('utf8', 0, octets);
  // The decoder writes U+FFFD for what is not UTF-8; only a text that has one needs the second look that tells it from a real U+FFFD.
  return text.includes('\uFFFD') && !isUtf8(room.subarray(0, octets)) ? null : text;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** What each ASCII character says (RFC 4648 §5), and one more; zero for those that say nothing. */
const SAYS = /* @__PURE__ */ Uint8Array.from(
  { length: 128 },
  (_, code) => ALPHABET.indexOf(String.fromCharCode(code)) + 1,
);

/**
 * Whether the characters of a text from some place on are canonical base64url: what {@link decodeBase64url} finds out, without the octets.
 * It begins at the end, where spare bits are, and what was cut off or put on.
 */
export function isCanonicalBase64url(text: string, from: number): boolean {
  const spare = ((text.length - from) * 6) % 8;
  const last = SAYS[text.charCodeAt(text.length - 1)] as number;
  if (spare > 4 || ((last - 1) & ((1 << spare) - 1)) !== 0) return false;
  for (let at = text.length - 1; at >= from; at--)
    if (!((SAYS[text.charCodeAt(at)] as number) > 0)) return false;
  return true;
}

/** The canonical base64url of a text's UTF-8 octets. */
export function encodeText(text: string): string {
  // Three octets are the most that one UTF-16 unit becomes.
  if (text.length * 3 > scratch.length) return Buffer.from(text).toString('base64url');
  return scratch.toString('base64url', 0, scratch.write(text));
}

/**
 * A copy of a text of base64url that stands for itself: a slice would keep the whole header or token that it was cut from in memory for as
 * long as it lives.
 */
export function detachString(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
