/**
 * Reads a text file.
 *
 * `node:fs` is loaded here and not imported, because a static import would stop a bundle from
 * loading on a runtime without files (Cloudflare Workers), even if no file is ever named.
 *
 * @returns the text, or what is wrong and how to mend it, which follows the name of the file. Bytes
 *   that are not UTF-8 are refused: decoding turns each into the same replacement character, so
 *   that many random keys would become the same weak one.
 */
export function readTextFile(path: string): { readonly text: string } | { readonly fault: string } {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs');
  if (fs === undefined)
    return { fault: 'cannot be read: this runtime has no files, so pass the settings by env' };
  let bytes: Uint8Array;
  try {
    bytes = fs.readFileSync(path);
  } catch {
    return { fault: 'cannot be read: check its path and its permissions' };
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { fault: 'is not UTF-8 text: write keys in PEM, secrets in base64 or hex' };
  }
}
