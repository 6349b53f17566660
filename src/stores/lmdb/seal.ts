import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '../../options/configuration-error.ts';

/** What is known of a data file without opening it. */
export interface Seal {
  readonly generation: string;
  /** How many transactions have written. */
  readonly writes: number;
  /** The size of the data file in bytes; 0 until it has content. */
  readonly size: number;
}

const LINE = /^(pyramidion-lmdb 1 ([\w-]{22}) (\d{15}) (\d{15})) ([\w-]{22})\n$/;

/**
 * The file beside the data file that says what the data file has to hold.
 *
 * LMDB takes an empty file for a new database, and a truncated one ends the process. So a data file
 * that is missing, empty, truncated, replaced or older has to be found before it is opened.
 */
export class SealFile {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Returns the seal; null if there is no file.
   *
   * @throws ConfigurationError if the file is no seal
   */
  read(): Seal | null {
    // A process that writes at the same moment may show one half of each line.
    for (let attempts = 0; attempts < 3; attempts++) {
      const text = readIfThere(this.path);
      if (text === null) return null;
      const [, said = '', generation = '', writes, size, sum] = LINE.exec(text) ?? [];
      if (sum !== undefined && sum === sumOf(said))
        return { generation, writes: Number(writes), size: Number(size) };
    }
    throw new ConfigurationError(
      `${this.path} is damaged, or no seal of a store. Restore it together with the data file, or start a new store: stop all processes and remove the data file, its -lock and its .seal.`,
    );
  }

  /**
   * Makes the file with a new generation, unless another process does so first. The file appears
   * as a whole.
   */
  create(): void {
    const temporary = `${this.path}.${randomBytes(6).toString('hex')}`;
    const file = openSync(temporary, 'wx', 0o600);
    try {
      const generation = randomBytes(16).toString('base64url');
      writeSync(file, lineOf({ generation, writes: 0, size: 0 }));
      fsyncSync(file);
      linkSync(temporary, this.path);
      flushFolder(dirname(this.path));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      closeSync(file);
      rmSync(temporary);
    }
  }

  /**
   * Replaces the line. All lines are equally long and lie in one sector of the disk, so that a
   * crash leaves the old or the new one. It need not be flushed: the data file may be newer than
   * its seal.
   *
   * @throws Error if the file is missing
   */
  write(seal: Seal): void {
    const file = openSync(this.path, 'r+');
    try {
      writeSync(file, lineOf(seal), 0);
    } finally {
      closeSync(file);
    }
  }
}

function lineOf({ generation, writes, size }: Seal): string {
  const said = `pyramidion-lmdb 1 ${generation} ${digits(writes)} ${digits(size)}`;
  return `${said} ${sumOf(said)}\n`;
}

function digits(count: number): string {
  return String(count).padStart(15, '0');
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Makes the name of a new file durable; systems that cannot do so do it by themselves. */
function flushFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    fsyncSync(folder);
    closeSync(folder);
  } catch {
    // Windows opens no folder.
  }
}
