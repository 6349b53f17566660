import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerSettings } from './workers.ts';

const FILE = fileURLToPath(new URL('cluster-application.mjs', import.meta.url));

/** What a worker answers to every request. */
export interface ClusterAnswer {
  readonly pid: number;
  /** The id of the user, or the code of the failure. */
  readonly answer: string | null;
  readonly principals: readonly string[];
  /** The cookie that was set, without its attributes. */
  readonly cookie: string;
}

/** A connection that one worker has taken, and keeps. */
export class Connection {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async send(method: 'GET' | 'POST', path: string, cookie = ''): Promise<ClusterAnswer> {
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const to = { host: '127.0.0.1', port: this.#port, agent: this.#agent };
    const sent = request({ ...to, method, path, headers });
    sent.end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const set = response.headers['set-cookie']?.[0]?.split(';', 1)[0] ?? '';
    let text = '';
    for await (const chunk of response) text += String(chunk);
    if (response.statusCode !== 200) throw new Error(`${path}: ${response.statusCode} ${text}`);
    return { ...(JSON.parse(text) as ClusterAnswer), cookie: set };
  }

  /** Asks each millisecond until an answer is as expected; returns when it came, or null. */
  async watch(
    cookie: string,
    isExpected: (answer: ClusterAnswer) => boolean,
    patience: number,
  ): Promise<number | null> {
    const end = performance.now() + patience;
    while (performance.now() < end) {
      const answer = await this.send('GET', '/', cookie);
      if (isExpected(answer)) return performance.now();
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return null;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** An application of several workers on one port: see cluster-application.mjs. */
export class ClusterApplication {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly #port: number;
  /** One connection for each worker. */
  readonly connections: Connection[] = [];

  private constructor(child: ChildProcess, folder: string, port: number) {
    this.#process = child;
    this.#folder = folder;
    this.#port = port;
  }

  static async start(
    { store, node }: Pick<WorkerSettings, 'store' | 'node'>,
    count: number,
  ): Promise<ClusterApplication> {
    const folder = mkdtempSync(join(tmpdir(), 'pyramidion-cluster-'));
    const roleFile = join(folder, 'role');
    writeFileSync(roleFile, 'role:none');
    const child = fork(FILE, [JSON.stringify({ store, count, roleFile })], {
      stdio: ['ignore', 2, 2, 'ipc'],
      execPath: node ?? process.execPath,
      execArgv: [],
    });
    const [port] = (await once(child, 'message')) as [number];
    const application = new ClusterApplication(child, folder, port);
    const workers = new Set<number>();
    while (workers.size < count) {
      const { connection, pid } = await application.connect();
      if (workers.has(pid)) connection.close();
      else application.connections.push(connection);
      workers.add(pid);
    }
    return application;
  }

  /** Opens one more connection, which the next worker takes. */
  async connect(): Promise<{ readonly connection: Connection; readonly pid: number }> {
    const connection = new Connection(this.#port);
    const { pid } = await connection.send('GET', '/');
    return { connection, pid };
  }

  async end(): Promise<void> {
    for (const connection of this.connections) connection.close();
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
    rmSync(this.#folder, { recursive: true });
  }
}
