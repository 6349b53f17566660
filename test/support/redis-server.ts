import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer } from './needs.ts';

/** A Redis of its own on a free port of loopback, with its data in a temporary folder. */
export class RedisServer {
  readonly port: number;
  readonly folder: string;
  readonly #options: readonly string[];
  #process: ChildProcess | null = null;

  private constructor(port: number, folder: string, options: readonly string[]) {
    this.port = port;
    this.folder = folder;
    this.#options = options;
  }

  /**
   * Starts a server that keeps nothing.
   *
   * @param options - as on the command line of redis-server
   */
  static async start(...options: readonly string[]): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'redis-'));
    const server = new RedisServer(await freePort(), folder, options);
    await server.begin();
    return server;
  }

  /** Starts the process, again after {@link kill}. It returns when the server takes connections. */
  async begin(): Promise<void> {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    const args = [...own, '--save', '', ...this.#options];
    const child = spawn(findRedisServer() as string, args, { stdio: 'ignore' });
    this.#process = child;
    while (!(await takesConnections(this.port))) {
      if (child.exitCode !== null) throw new Error(`redis-server ended: ${args.join(' ')}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** Ends the process as a power cut of the process does (SIGKILL). */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = null;
    if (child === null || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Ends the process and removes its data. */
  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
