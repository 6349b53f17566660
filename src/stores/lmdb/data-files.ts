import { closeSync, existsSync, mkdirSync, openSync, readSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '../../options/configuration-error.ts';
import { StoreLostError } from '../model/store.ts';
import type { Seal } from './seal.ts';
import { SealFile } from './seal.ts';

const START_AGAIN =
  'or start a new store: stop all processes and remove the data file, its -lock and its .seal';

/** A number near the start of each data file, in the byte order of the machine. */
const MAGIC = 0xbeefc0de;

/** The files of one store: the data file at the path, `-lock` and `.seal` beside it. */
export class DataFiles {
  readonly path: string;
  readonly seal: SealFile;

  constructor(path: string) {
    this.path = path;
    this.seal = new SealFile(`${path}.seal`);
  }

  /**
   * Checks the files before the data file is opened, and makes a seal if there is no file at all.
   *
   * @param create - whether a new store may begin
   * @returns what the data file has to hold
   * @throws StoreLostError if there are no files and none may be made
   * @throws ConfigurationError if the data file is not the one that was sealed
   */
  check(create: boolean): Seal {
    const folder = dirname(this.path);
    if (create && !existsSync(folder)) makeFolder(folder);
    // The seal is made first. So data that is there before the seal is looked for has one.
    const before = this.#isThere();
    const found = this.seal.read();
    if (found !== null) return this.#checked(found);
    if (before)
      throw new ConfigurationError(
        `${this.path} or its -lock exists and its .seal does not. Restore the seal together with the data file, ${START_AGAIN}.`,
      );
    if (!create) throw new StoreLostError(`${this.path} and its seal are missing.`);
    this.seal.create();
    return this.#checked(this.seal.read() as Seal);
  }

  /** The size of the data file in bytes; 0 if there is none. */
  size(): number {
    return statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
  }

  #isThere(): boolean {
    return existsSync(this.path) || existsSync(`${this.path}-lock`);
  }

  #checked(seal: Seal): Seal {
    if (statSync(this.path, { throwIfNoEntry: false })?.isDirectory())
      throw new ConfigurationError(
        `${this.path} is a directory: give lmdbStore the path of a file.`,
      );
    const size = this.size();
    if (size > 0 && !isLmdb(this.path))
      throw new ConfigurationError(
        `${this.path} is no database of LMDB, or is damaged. Restore the newest file, ${START_AGAIN}.`,
      );
    if (size >= seal.size) return seal;
    const what = size === 0 ? 'is missing or empty' : 'was truncated';
    throw new ConfigurationError(
      `${this.path} ${what}: it has ${size} bytes and had ${seal.size}. What was revoked is not known. Restore the newest file, ${START_AGAIN}.`,
    );
  }
}

/** Makes one folder, unless another process does so first. Its parent has to exist. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** Whether a file begins as files of LMDB do: opening another one would end the process. */
function isLmdb(path: string): boolean {
  const file = openSync(path, 'r');
  const start = Buffer.alloc(64);
  readSync(file, start, 0, start.length, 0);
  closeSync(file);
  return start.includes(Buffer.from(new Uint32Array([MAGIC]).buffer));
}

/**
 * Checks the content of the data file against its seal.
 *
 * @throws ConfigurationError if it is of another store, or older
 */
export function checkContent(
  path: string,
  seal: Seal,
  state: { readonly generation: string; readonly writes: number } | null,
): void {
  if (state === null && seal.size === 0) return;
  if (state?.generation !== seal.generation)
    throw new ConfigurationError(
      `${path} ${state === null ? 'was emptied' : 'belongs to another store'}: its seal says so. Restore the newest file, ${START_AGAIN}.`,
    );
  if (state.writes < seal.writes)
    throw new ConfigurationError(
      `${path} is older than its seal, by ${seal.writes - state.writes} transactions: a backup was restored. What was revoked since then is not known. Restore the newest file, ${START_AGAIN}.`,
    );
}
