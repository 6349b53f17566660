/** The load on a server: wrk, which asks again on each of its connections as soon as it was answered there. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pinned } from '../lib/runtimes.mjs';

const SCRIPT = fileURLToPath(new URL('requests.lua', import.meta.url));
const CONNECTIONS = 64;
/** A burst is over long before; wrk ends by itself when nobody is left to end it. */
const LONGEST = '20s';

/** How a request carries its token: the name of the header, and what stands before the token. */
export const CARRIERS = {
  Bearer: { header: 'Authorization', before: 'Bearer ' },
  cookie: { header: 'Cookie', before: 'theme=dark; __Host-Authorization=' },
};

/**
 * On the core of the server, and never in its way: a batch process does not interrupt. From another core, wrk would fall asleep before a slow
 * server and would have to be woken by each answer, which that server pays for.
 */
const pin = pinned(0).length === 0 ? [] : ['chrt', '--batch', '0', ...pinned(0)];

export function ensureLoadGenerator() {
  if (spawnSync('wrk', ['--version']).error === undefined) return;
  throw new Error('wrk makes the load for this suite and is not here: apt-get install wrk (on Debian), or see its home page');
}

/**
 * @param {number} port
 * @param {string} file tokens, one a line
 * @param {keyof typeof CARRIERS} carrier
 * @returns {{ ended: Promise<never>, stop: () => Promise<void> }} `ended` fails when wrk ends before it is stopped
 */
export function load(port, file, carrier) {
  const { header, before } = CARRIERS[carrier];
  const options = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', LONGEST, '--script', SCRIPT];
  const command = [...pin, 'wrk', ...options, `http://127.0.0.1:${port}/`, '--', file, header, before];
  const child = spawn(command[0], command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (said += data));
  const closed = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  const ended = closed.then(() => Promise.reject(new Error(`wrk ended too early: ${said}`)));
  ended.catch(() => {});
  return { ended, stop: () => (child.kill('SIGKILL'), closed) };
}
