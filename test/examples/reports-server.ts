import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from 'lmdb';
import { Users } from '../../examples/reports/users.ts';
import type { Reply } from '../support/http.ts';

/** The example as `npm start` runs it, with its own data and short durations. */
export interface ReportsServer {
  readonly url: string;
  /** What the server has printed. */
  readonly printed: string;
  readonly passwords: Readonly<Record<string, string>>;
  /** Where the server stores what it writes. */
  readonly folder: string;
  /** The port that the server was given, and that another server has taken. */
  readonly taken: number;
  /** Changes the users while the server runs, as an administrator would. */
  withUsers(
    step: (users: Users, remove: (name: string) => Promise<unknown>) => Promise<unknown>,
  ): Promise<void>;
  /** Sends a path exactly as it is written; `fetch` would normalize it. */
  ask(
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<Reply>;
  /** Ends the server, and returns its exit code. */
  stop(): Promise<number | null>;
}

/** Starts the server with a port that is taken. */
export async function startReports(): Promise<ReportsServer> {
  const folder = mkdtempSync(join(tmpdir(), 'reports-'));
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
  const taken = (squatter.address() as AddressInfo).port;
  const env = { ...process.env, DATA_DIR: folder, PORT: String(taken), NODE_ENV: 'development' };
  const spans = { EXPIRATION: '30s', REISSUE_TIME: '1s', SESSION_LIFETIME: '1h', LOGIN_PAUSE: '2' };
  const server = spawn(process.execPath, ['examples/reports/dist/main.js'], {
    env: { ...env, ...spans },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  const url = await new Promise<string>((resolve, reject) => {
    server.once('exit', () => reject(new Error('the example ended at its start')));
    server.stdout.on('data', (chunk) => {
      printed += String(chunk);
      const found = /at (http:\S+?)\/\n[\s\S]*-i \S+\/reports .*\n/.exec(printed)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return {
    url,
    get printed() {
      return printed;
    },
    folder,
    taken,
    passwords: JSON.parse(readFileSync(join(folder, 'demo-passwords.json'), 'utf8')) as Record<
      string,
      string
    >,
    async withUsers(step) {
      const database = open({ path: join(folder, 'reports.lmdb') });
      await step(new Users(database), (name) => database.openDB({ name: 'users' }).remove(name));
      await database.close();
    },
    ask: (path, { method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const sent = request(url, { path, method, headers }, (reply) => {
          let text = '';
          reply.setEncoding('utf8');
          reply.on('data', (chunk: string) => (text += chunk));
          reply.on('end', () =>
            resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }),
          );
        });
        sent.on('error', reject);
        sent.end(body);
      }),
    async stop() {
      const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
      server.kill();
      const code = await ended;
      squatter.close();
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}
