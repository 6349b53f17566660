import type { Clock } from '../base/clock.ts';
import type { Subscriber } from '../base/events.ts';
import type { KeyDocument } from '../keys/file/key-document.ts';
import { keysOfDocument, parseDocument } from '../keys/file/key-document.ts';
import { ReplacedKeys } from '../keys/file/replaced-keys.ts';
import type { Key } from '../keys/key-set.ts';
import type { KeySource } from '../keys/key-source.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { Duration } from '../options/duration.ts';
import { parseDuration } from '../options/duration.ts';
import { OptionReader } from '../options/option-reader.ts';
import { readTextFile } from './load/text-file.ts';

/** How a file of keys is followed. */
export interface KeyFileOptions {
  /** How often the file is looked at; from a tenth of a second to an hour. Default: 1 second. */
  readonly checkEvery?: Duration | undefined;
}

/** The keys of a file, which one security follows until it is closed. */
export interface FollowedKeys {
  readonly source: KeySource;
  close(): void;
}

interface Follower {
  readonly keys: ReplacedKeys;
  readonly emit: Subscriber;
  /** Throws if the security would not have started with these keys. */
  readonly check: (keys: readonly Key[]) => void;
  /** The content that is in use. */
  text: string;
}

const OPTIONS = Object.keys({
  checkEvery: true,
} satisfies Record<keyof KeyFileOptions, true>);
/** How a file of another copy of this package is recognized. */
const BRAND: symbol = Symbol.for('pyramidion.KeyFile');

/** The keys of a file that `pyramidion keys` writes. */
export class KeyFile {
  readonly path: string;
  readonly #interval: number;
  readonly #followers = new Set<Follower>();
  #failing = false;

  /** @param interval - in milliseconds */
  constructor(path: string, interval: number) {
    this.path = path;
    this.#interval = interval;
    // Not in a static block, with which a bundler would keep the class where it is not used.
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** Whether a value is a file of keys, also one of another copy of this package. */
  static isKeyFile(value: unknown): value is KeyFile {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  /** Whether every user of the machine may read the file. */
  get isPublic(): boolean {
    return this.#read().isPublic;
  }

  /**
   * Reads the keys, the signing key first.
   *
   * @throws ConfigurationError naming every fault of the file and its keys
   */
  read(): readonly Key[] {
    return this.#keysOf(this.#read().text);
  }

  /**
   * Reads the file now, for all who follow it: after a signal, or in a test.
   *
   * @throws ConfigurationError if the file is faulty; the keys are then as before
   * @example
   * process.on('SIGHUP', () => keys.reload());
   */
  reload(): void {
    const { text } = this.#read();
    const others = [...this.#followers].filter((follower) => follower.text !== text);
    const keys = this.#keysOf(text);
    for (const { check } of others) check(keys);
    for (const follower of others) {
      follower.keys.replace(keys);
      follower.text = text;
    }
  }

  /**
   * Begins to follow the file.
   *
   * @param check - throws for keys that are not safe, also while the process runs
   */
  follow(clock: Clock, emit: Subscriber, check: Follower['check']): FollowedKeys {
    // Before it is read: what changes from here on is another stamp.
    const stamp = stampOf(this.path);
    const { text } = this.#read();
    const follower = { keys: new ReplacedKeys(this.#keysOf(text), clock), emit, check, text };
    this.#followers.add(follower);
    const stop = watch(this.path, stamp, this.#interval, () => this.#reloadOrReport());
    const close = (): void => {
      stop();
      this.#followers.delete(follower);
    };
    return { source: follower.keys, close };
  }

  #reloadOrReport(): void {
    try {
      this.reload();
    } catch (err) {
      if (this.#failing) return;
      this.#failing = true;
      const reason = `${this.path} was changed and cannot be used: its earlier keys count for now. See the error.`;
      this.#report({ event: 'keys_failed', code: 'keys_unavailable', reason, err });
      return;
    }
    if (!this.#failing) return;
    this.#failing = false;
    const reason = `The keys of ${this.path} were read again.`;
    this.#report({ event: 'keys_recovered', code: null, reason, err: null });
  }

  #report(event: Parameters<Subscriber>[0]): void {
    for (const { emit } of this.#followers) emit(event);
  }

  #read(): { readonly text: string; readonly isPublic: boolean } {
    const read = readTextFile(this.path);
    if ('fault' in read) throw new ConfigurationError(`${this.path} ${read.fault}`);
    return read;
  }

  #keysOf(text: string): readonly Key[] {
    const document: KeyDocument = parseDocument(text, this.path);
    return keysOfDocument(document, this.path);
  }
}

/**
 * The keys of a file that `npx pyramidion keys rotate` makes and changes. A running process reads
 * the file again when it was changed, so that no user is logged out by a rotation.
 *
 * @param path - the file, as `--file` of `pyramidion keys` names it
 * @returns the value for the `keys` option of `createSecurity`
 * @throws ConfigurationError naming every fault of the options
 * @example
 * createSecurity({ keys: keyFile('keys.json'), expiration: '15m' });
 */
export function keyFile(path: string, options: KeyFileOptions = {}): KeyFile {
  const reader = new OptionReader(options, OPTIONS, 'keyFile');
  if (typeof path !== 'string' || path === '')
    reader.faults.push("keyFile takes the path of a file: write keyFile('keys.json').");
  const interval = reader.read(
    'checkEvery',
    1000,
    intervalOf,
    "must be a duration from 0.1 seconds to '1h'.",
  );
  reader.throwFaults();
  return new KeyFile(path, interval);
}

function intervalOf(given: unknown): number | undefined {
  const seconds = parseDuration(given);
  return seconds !== null && seconds >= 0.1 && seconds <= 3600 ? seconds * 1000 : undefined;
}

/** What is different once a file was changed or replaced; empty if it cannot be found. */
function stampOf(path: string): string {
  const { statSync } = globalThis.process.getBuiltinModule('node:fs');
  try {
    const { dev, ino, size, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, ctimeNs].join(' ');
  } catch {
    return '';
  }
}

/**
 * Calls a function when a file was changed or replaced. It looks at the file again and again: no
 * notification of the system comes from every file system and through every symbolic link.
 *
 * @param stamp - that of the file which was read
 */
function watch(path: string, stamp: string, interval: number, changed: () => void): () => void {
  let last = stamp;
  const timer = setInterval(() => {
    const now = stampOf(path);
    if (now === last) return;
    last = now;
    changed();
  }, interval);
  timer.unref();
  return () => clearInterval(timer);
}
