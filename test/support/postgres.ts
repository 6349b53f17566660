import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Need } from './needs.ts';

const DEBIAN = '/usr/lib/postgresql';
/** PostgreSQL refuses to run as root. */
const AS_POSTGRES = process.getuid?.() === 0 ? ['runuser', '-u', 'postgres', '--'] : [];

/** Returns the folder of the newest PostgreSQL of Debian, or undefined. */
function findPostgres(): string | undefined {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN) : [];
  return versions
    .sort((one, other) => Number(other) - Number(one))
    .map((version) => join(DEBIAN, version, 'bin'))
    .find((folder) => existsSync(join(folder, 'initdb')));
}

/** The need of a suite that uses a PostgreSQL server. */
export function postgres(): Need {
  return {
    what: 'PostgreSQL',
    found: findPostgres() !== undefined,
    install: 'apt-get install -y postgresql',
  };
}

/** A PostgreSQL server of its own, on a free port of the loopback interface. */
export class PostgresServer {
  readonly port: number;
  readonly #folder: string;
  readonly #settings: Readonly<Record<string, string>>;

  private constructor(port: number, settings: Readonly<Record<string, string>>) {
    this.port = port;
    this.#settings = settings;
    this.#folder = mkdtempSync(join(tmpdir(), 'pyramidion-postgres-'));
    if (AS_POSTGRES.length > 0) spawnSync('chown', ['postgres', this.#folder]);
  }

  /** @param settings - what its configuration says: `{ fsync: 'off' }` */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort(), settings);
    server.#run('initdb', '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8');
    server.start();
    return server;
  }

  /** The address, for the role that may do everything. */
  get url(): string {
    return `postgres://postgres@127.0.0.1:${this.port}/postgres`;
  }

  /** Starts it again after it was stopped or killed. */
  start(): void {
    const settings = {
      port: String(this.port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: this.#folder,
      max_connections: '60',
      ...this.#settings,
    };
    const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
    const start = ['start', '-w', '-l', join(this.#folder, 'log'), '-o', flags.join(' ')];
    // One that was killed may still hold its shared memory for a moment.
    for (let attempt = 1; ; attempt++) {
      try {
        return this.#run('pg_ctl', ...start);
      } catch (error) {
        if (attempt === 20) throw error;
        spawnSync('sleep', ['0.5']);
      }
    }
  }

  /** Stops it as an operator does: connections are ended. */
  stop(): void {
    this.#run('pg_ctl', 'stop', '-w', '-m', 'fast');
  }

  /** Ends it with SIGKILL. */
  kill(): void {
    const [pid] = readFileSync(this.#pidFile, 'utf8').split('\n');
    process.kill(Number(pid), 'SIGKILL');
  }

  /** Starts a server that copies what this one commits, until it is promoted. */
  async startReplica(): Promise<PostgresServer> {
    const replica = new PostgresServer(await freePort(), this.#settings);
    const from = ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres'];
    replica.#run('pg_basebackup', ...from, '-R', '-c', 'fast', '--no-sync');
    replica.start();
    return replica;
  }

  /** Makes a replica a server that takes writes. */
  promote(): void {
    this.#run('pg_ctl', 'promote', '-w');
  }

  /** Stops it and removes its files. */
  remove(): void {
    try {
      if (existsSync(this.#pidFile)) this.#run('pg_ctl', 'stop', '-w', '-m', 'immediate');
    } catch {
      // It was killed before, and only its file is left.
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  get #pidFile(): string {
    return join(this.#folder, 'data', 'postmaster.pid');
  }

  #run(program: string, ...args: string[]): void {
    const path = join(findPostgres() as string, program);
    const data = ['-D', join(this.#folder, 'data')];
    const [name, ...rest] = [...AS_POSTGRES, path, ...args, ...data];
    // A server that is started would hold a pipe open.
    const { status } = spawnSync(name as string, rest, { cwd: this.#folder, stdio: 'ignore' });
    if (status !== 0) throw new Error(`${program} ended with ${status}: see ${this.#folder}/log`);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
