import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Need } from './needs.ts';

const DEBIAN = '/usr/lib/postgresql';

/** A PostgreSQL server of its own, on a free port of the loopback interface. */
export interface PostgresServer {
  readonly port: number;
  /** The address, for the role that may do everything. */
  readonly url: string;
  /** Starts it again after it was stopped or killed. */
  start(): void;
  /** Stops it as an operator does: connections are ended. */
  stop(): void;
  /** Ends it with SIGKILL. */
  kill(): void;
  /** Stops it and removes its files. */
  remove(): void;
}

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

/** @param settings - lines of its configuration: `{ fsync: 'off' }` */
export async function startPostgres(
  settings: Readonly<Record<string, string>> = {},
): Promise<PostgresServer> {
  const programs = findPostgres() as string;
  const folder = mkdtempSync(join(tmpdir(), 'pyramidion-postgres-'));
  const data = join(folder, 'data');
  // PostgreSQL refuses to run as root.
  const isRoot = process.getuid?.() === 0;
  const run = (program: string, ...args: string[]): void => {
    const command = [join(programs, program), ...args];
    const [name, ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    const { status, stderr } = spawnSync(name as string, rest, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  };
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) spawnSync('chown', ['-R', 'postgres', folder]);
  run('initdb', '-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync', '-E', 'UTF8');
  const port = await freePort();
  const options = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    max_connections: '60',
    ...settings,
  };
  const flags = Object.entries(options).map(([name, value]) => `-c ${name}=${value}`);
  const server: PostgresServer = {
    port,
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    // Not with a pipe for standard error, which the server would hold open.
    start: () =>
      run('pg_ctl', 'start', '-w', '-D', data, '-l', join(folder, 'log'), '-o', flags.join(' ')),
    stop: () => run('pg_ctl', 'stop', '-w', '-D', data, '-m', 'fast'),
    kill() {
      const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
      process.kill(Number(pid), 'SIGKILL');
    },
    remove() {
      if (existsSync(join(data, 'postmaster.pid')))
        run('pg_ctl', 'stop', '-w', '-D', data, '-m', 'immediate');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  server.start();
  return server;
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
