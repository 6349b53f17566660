/** No file of settings, no key and no ACL is longer. `/dev/zero` would never end. */
const MAX_BYTES = 1_048_576;
/** The bit of the mode that lets every user of the machine read a file. */
const READABLE_BY_ALL = 0o004;

type FileSystem = typeof import('node:fs');

/** A file that was read. */
export interface TextFile {
  readonly text: string;
  /** Whether every user of the machine may read it; false where modes mean nothing (Windows). */
  readonly isPublic: boolean;
}

/**
 * Reads a text file.
 *
 * `node:fs` is loaded here and not imported, because a static import would stop a bundle from
 * loading on a runtime without files (Cloudflare Workers), even if no file is ever named.
 *
 * @param file - its path, or a file descriptor
 * @returns the text, or what is wrong and how to mend it, which follows the name of the file. Bytes
 *   that are not UTF-8 are refused: decoding turns each into the same replacement character, so
 *   that many random keys would become the same weak one.
 */
export function readTextFile(file: string | number): TextFile | { readonly fault: string } {
  const fs = globalThis.process?.getBuiltinModule?.('node:fs');
  if (fs === undefined)
    return { fault: 'cannot be read: this runtime has no files, so pass the settings by env' };
  let bytes: Uint8Array | null;
  let isPublic = false;
  let descriptor: number | null = null;
  try {
    descriptor = typeof file === 'number' ? file : fs.openSync(file, 'r');
    isPublic = isReadableByAll(fs, descriptor);
    bytes = readLimited(fs, descriptor);
  } catch {
    return { fault: 'cannot be read: check its path and its permissions' };
  } finally {
    if (descriptor !== null && typeof file === 'string') fs.closeSync(descriptor);
  }
  if (bytes === null) return { fault: 'has more than 1 MB: name another file' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), isPublic };
  } catch {
    return { fault: 'is not UTF-8 text: write keys in PEM, secrets in base64 or hex' };
  }
}

function isReadableByAll(fs: FileSystem, descriptor: number): boolean {
  const stat = fs.fstatSync(descriptor);
  return process.platform !== 'win32' && stat.isFile() && (stat.mode & READABLE_BY_ALL) !== 0;
}

/** Returns all bytes up to the end, or null if there are too many. */
function readLimited(fs: FileSystem, descriptor: number): Uint8Array | null {
  const bytes = new Uint8Array(MAX_BYTES + 1);
  for (let length = 0; ; ) {
    const read = fs.readSync(descriptor, bytes, length, bytes.length - length, null);
    length += read;
    if (length > MAX_BYTES) return null;
    if (read === 0) return bytes.subarray(0, length);
  }
}
