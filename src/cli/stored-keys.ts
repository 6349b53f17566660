import {
  closeSync,
  existsSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { readTextFile } from '../config/load/text-file.ts';
import type { KeyDocument } from '../keys/file/key-document.ts';
import { keysOfDocument, parseDocument, writeDocument } from '../keys/file/key-document.ts';
import { ConfigurationError } from '../options/configuration-error.ts';

/** For its owner only: who can read a private key can make any token. */
const MODE = 0o600;

/**
 * Reads a file of keys.
 *
 * @returns null if there is no such file
 * @throws ConfigurationError naming every fault of the file
 */
export function readKeys(path: string): KeyDocument | null {
  if (!existsSync(path)) return null;
  const read = readTextFile(path);
  if ('fault' in read) throw new ConfigurationError(`${path} ${read.fault}`);
  const document = parseDocument(read.text, path);
  keysOfDocument(document, path);
  return document;
}

/**
 * Changes a file of keys: the file is replaced as a whole, so that no process ever reads a part of
 * it, and two changes at once are refused.
 *
 * @param change - receives what the file has, or null, and returns what it is to have
 * @throws ConfigurationError if the file is being changed, or if what it is to have is faulty
 */
export async function changeKeys(
  path: string,
  change: (document: KeyDocument | null) => KeyDocument | Promise<KeyDocument>,
): Promise<KeyDocument> {
  // A symbolic link stays one: the file behind it is what other processes may read by its own name.
  const file = existsSync(path) ? realpathSync(path) : path;
  const next = `${file}.new`;
  const descriptor = openNew(next);
  try {
    keepOwner(descriptor, file);
    const document = await change(readKeys(path));
    // What no process could read is not written.
    keysOfDocument(document, path);
    writeSync(descriptor, writeDocument(document));
    fsyncSync(descriptor);
    renameSync(next, file);
    return document;
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Gives the new file the owner and the group of the old one, and what these two may do. */
function keepOwner(descriptor: number, path: string): void {
  if (!existsSync(path)) return;
  const { uid, gid, mode } = statSync(path);
  try {
    fchownSync(descriptor, uid, gid);
    fchmodSync(descriptor, mode & 0o770);
  } catch {
    throw new ConfigurationError(
      `${path} belongs to another user, who could not read the changed file: run this as that user`,
    );
  }
}

function openNew(path: string): number {
  try {
    return openSync(path, 'wx', MODE);
  } catch (cause) {
    const isThere = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new ConfigurationError(
      isThere
        ? `${path} exists: another change is under way, or one was stopped. Remove it if none runs`
        : `${path} cannot be written: check the folder and its permissions`,
    );
  }
}
