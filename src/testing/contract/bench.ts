import type { Security } from '../../security/security.ts';
import { holds } from './check.ts';
import type { Reply, Send } from './client.ts';
import { TICKETED } from './pages.ts';
import { isCleared, sessionCookiesOf } from './reply.ts';
import { contractSecurity } from './security.ts';
import type { WorldState } from './world.ts';
import { World } from './world.ts';

/** Request headers; a list sends the field several times. */
export type Headers = Readonly<Record<string, string | readonly string[]>>;

/** What a request of a case may have beside its path. */
export interface AskOptions {
  readonly method?: string;
  readonly headers?: Headers;
  readonly onChunk?: (chunk: string) => void;
  readonly signal?: AbortSignal;
}

/** What a case works with: a mounted application, and a security that signs the same tokens. */
export class Bench {
  readonly #send: Send;
  readonly #world = new World();
  readonly #security: Security = contractSecurity(this.#world);
  /** The state that the application has. */
  #told = '';

  constructor(send: Send) {
    this.#send = send;
  }

  /** Sends a request, after the application has received what changed. */
  async ask(path: string, options: AskOptions = {}): Promise<Reply> {
    const state = this.#state();
    if (state !== this.#told) await this.#control(state);
    return this.#sendTo(path, options);
  }

  /** Returns the header of a token of this user. */
  async bearer(userId: string): Promise<{ readonly Authorization: string }> {
    return { Authorization: `Bearer ${await this.#security.createToken(userId)}` };
  }

  /** Returns a ticket by which alice may view one page. */
  async ticket(): Promise<string> {
    const auth = await this.#security.authenticateToken(await this.#security.createToken('alice'));
    return auth.ticket('view', TICKETED);
  }

  /** Logs a user in and returns the header of the session cookie. */
  async login(userId = 'alice'): Promise<{ readonly Cookie: string }> {
    const reply = await this.ask(`/login?user=${userId}`, { method: 'POST' });
    const [cookie] = sessionCookiesOf(reply);
    holds(
      cookie !== undefined && !isCleared(cookie),
      `A login set no cookie: status ${reply.status}, body ${reply.body.slice(0, 200)}`,
    );
    return { Cookie: cookie.split(';', 1)[0] as string };
  }

  /** Lets time pass. */
  later(seconds: number): void {
    this.#world.now += seconds * 1000;
  }

  /** Changes what the callback does, until the end of the case. */
  set(state: Partial<Omit<WorldState, 'now'>>): void {
    Object.assign(this.#world, state);
  }

  /** Puts the world right for the next case. Time goes on. */
  reset(): void {
    this.set({ knowsUsers: true, callbackFails: false });
  }

  #state(): string {
    const { now, knowsUsers, callbackFails } = this.#world;
    return JSON.stringify({ now, knowsUsers, callbackFails });
  }

  async #control(state: string): Promise<Reply> {
    const reply = await this.#sendTo(`/control?state=${encodeURIComponent(state)}`, {});
    holds(reply.status === 200, `The route /control answered ${reply.status}: ${reply.body}`);
    this.#told = state;
    return reply;
  }

  #sendTo(path: string, { method = 'GET', headers = {}, ...rest }: AskOptions): Promise<Reply> {
    // Some frameworks take a POST without a body or type for a form, and refuse it.
    const hasBody = method === 'POST';
    const all: Headers = hasBody ? { 'Content-Type': 'application/json', ...headers } : headers;
    const fields = Object.entries(all).flatMap(([name, values]) =>
      [values].flat().map((value): [string, string] => [name, value]),
    );
    return this.#send({ path, method, headers: fields, body: hasBody ? '{}' : null, ...rest });
  }
}

/** One rule that every adapter keeps; the name is the rule. */
export interface ContractCase {
  readonly name: string;
  /** Whether the application gives an `onRefused` to `authenticate`. */
  readonly onRefused: boolean;
  /** @throws Error that says what is wrong */
  run(bench: Bench): Promise<void>;
}

/** Cases by their names. */
export type CaseTable = Readonly<Record<string, (bench: Bench) => Promise<void>>>;
