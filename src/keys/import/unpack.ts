import { Buffer } from 'node:buffer';
import type { Jwk, KeyInput } from './key-input.ts';
import { KeyText } from './key-text.ts';
import { hasPem } from './pem.ts';

/**
 * Returns the JWK that a string is the JSON of, as settings have to write it: also in quotes with
 * escaped ones inside, and in base64. Any other input is returned as it is.
 */
export function unpackJson(input: unknown): KeyInput {
  const given = KeyText.reveal(input as KeyInput);
  if (typeof given !== 'string') return given;
  const plain = trimmed(given);
  const text = plain.startsWith('{') ? plain : trimmed(Buffer.from(plain, 'base64').toString());
  return jwkOf(text) ?? jwkOf(text.replaceAll('\\"', '"')) ?? given;
}

function jwkOf(text: string): Jwk | null {
  if (!text.startsWith('{')) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    const isKey = ['kty', 'keys'].some((name) => Object.hasOwn(parsed as object, name));
    return isKey ? (parsed as Jwk) : null;
  } catch {
    return null;
  }
}

/**
 * Returns the PEM in a string as environments hand it over: with `\n` in two characters, in quotes,
 * behind a byte order mark, or in base64. The cure of what stays wrong is for `readPem`.
 */
export function unpackPem(text: string): string {
  const plain = trimmed(text);
  const decoded = hasPem(plain) ? plain : Buffer.from(plain, 'base64').toString('latin1');
  return (hasPem(decoded) ? decoded : plain).replace(/\\+[nr]/g, '\n');
}

function trimmed(text: string): string {
  const plain = text.replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, '').trim();
  return /^(["'])[^]*\1$/.test(plain) ? plain.slice(1, -1).trim() : plain;
}
