import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Need } from './needs.ts';

const SERVER = '/usr/sbin/mariadbd';

/** The need of a suite that uses a MariaDB server. */
export function mariadb(): Need {
  return {
    what: 'MariaDB',
    found: existsSync(SERVER),
    install: 'apt-get install -y mariadb-server',
  };
}

/** A MariaDB server of its own, on a socket in its folder. */
export class MariadbServer {
  readonly socket: string;
  readonly #folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, child: ChildProcess) {
    this.#folder = folder;
    this.socket = join(folder, 'socket');
    this.#process = child;
  }

  static async start(): Promise<MariadbServer> {
    const folder = mkdtempSync(join(tmpdir(), 'pyramidion-mariadb-'));
    const asUser = process.getuid?.() === 0 ? ['--user=mysql'] : [];
    if (asUser.length > 0) spawnSync('chown', ['mysql', folder]);
    const data = `--datadir=${join(folder, 'data')}`;
    const plain = ['--no-defaults', data, ...asUser];
    const made = spawnSync(
      'mariadb-install-db',
      [...plain, '--auth-root-authentication-method=normal'],
      { encoding: 'utf8' },
    );
    if (made.status !== 0) throw new Error(`mariadb-install-db failed: ${made.stderr}`);
    const flags = ['--skip-networking', '--skip-log-bin', '--innodb-flush-log-at-trx-commit=0'];
    const paths = [`--socket=${join(folder, 'socket')}`, `--pid-file=${join(folder, 'pid')}`];
    const child = spawn(SERVER, [...plain, ...flags, ...paths], { stdio: 'ignore' });
    const server = new MariadbServer(folder, child);
    await server.#ready();
    return server;
  }

  async #ready(): Promise<void> {
    for (let attempt = 0; attempt < 300; attempt++) {
      if (existsSync(this.socket)) return;
      if (this.#process.exitCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error('MariaDB did not start.');
  }

  /** Stops it and removes its files. */
  async remove(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode === null && this.#process.kill('SIGKILL')) await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
