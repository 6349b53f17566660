import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('security-worker.mjs', import.meta.url));

/** What a worker is started with. */
export interface WorkerSettings {
  readonly store: Readonly<Record<string, unknown>> & { readonly kind: string };
  readonly list?: 'denylist' | 'allowlist';
  readonly revocation?: object;
  /** Whether users have roles, which `setRole` changes and each process keeps in memory. */
  readonly hasRoles?: boolean;
  /** The address of a provider whose logouts end sessions. */
  readonly provider?: string;
  /** How far the clock of the process is ahead, in milliseconds. */
  readonly clockOffset?: number;
  /** The Node that runs it; the one of the test if it is left out. */
  readonly node?: string;
}

interface Waiting {
  readonly name: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A process with a security of its own: see security-worker.mjs for its calls. */
export class Worker {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  /** What the worker said without being asked. */
  readonly said: unknown[] = [];

  private constructor(process: ChildProcess) {
    this.#process = process;
    process.on('message', ([id, value, error]: [number, unknown, string?]) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (id === 0) this.said.push(value);
      if (waiting === undefined) return;
      if (error === undefined) waiting.resolve(value);
      else waiting.reject(new Error(`${waiting.name} of a worker failed: ${error}`));
    });
    process.on('exit', () => {
      for (const waiting of this.#waiting.values())
        waiting.reject(new Error('the worker has ended'));
      this.#waiting.clear();
    });
  }

  static async start(settings: WorkerSettings): Promise<Worker> {
    const child = fork(FILE, [JSON.stringify(settings)], {
      stdio: ['ignore', 2, 2, 'ipc'],
      execPath: settings.node ?? process.execPath,
      // Those of the test are for its own Node.
      execArgv: [],
    });
    const worker = new Worker(child);
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', (code) => reject(new Error(`the worker ended with code ${code}`)));
    });
    return worker;
  }

  call<T = unknown>(name: string, ...given: readonly unknown[]): Promise<T> {
    const id = ++this.#last;
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { name, resolve: resolve as (value: unknown) => void, reject });
      this.#process.send([id, name, ...given]);
    });
  }

  signal(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void {
    this.#process.kill(signal);
  }

  /** Ends the process. It returns when it has ended. */
  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.signal('SIGKILL');
    await ended;
  }
}

/** Starts workers with one store, whose securities are ready. */
export async function startWorkers(count: number, settings: WorkerSettings): Promise<Worker[]> {
  const workers = await Promise.all(Array.from({ length: count }, () => Worker.start(settings)));
  await Promise.all(workers.map((worker) => worker.call('ready')));
  return workers;
}

/** Ends workers, whatever has become of them. */
export async function endWorkers(workers: readonly Worker[]): Promise<void> {
  await Promise.all(workers.map((worker) => worker.kill()));
}
