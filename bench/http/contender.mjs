/** A server that is measured, seen from the suite: it runs in a process of its own on the first core. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { pinned } from '../lib/runtimes.mjs';
import { CARRIERS, load } from './load.mjs';

const SERVER = fileURLToPath(new URL('server.mjs', import.meta.url));
const PATIENCE = 30_000;
/** Requests before the measured ones: they open the connections, and fill the queue. */
const LEAD = 500;

const pin = pinned(0);

/** Its `role` is `base` (no authentication), `open` (what the framework itself charges), or one of those of `lib/rounds.mjs`. */
export class Contender {
  #child;
  #port;

  constructor({ who, role, carriers, remembers = role === 'ours' }) {
    this.who = who;
    /** Whether it keeps tokens, and so has to have seen those of all users. */
    this.remembers = remembers;
    this.role = role;
    this.carriers = carriers;
    this.asksNothing = role === 'base' || role === 'open';
  }

  async start(framework, secret) {
    const command = [...pin, process.execPath, ...process.execArgv, SERVER];
    const env = { ...process.env, NODE_ENV: 'production' };
    this.#child = spawn(command[0], command.slice(1), { stdio: ['ignore', 2, 2, 'ipc'], env });
    this.#child.once('exit', (code) => {
      if (code !== 0) this.#child.emit('error', new Error(`the server ended with status ${code}`));
    });
    this.#child.send({ start: { framework, who: this.who, carrier: this.carriers[0], secret } });
    this.#port = (await this.#answer()).port;
  }

  /** What it answers to a single request. */
  async status(carrier, token) {
    const { header, before } = CARRIERS[carrier];
    const headers = token === null ? {} : { [header]: before + token };
    const response = await fetch(`http://127.0.0.1:${this.#port}/`, { headers });
    await response.arrayBuffer();
    return response.status;
  }

  /** Answers so many requests as fast as it can, and tells how many microseconds of CPU each of them took. */
  async burst(carrier, file, requests) {
    this.#child.send({ measure: { from: LEAD, to: LEAD + requests } });
    await this.#answer();
    const wrk = load(this.#port, file, carrier);
    try {
      return (await Promise.race([this.#answer(), wrk.ended])).cost;
    } finally {
      await wrk.stop();
    }
  }

  stop() {
    this.#child.disconnect();
  }

  async #answer() {
    const [answer] = await once(this.#child, 'message', { signal: AbortSignal.timeout(PATIENCE) }).catch((cause) => {
      throw new Error(`${this.who} does not answer: it has ended, or lets nobody through`, { cause });
    });
    return answer;
  }
}
