import type { Entry, NewEntry } from '../model/entry.ts';
import type { Changes, Store, StoreFinding } from '../model/store.ts';
import { StoreLostError } from '../model/store.ts';
import type { NewSession, Rotation, RotationStep, StoredSession } from '../model/stored-session.ts';
import { entryOf, listOf, rotationOf, sessionOf, textOf, timeOf, timeOrNullOf } from './answers.ts';
import { readChanges } from './changes-page.ts';
import type { Database } from './database.ts';
import { Feed } from './feed.ts';
import { storeLostError } from './postgres-error.ts';
import { SchemaFunctions } from './schema-functions.ts';
import { setUp } from './set-up.ts';

/** How many rows one step of a purge removes from each table. */
const PURGE_STEP = 10_000;

/** A store whose work is done by the functions of its schema: see `sql/`. */
export class PostgresStore implements Store {
  readonly name = 'postgres';
  readonly #database: Database;
  readonly #functions: SchemaFunctions;
  readonly #feed: Feed;

  constructor(database: Database, schema: string) {
    this.#database = database;
    this.#functions = new SchemaFunctions(database, schema);
    this.#feed = new Feed(database, this.#functions);
  }

  async open(cutOff: boolean): Promise<readonly StoreFinding[]> {
    const findings = await setUp(this.#database, this.#functions.schema);
    try {
      // Also proves that the role may read, and that the server is no replica.
      await readChanges(this.#functions, null);
    } catch (error) {
      if (!(error instanceof StoreLostError)) throw error;
      await this.#functions.call('found', { cutOff });
    }
    return [...this.#database.findings(), ...findings];
  }

  async append(entries: readonly NewEntry[]): Promise<readonly Entry[]> {
    if (entries.length === 0) return [];
    return listOf(await this.#functions.call('append', entries)).map(entryOf);
  }

  async begin(until: number | null): Promise<number> {
    return timeOf(await this.#functions.call('begin', { until }));
  }

  async horizon(): Promise<number | null> {
    const answer = await this.#functions.call('horizon', null);
    if (answer === null) throw storeLostError();
    return timeOrNullOf(listOf(answer)[0]);
  }

  changes(after: string | null, waitMs: number): Promise<Changes> {
    return this.#feed.changes(after, waitMs);
  }

  async known(ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    return listOf(await this.#functions.call('known', ids)).map(textOf);
  }

  async addSession(session: NewSession, known: boolean): Promise<void> {
    const label = session.label === null ? null : storable(session.label);
    await this.#functions.call('add_session', { ...session, label, known });
  }

  async touchSession(id: string, seenAt: number): Promise<void> {
    await this.#functions.call('touch_session', { id, seenAt });
  }

  async session(id: string): Promise<StoredSession | null> {
    const found = await this.#functions.call('session', { id });
    return found === null ? null : sessionOf(found);
  }

  async sessionsOf(user: string): Promise<readonly StoredSession[]> {
    return listOf(await this.#functions.call('sessions_of', { user })).map(sessionOf);
  }

  async rotate(step: RotationStep): Promise<Rotation> {
    const rotation = await this.#rotate(step, false);
    // All transactions that end a session go through one row, so the others do not lock it.
    return rotation.outcome === 'reused' ? this.#rotate(step, true) : rotation;
  }

  async #rotate(step: RotationStep, mayEnd: boolean): Promise<Rotation> {
    return rotationOf(await this.#functions.call('rotate', { ...step, mayEnd }));
  }

  async countUse(id: string, most: number, until: number | null): Promise<boolean> {
    return (await this.#functions.call('count_use', { id, most, until })) === true;
  }

  async purge(before: number): Promise<void> {
    while ((await this.#functions.call('purge', { before, limit: PURGE_STEP })) === true);
  }

  async close(): Promise<void> {
    this.#feed.close();
    this.#database.close();
  }
}

/** PostgreSQL stores neither U+0000 nor half of a pair of surrogates; both become U+FFFD. */
function storable(label: string): string {
  return label.replace(/\0|\p{Surrogate}/gu, '\uFFFD');
}
