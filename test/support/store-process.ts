import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import type { Entry, NewEntry } from '../../src/stores/model/entry.ts';
import type { Changes, StoreFinding } from '../../src/stores/model/store.ts';
import type { NewSession, Rotation, RotationStep } from '../../src/stores/model/stored-session.ts';

/** What a process with a store answers; see `test/stores/embedded/program.ts`. */
export interface StoreCalls {
  open(cutOff: boolean): Promise<readonly StoreFinding[]>;
  append(entries: readonly NewEntry[]): Promise<readonly Entry[]>;
  begin(until: number | null): Promise<number>;
  changes(after: string | null, waitMs: number): Promise<Changes>;
  addSession(session: NewSession, known: boolean): Promise<void>;
  purge(before: number): Promise<void>;
  close(): Promise<void>;
  rotateMany(step: RotationStep, count: number): Promise<readonly Rotation[]>;
  countUseMany(id: string, most: number, count: number): Promise<readonly boolean[]>;
  countUse(id: string, most: number, until: number | null): Promise<boolean>;
  follow(count: number): Promise<readonly string[]>;
  appendEach(entries: readonly NewEntry[]): Promise<void>;
  appendAndSay(entries: readonly NewEntry[], atOnce: number): Promise<void>;
  turnClock(milliseconds: number): Promise<void>;
}

interface Said {
  readonly id?: number;
  readonly value?: unknown;
  readonly error?: { readonly name: string; readonly message: string };
  readonly stored?: string;
}

/** The program of processes with a store, bundled. */
export class StoreProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), 'store-program-'));
  readonly #file = join(this.#folder, 'program.mjs');
  readonly #processes: StoreProcess[] = [];

  static async build(): Promise<StoreProgram> {
    const program = new StoreProgram();
    const input = fileURLToPath(new URL('../stores/embedded/program.ts', import.meta.url));
    const lmdb = import.meta.resolve('lmdb');
    const bundle = await rolldown({
      input,
      platform: 'node',
      logLevel: 'silent',
      plugins: [
        {
          name: 'lmdb-of-this-checkout',
          resolveId: (id) => (id === 'lmdb' ? { id: lmdb, external: 'absolute' } : null),
        },
      ],
    });
    await bundle.write({ file: program.#file, format: 'esm', codeSplitting: false });
    await bundle.close();
    return program;
  }

  /**
   * Starts a process.
   *
   * @param node - the binary of Node
   */
  start(kind: string, path: string, node: string = process.execPath): StoreProcess {
    const started = new StoreProcess(
      fork(this.#file, [kind, path], { execPath: node, execArgv: [] }),
    );
    this.#processes.push(started);
    return started;
  }

  /** Ends all processes and removes the program. */
  async remove(): Promise<void> {
    for (const started of this.#processes) await started.kill();
    rmSync(this.#folder, { recursive: true });
  }
}

/** A process with a store. */
export class StoreProcess {
  readonly #child: ChildProcess;
  readonly #answers = new Map<number, (said: Said) => void>();
  /** The ids of the entries that it said to be stored. */
  readonly stored: string[] = [];
  #last = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (said: Said) => {
      if (said.stored !== undefined) this.stored.push(said.stored);
      if (said.id !== undefined) this.#answers.get(said.id)?.(said);
    });
    child.once('exit', (code, signal) => {
      for (const answer of this.#answers.values())
        answer({ error: { name: 'Ended', message: `the process ended: ${signal ?? code}` } });
    });
  }

  /** The methods of the store, and some more. An error has the name and message of the original. */
  readonly store: StoreCalls = new Proxy({} as StoreCalls, {
    get:
      (_, method: string) =>
      (...args: readonly unknown[]) =>
        this.#call(method, args),
  });

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await ended;
  }

  #call(method: string, args: readonly unknown[]): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#answers.set(id, ({ value, error }) => {
        this.#answers.delete(id);
        if (error === undefined) resolve(value);
        else reject(Object.assign(new Error(error.message), { name: error.name }));
      });
      this.#child.send({ id, method, args });
    });
  }
}
