import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
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

  /** Starts a cluster of one node. */
  static async startCluster(): Promise<RedisServer> {
    const server = await RedisServer.start(
      '--cluster-enabled',
      'yes',
      '--cluster-announce-ip',
      '127.0.0.1',
    );
    await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
    while (!String(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok'))
      await pause(20);
    return server;
  }

  /** Starts a Sentinel, which watches a primary by a name. */
  static async startSentinel(name: string, primary: RedisServer): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'sentinel-'));
    const file = join(folder, 'sentinel.conf');
    const port = await freePort();
    writeFileSync(
      file,
      [
        `port ${port}`,
        'bind 127.0.0.1',
        `dir ${folder}`,
        `sentinel monitor ${name} 127.0.0.1 ${primary.port} 1`,
        `sentinel down-after-milliseconds ${name} 1000`,
        `sentinel failover-timeout ${name} 3000`,
      ].join('\n'),
    );
    const server = new RedisServer(port, folder, [file, '--sentinel']);
    await server.begin();
    return server;
  }

  /** Sends one command on a connection of its own. */
  async command(...command: string[]): Promise<unknown> {
    const client = new Redis({ port: this.port });
    try {
      return await client.call(command[0] as string, command.slice(1));
    } finally {
      client.disconnect();
    }
  }

  /**
   * Starts the process, again after {@link kill}. It returns when the server takes connections.
   *
   * @param more - options for this time
   */
  async begin(...more: readonly string[]): Promise<void> {
    const own = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.folder];
    const isSentinel = this.#options.includes('--sentinel');
    const args = isSentinel ? this.#options : [...own, '--save', '', ...this.#options, ...more];
    const child = spawn(findRedisServer() as string, args, { stdio: 'ignore' });
    this.#process = child;
    while (!(await takesConnections(this.port))) {
      if (child.exitCode !== null) throw new Error(`redis-server ended: ${args.join(' ')}`);
      await pause(10);
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

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
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
