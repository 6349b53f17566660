import { statfsSync } from 'node:fs';
import type { StoreFinding } from '../model/store.ts';

/** The numbers by which Linux names file systems in memory, and of other machines. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);
const REMOTE = new Set([0x6969, 0x517b, 0xfe534d42, 0xff534d42]);

/** Returns what is not safe about the file system of a file. */
export function findingsOf(path: string): readonly StoreFinding[] {
  const type = statfsSync(path).type;
  if (IN_MEMORY.has(type))
    return [
      {
        name: 'store_not_durable',
        reason: `${path} lies in memory, and is lost when the machine stops: choose a path on a disk.`,
      },
    ];
  if (REMOTE.has(type))
    return [
      {
        name: 'store_not_shared',
        reason: `${path} lies on a network file system, where LMDB works for one machine only: choose a path on a disk of this machine, or another store.`,
      },
    ];
  return [];
}
