import { statSync } from 'node:fs';

/** Which file a path names now, and how large it is. */
export interface FileIdentity {
  readonly device: bigint;
  readonly inode: bigint;
  readonly size: number;
}

/** Returns the file of a path; null if there is none. */
export function identityOf(path: string): FileIdentity | null {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined
    ? null
    : { device: found.dev, inode: found.ino, size: Number(found.size) };
}

/** Whether two answers are of one file. */
export function isSameFile(one: FileIdentity, other: FileIdentity | null): boolean {
  return one.inode === other?.inode && one.device === other.device;
}
