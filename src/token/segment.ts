import { Buffer, isUtf8 } from 'node:buffer';

/**
 * One buffer for all decoding: a new Buffer costs more than the work done in it. Nothing
 * asynchronous happens between filling it and reading it.
 */
const scratch = Buffer.allocUnsafeSlow(8192);
/** The longest base64url string whose bytes fit into it. */
const SCRATCH_CHARS = Math.floor((scratch.length * 4) / 3) - 2;

/**
 * Decodes base64url. Returns null unless the string is the one spelling that RFC 7515 §2 and RFC
 * 4648 §3.5 allow: no padding, no other alphabet, no white space, no spare bits. The result lies in
 * shared memory and is valid until the next call.
 *
 * Decoders are lenient (Node's reads `+`, skips spaces and drops the high byte of wide characters),
 * so the bytes are encoded again, and that must give the same string.
 */
export function decodeBase64url(text: string): Buffer | null {
  const buffer = text.length <= SCRATCH_CHARS ? scratch : Buffer.allocUnsafe(text.length);
  const length = buffer.write(text, 'base64url');
  return buffer.toString('base64url', 0, length) === text ? buffer.subarray(0, length) : null;
}

/**
 * Decodes the text in a base64url segment. Returns null unless it is canonical base64url of
 * well-formed UTF-8 (RFC 7515 §5.2). A byte order mark stays in the text, where JSON rejects it.
 */
export function decodeText(segment: string): string | null {
  const buffer = segment.length <= SCRATCH_CHARS ? scratch : Buffer.allocUnsafe(segment.length);
  const length = buffer.write(segment, 'base64url');
  if (buffer.toString('base64url', 0, length) !== segment) return null;
  const text = buffer.toString('utf8', 0, length);
  // The decoder replaces invalid UTF-8 by U+FFFD. Only a text with U+FFFD needs the second test,
  // which distinguishes that from a real U+FFFD.
  return text.includes('\uFFFD') && !isUtf8(buffer.subarray(0, length)) ? null : text;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The value of each ASCII character (RFC 4648 §5) plus one; zero for all other characters. */
const BASE64URL_VALUE = /* @__PURE__ */ Uint8Array.from(
  { length: 128 },
  (_, code) => ALPHABET.indexOf(String.fromCharCode(code)) + 1,
);

/**
 * Whether the characters from `start` on are canonical base64url: what {@link decodeBase64url}
 * finds out, without the bytes. It begins at the end, where spare bits are, and what was cut off or
 * added.
 */
export function isCanonicalBase64url(text: string, start: number): boolean {
  const spare = ((text.length - start) * 6) % 8;
  const last = BASE64URL_VALUE[text.charCodeAt(text.length - 1)] as number;
  if (spare > 4 || ((last - 1) & ((1 << spare) - 1)) !== 0) return false;
  for (let at = text.length - 1; at >= start; at--)
    if (!((BASE64URL_VALUE[text.charCodeAt(at)] as number) > 0)) return false;
  return true;
}

/** Encodes the UTF-8 bytes of a string as canonical base64url. */
export function encodeText(text: string): string {
  // One UTF-16 unit becomes at most three bytes.
  if (text.length * 3 > scratch.length) return Buffer.from(text).toString('base64url');
  return scratch.toString('base64url', 0, scratch.write(text));
}

/**
 * Copies a base64url string. A slice would keep the whole header or token that it was cut from in
 * memory.
 */
export function detachString(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
