import { createHash } from 'node:crypto';
import { StoreLostError } from '../model/store.ts';
import type { RedisConnection } from './client.ts';
import { KEY_NAMES } from './lua.ts';
import { redisStoreError, replyCode } from './redis-error.ts';

/** One script, which is sent by its hash. */
export class Script {
  readonly #text: string;
  readonly #hash: string;
  /** For a server that writes nothing now, because its disk is full. */
  readonly #otherwise: Script | null;

  private constructor(text: string, otherwise: Script | null) {
    this.#text = text;
    this.#hash = createHash('sha1').update(text).digest('hex');
    this.#otherwise = otherwise;
  }

  /** A script that needs memory. */
  static adding(body: string): Script {
    return new Script(`#!lua\n${body}`, null);
  }

  /** A script that runs also if the memory of the server is full. */
  static freeing(body: string): Script {
    return new Script(`#!lua flags=allow-oom\n${body}`, null);
  }

  /**
   * A script that reads. It is declared as one that writes, so that a replica, and a primary that
   * has lost its replicas, refuse it: what they know may be old. Only a primary says MISCONF.
   */
  static reading(body: string): Script {
    return new Script(
      `#!lua flags=allow-oom\n${body}`,
      new Script(`#!lua flags=allow-oom,no-writes\n${body}`, null),
    );
  }

  /** A script for any version of Redis. */
  static plain(body: string): Script {
    return new Script(body, null);
  }

  /**
   * Runs the script.
   *
   * @throws StoreLostError if it returns false, which Redis answers as null
   * @throws RedisStoreError for an error of Redis or of the client
   */
  async run(connection: Sender, keys: StoreKeys, args: readonly string[]): Promise<unknown> {
    const tail = [String(keys.all.length), ...keys.all, ...args];
    const first = keys.state;
    let reply: unknown;
    try {
      reply = await connection.send(first, ['EVALSHA', this.#hash, ...tail]).catch((error) => {
        // Nothing was run, so sending it again is right for every script.
        if (replyCode(error) !== 'NOSCRIPT') throw error;
        return connection.send(first, ['EVAL', this.#text, ...tail]);
      });
    } catch (error) {
      if (this.#otherwise === null || replyCode(error) !== 'MISCONF') throw redisStoreError(error);
      return this.#otherwise.run(connection, keys, args);
    }
    if (reply === null) throw new StoreLostError(LOST);
    return reply;
  }
}

const LOST =
  'redisStore: the content of Redis was lost, or an older one is back: what was revoked is not known';

/** Where a script is sent. */
export type Sender = Pick<RedisConnection, 'send'>;

/** The keys of one store. One hash tag keeps them on one node of a cluster. */
export class StoreKeys {
  readonly all: readonly string[];
  readonly state: string;
  readonly log: string;

  constructor(prefix: string) {
    this.all = KEY_NAMES.map((name) => `{${prefix}}:${name}`);
    this.state = this.all[0] as string;
    this.log = this.all[1] as string;
  }
}

/** Returns the strings of a reply, whatever the client makes of strings and numbers. */
export function stringsOf(reply: unknown): readonly string[] {
  return (reply as readonly unknown[]).map(String);
}
