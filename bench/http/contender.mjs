/** A server that is measured, in a process of its own on the first core, and the load on it. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from '../../tools/runtimes/measured.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const PATIENCE = 60_000;
/** Requests before the measured ones: they open the connections, and fill the queue. */
const LEAD = 500;
const CONNECTIONS = 64;

const pin = pinned(0);
/**
 * wrk runs on the core of the server and never in its way: a batch process does not interrupt. From
 * another core it would fall asleep before a slow server, which then pays for waking it.
 */
const aside = pin.length === 0 ? [] : ['chrt', '--batch', '0', ...pin];

export function ensureLoadGenerator() {
  if (spawnSync('wrk', ['--version']).error === undefined) return;
  throw new Error(
    'The suite http needs wrk: apt-get install wrk (on Debian), or see its home page.',
  );
}

export class Contender {
  #child;
  #port;
  #traffic;

  /**
   * @param {{ who: string, role: string, open?: boolean }} subject `base` is a server without
   *   authentication, the other roles are those of `lib/rounds.mjs`; `open` is one that admits
   *   every request
   * @param {import('./traffic.mjs').Traffic} traffic
   */
  constructor({ who, role, open = false }, traffic) {
    Object.assign(this, { who, role, isOpen: open || role === 'base' });
    this.#traffic = traffic;
  }

  /** @param {object} settings what the process has to know: see `server.mjs` */
  async start(settings) {
    const [command, ...argv] = [...pin, process.execPath, ...process.execArgv, at('server.mjs')];
    const env = { ...process.env, NODE_ENV: 'production' };
    this.#child = spawn(command, argv, { stdio: ['ignore', 2, 2, 'ipc'], env });
    this.#child.once('exit', (code) => {
      if (code !== 0) this.#child.emit('error', new Error(`the server ended with status ${code}`));
    });
    this.#child.send({ start: settings });
    this.#port = (await this.#answer()).port;
  }

  stop() {
    this.#child?.disconnect();
  }

  /** One that admits every request is fast, and its figure would be wrong. */
  async check() {
    const good = this.#traffic.token(['reports']);
    const place = good.lastIndexOf('.') + 20;
    const altered =
      good.slice(0, place) + (good[place] === 'A' ? 'B' : 'A') + good.slice(place + 1);
    await this.#expect('a good token', good, 200);
    await this.#expect('no token', null, 401);
    await this.#expect('a token with another signature', altered, 401);
    await this.#expect('a user without the role', this.#traffic.token(['staff']), 403);
  }

  async #expect(what, token, wanted) {
    const { header, before } = this.#traffic.carrier;
    const headers = token === null ? {} : { [header]: before + token };
    const response = await fetch(`http://127.0.0.1:${this.#port}/`, { headers });
    await response.arrayBuffer();
    const status = this.isOpen ? 200 : wanted;
    if (response.status !== status)
      throw new Error(`${this.who}: ${what} is answered ${response.status} instead of ${status}`);
  }

  /**
   * Answers `requests` requests as fast as it can.
   *
   * @param {'everyUser' | 'repeated' | 'once'} kind which tokens they carry
   * @returns {Promise<number>} CPU microseconds of a request
   */
  async burst(kind, requests) {
    const file = this.#traffic[kind](requests);
    this.#child.send({ measure: { from: LEAD, to: LEAD + requests } });
    await this.#answer();
    const wrk = this.#load(file);
    try {
      return (await Promise.race([this.#answer(), wrk.ended])).cost;
    } finally {
      await wrk.stop();
    }
  }

  #load(file) {
    const { header, before } = this.#traffic.carrier;
    const options = ['--threads', '1', '--connections', String(CONNECTIONS), '--duration', '60s'];
    const script = ['--script', at('requests.lua'), `http://127.0.0.1:${this.#port}/`];
    const [command, ...argv] = [...aside, 'wrk', ...options, ...script, '--', file, header, before];
    const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => (output += data));
    const closed = new Promise((resolve) => child.once('close', resolve).once('error', resolve));
    const ended = closed.then(() => Promise.reject(new Error(`wrk ended too early: ${output}`)));
    ended.catch(() => {});
    return { ended, stop: () => (child.kill('SIGKILL'), closed) };
  }

  async #answer() {
    const signal = AbortSignal.timeout(PATIENCE);
    const [answer] = await once(this.#child, 'message', { signal }).catch((cause) => {
      throw new Error(`${this.who} does not answer: it has ended, or refuses all`, { cause });
    });
    return answer;
  }
}
