import { readFileSync } from 'node:fs';

/**
 * The text of a file, or what is wrong with it as the end of a sentence that began with who named it.
 *
 * Bytes that are not UTF-8 are refused: replaced by question marks they would make many a random key the same weak one.
 */
export function readTextFile(path: string): { readonly text: string } | { readonly fault: string } {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch {
    return { fault: 'cannot be read: check its name and its rights' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { fault: 'is not UTF-8 text: write keys in PEM, secrets in base64 or hex' };
  }
}
