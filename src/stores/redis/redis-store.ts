import { randomUUID } from 'node:crypto';
import { ownMembers } from '../../base/own-members.ts';
import { ConfigurationError, throwIfAny } from '../../options/configuration-error.ts';
import { unknownOptions } from '../../options/did-you-mean.ts';
import type { Entry, NewEntry } from '../model/entry.ts';
import type { Changes, Store, StoreFinding } from '../model/store.ts';
import type { NewSession, Rotation, RotationStep, StoredSession } from '../model/stored-session.ts';
import type { RedisClient, RedisConnection } from './client.ts';
import { Feed } from './feed.ts';
import type { ServerInfo } from './findings.ts';
import { checkVersion, clientFindings, serverFindings, UNKNOWN_SERVER } from './findings.ts';
import { ioredisConnection } from './ioredis.ts';
import * as lua from './lua.ts';
import { nodeRedisConnection } from './node-redis.ts';
import { Script, StoreKeys, stringsOf } from './script.ts';
import { entryArguments, entryOf, sessionOf, sessionText, timeOf, timeText } from './values.ts';

/** Options of {@link redisStore}. */
export interface RedisStoreOptions {
  /**
   * What the keys begin with, in braces. Applications with users of their own on one Redis need
   * one each. `'pyramidion'` if left out.
   */
  readonly prefix?: string;
}

/**
 * Returns a store in Redis 7 or newer, for applications of several machines. A revocation counts on
 * every process within milliseconds.
 *
 * @param client - a client of `ioredis` or `redis` that is connected, or connects by itself: of one
 *   server, Sentinel or a cluster. The store does not close it. For its feed it makes one more
 *   connection like it.
 * @throws ConfigurationError if the client or the prefix cannot be used
 * @example
 * const client = new Redis({
 *   commandTimeout: 250,
 *   connectTimeout: 250,
 *   socketTimeout: 1000,
 *   enableOfflineQueue: false,
 *   maxRetriesPerRequest: 0,
 * });
 * createSecurity({ privateKey, revocation: denylist(redisStore(client)) });
 */
export function redisStore(client: RedisClient, options: RedisStoreOptions = {}): Store {
  throwIfAny(unknownOptions(options, ['prefix'], 'redisStore'));
  const { prefix = 'pyramidion' } = ownMembers<RedisStoreOptions>(options);
  if (typeof prefix !== 'string' || !/^[^{}]{1,100}$/.test(prefix))
    throw new ConfigurationError(
      'prefix of redisStore should be a string of 1 to 100 characters without braces',
    );
  return new RedisStore(connectionOf(client), new StoreKeys(prefix));
}

function connectionOf(client: RedisClient): RedisConnection {
  const given = client as Partial<Record<'call' | 'sendCommand' | 'duplicate', unknown>> | null;
  if (typeof given?.duplicate === 'function') {
    if (typeof given.call === 'function') return ioredisConnection(client as never);
    if (typeof given.sendCommand === 'function') return nodeRedisConnection(client as never);
  }
  throw new ConfigurationError(
    'redisStore takes a client of the package ioredis or redis: pass what new Redis() or createClient() returns',
  );
}

const OPEN = Script.freeing(lua.OPEN);
const INFO = Script.plain(lua.INFO);
const APPEND = Script.adding(lua.APPEND);
const BEGIN = Script.adding(lua.BEGIN);
const HORIZON = Script.reading(lua.HORIZON);
const KNOWN = Script.reading(lua.KNOWN);
const ADD_SESSION = Script.adding(lua.ADD_SESSION);
const TOUCH_SESSION = Script.adding(lua.TOUCH_SESSION);
const SESSION = Script.reading(lua.SESSION);
const SESSIONS_OF = Script.reading(lua.SESSIONS_OF);
const ROTATE = Script.adding(lua.ROTATE);
const COUNT_USE = Script.adding(lua.COUNT_USE);
const PURGE = Script.freeing(lua.PURGE);
/** How many a call of PURGE removes. */
const PURGED = 1000;

class RedisStore implements Store {
  readonly name = 'redis';
  readonly #client: RedisConnection;
  readonly #keys: StoreKeys;
  readonly #feed: Feed;

  constructor(client: RedisConnection, keys: StoreKeys) {
    this.#client = client;
    this.#keys = keys;
    this.#feed = new Feed(client, keys);
  }

  async open(cutOff: boolean): Promise<readonly StoreFinding[]> {
    const info = stringsOf(await this.#run(INFO));
    if (info.length > 0) checkVersion(info as ServerInfo);
    const made = String(await this.#run(OPEN, [randomUUID(), cutOff ? 'cut-off' : '']));
    if (made !== 'kept' && made !== 'made')
      throw new ConfigurationError(
        `redisStore: the key ${made} is in use by something else: choose another prefix`,
      );
    await this.#feed.connect();
    return [
      ...(info.length > 0 ? serverFindings(info as ServerInfo) : UNKNOWN_SERVER),
      ...clientFindings(this.#client.slowOptions()),
    ];
  }

  async append(entries: readonly NewEntry[]): Promise<readonly Entry[]> {
    if (entries.length === 0) return [];
    const values = stringsOf(await this.#run(APPEND, entries.flatMap(entryArguments)));
    return entries.map(({ kind, id }, index) => entryOf(`${kind} ${id}`, values[index] as string));
  }

  async begin(until: number | null): Promise<number> {
    return Number(await this.#run(BEGIN, [timeText(until)]));
  }

  async horizon(): Promise<number | null> {
    return timeOf(String(await this.#run(HORIZON)));
  }

  changes(after: string | null, waitMs: number): Promise<Changes> {
    return this.#feed.changes(after, waitMs);
  }

  async known(ids: readonly string[]): Promise<readonly string[]> {
    return ids.length === 0 ? [] : stringsOf(await this.#run(KNOWN, ids));
  }

  async addSession(session: NewSession, known: boolean): Promise<void> {
    const { id, user, until } = session;
    const args = [id, user, timeText(until), sessionText(session), known ? 'known' : ''];
    await this.#run(ADD_SESSION, args);
  }

  async touchSession(id: string, seenAt: number): Promise<void> {
    await this.#run(TOUCH_SESSION, [id, String(seenAt)]);
  }

  async session(id: string): Promise<StoredSession | null> {
    const text = String(await this.#run(SESSION, [id]));
    return text === '' ? null : sessionOf(text);
  }

  async sessionsOf(user: string): Promise<readonly StoredSession[]> {
    return stringsOf(await this.#run(SESSIONS_OF, [user]))
      .map(sessionOf)
      .filter((session) => session.user === user)
      .sort((one, other) => other.startedAt - one.startedAt);
  }

  async rotate(step: RotationStep): Promise<Rotation> {
    const { session, presented, successor, grace, now, idleUntil } = step;
    const args = [session, presented, successor, ...[grace, now, idleUntil].map(String)];
    const [outcome, jti, before] = stringsOf(await this.#run(ROTATE, args));
    if (outcome === 'gone') return { outcome };
    const found = sessionOf(before as string);
    if (outcome === 'reused') return { outcome, session: found };
    return { outcome: outcome as 'rotated' | 'repeated', jti: jti as string, session: found };
  }

  async countUse(id: string, most: number, until: number | null): Promise<boolean> {
    return Number(await this.#run(COUNT_USE, [id, String(most), timeText(until)])) === 1;
  }

  async purge(before: number): Promise<void> {
    let removed = PURGED;
    while (removed === PURGED) removed = Number(await this.#run(PURGE, [String(before)]));
  }

  async close(): Promise<void> {
    this.#feed.close();
  }

  #run(script: Script, args: readonly string[] = []): Promise<unknown> {
    return script.run(this.#client, this.#keys, args);
  }
}
