import type { Changes } from '../model/store.ts';
import type { OwnConnection, RedisConnection } from './client.ts';
import { CHANGES } from './lua.ts';
import { RedisStoreError, redisStoreError } from './redis-error.ts';
import type { Sender, StoreKeys } from './script.ts';
import { Script, stringsOf } from './script.ts';
import { entryOf } from './values.ts';

const READ = Script.reading(CHANGES);
/** How long an answer may take in addition to the wait, in milliseconds. */
const MARGIN = 250;
/** How long the first connection may take, in milliseconds. */
const CONNECT = 1000;
/** `<generation> <id>`, and while all is read also ` <run> <cursor>`. */
const POSITION = /^(\S+) (\d+-\d+)(?: (\w+) (\d+))?$/;

/** How one process hears of entries: by a connection of its own if it waits for them. */
export class Feed {
  readonly #client: RedisConnection;
  readonly #keys: StoreKeys;
  #idle: OwnConnection | null = null;
  /** Ends one wait each. */
  readonly #ends = new Set<(error: unknown) => void>();
  #isClosed = false;

  constructor(client: RedisConnection, keys: StoreKeys) {
    this.#client = client;
    this.#keys = keys;
  }

  /** Connects before the first wait. It never rejects, because the wait tries again. */
  async connect(): Promise<void> {
    await this.#within(CONNECT, (own) => own.ready()).catch(() => {});
  }

  changes(after: string | null, waitMs: number): Promise<Changes> {
    if (waitMs <= 0) return this.#read(this.#client, after);
    return this.#within(waitMs + MARGIN, (own) => this.#readWhenWoken(own, after, waitMs));
  }

  close(): void {
    this.#isClosed = true;
    for (const end of this.#ends) end(closed());
    this.#idle?.drop();
    this.#idle = null;
  }

  /**
   * Uses a connection with a deadline that does not depend on the client. A connection that missed
   * it, or that failed, is not used again: it may be dead without being closed.
   */
  async #within<T>(milliseconds: number, run: (own: OwnConnection) => Promise<T>): Promise<T> {
    if (this.#isClosed) throw closed();
    const own = this.#take();
    let end: (error: unknown) => void = () => {};
    const ended = new Promise<never>((_, reject) => {
      end = reject;
    });
    const late = () => end(new RedisStoreError(`no answer within ${milliseconds} ms`, null));
    const timer = setTimeout(late, milliseconds);
    this.#ends.add(end);
    try {
      const result = await Promise.race([run(own), ended]);
      this.#giveBack(own);
      return result;
    } catch (error) {
      own.drop();
      throw error;
    } finally {
      clearTimeout(timer);
      this.#ends.delete(end);
    }
  }

  /**
   * XREAD only wakes: what is answered is read by a script, sent right behind it, which runs on a
   * primary alone and reads the entries and the generation in one step.
   */
  async #readWhenWoken(own: OwnConnection, after: string | null, waitMs: number): Promise<Changes> {
    const begin = performance.now();
    const [, , id, , cursor] = POSITION.exec(after ?? '') ?? [];
    if (!own.isReady) {
      await own.ready().catch((error) => {
        throw redisStoreError(error);
      });
    }
    if (id === undefined || cursor !== undefined) return this.#read(own, after);
    const rest = Math.max(1, Math.ceil(waitMs - (performance.now() - begin)));
    const command = ['XREAD', 'COUNT', '1', 'BLOCK', String(rest), 'STREAMS', this.#keys.log, id];
    const woken = own.send(this.#keys.log, command).catch((error) => {
      throw redisStoreError(error);
    });
    const [changes] = await Promise.all([this.#read(own, after), woken]);
    return changes;
  }

  async #read(connection: Sender, after: string | null): Promise<Changes> {
    const [, generation = '', id = '', run = '', cursor = ''] = POSITION.exec(after ?? '') ?? [];
    const args = [generation, id, run, cursor];
    const reply = stringsOf(await READ.run(connection, this.#keys, args));
    const [current, at, currentRun, next, whole, more, ...pairs] = reply as Head;
    const entries = [];
    for (let i = 0; i < pairs.length; i += 2)
      entries.push(entryOf(pairs[i] as string, pairs[i + 1] as string));
    return {
      generation: current,
      position: next === '' ? `${current} ${at}` : `${current} ${at} ${currentRun} ${next}`,
      entries,
      whole: whole === '1',
      more: more === '1',
    };
  }

  #take(): OwnConnection {
    const idle = this.#idle;
    this.#idle = null;
    if (idle?.isReady === true) return idle;
    idle?.drop();
    return this.#client.duplicate();
  }

  #giveBack(own: OwnConnection): void {
    if (this.#isClosed || this.#idle !== null) own.drop();
    else this.#idle = own;
  }
}

type Head = readonly [string, string, string, string, string, string, ...string[]];

function closed(): RedisStoreError {
  return new RedisStoreError('the store is closed', null);
}
