import { Buffer } from 'node:buffer';

/**
 * Base64 or base64url, also in lines, long enough for the shortest public key. A quantifier of one
 * class is never retried, so that the time is in proportion to the length.
 */
const BASE64 = /[A-Za-z0-9+/_\s-]{40,}/g;
const HEX = /[0-9a-f]{80,}/gi;
/** What stands between the bytes of a hex dump. */
const HEX_SEPARATORS = /0x|\\x|[\s:,;-]/gi;
const QUOTED = /^\s*["']([^]*)["']\s*$/;
const PERCENT = /%([0-9a-f]{2})/gi;
const ESCAPE = /\\+(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([bfnrt/"']))/gi;
const BLANKS: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * Everything that a text may stand for: what is in its base64, base64url and hex, and the text
 * without its quotes, percent-encoding and escapes. A text that is not encoded gives nothing.
 */
export function unwrap(text: string): readonly Buffer[] {
  const found = [...(text.match(BASE64) ?? []).flatMap(decodeBase64), ...decodeHex(text)];
  const bare = text.replace(QUOTED, '$1');
  const decoded = decodePercent(bare);
  // Each alone as well: the bytes of a key may look like an escape.
  const plain = new Set([decoded, decodeEscapes(bare), decodeEscapes(decoded)]);
  plain.delete(text);
  return [...found, ...[...plain].map((one) => Buffer.from(one, 'latin1'))];
}

function decodePercent(text: string): string {
  return text.replace(PERCENT, (_, hex: string) => charOf(hex));
}

function decodeEscapes(text: string): string {
  return text.replace(
    ESCAPE,
    (_, unicode?: string, hex?: string, char?: string) =>
      (char === undefined ? charOf(unicode ?? (hex as string)) : BLANKS[char.toLowerCase()]) ??
      (char as string),
  );
}

/** A run may begin with characters that belong to something else, so each of four places counts. */
function decodeBase64(run: string): readonly Buffer[] {
  const chars = run.replace(/\s/g, '');
  return [0, 1, 2, 3].map((skipped) => Buffer.from(chars.slice(skipped), 'base64'));
}

function decodeHex(text: string): readonly Buffer[] {
  const runs = text.replace(HEX_SEPARATORS, '').match(HEX) ?? [];
  return runs.flatMap((run) => [0, 1].map((skipped) => Buffer.from(run.slice(skipped), 'hex')));
}

function charOf(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** The bytes that were read as Latin-1 and written as UTF-8; null if no character shows it. */
export function bytesOfBinaryString(bytes: Buffer): Buffer | null {
  const text = bytes.toString();
  // Characters of one byte only, and at least one that UTF-8 writes in two.
  if (text.length === bytes.length || !/^[\0-\xff]*$/.test(text)) return null;
  return Buffer.from(text, 'latin1');
}
