import type { Clock } from '../../base/clock.ts';
import type { Entry, NewEntry } from '../model/entry.ts';
import { isCutOff, laterOf } from '../model/entry.ts';
import { StoreError } from '../model/store-error.ts';
import { StoreLostError } from '../model/store.ts';
import type { Changes, Store, StoreFinding } from '../model/store.ts';
import type { NewSession, Rotation, RotationStep, StoredSession } from '../model/stored-session.ts';
import {
  addEntries,
  countUse,
  leftOver,
  removeEnded,
  storeSession,
  withoutRefresh,
} from './content.ts';
import { generationOf, positionOf, readChanges } from './feed.ts';
import type { EmbeddedDatabase, StoreState, Tables } from './tables.ts';
import { newState } from './tables.ts';
import { steadyClock } from './steady-clock.ts';
import { useToken } from './use-token.ts';
import { ChangeWaiter } from './wait-for-change.ts';

/** How many of each kind are removed in one transaction, so that none takes long. */
const PURGED_AT_ONCE = 1000;

/** A store in a database of this machine, whose transactions run in this process. */
export class EmbeddedStore implements Store {
  readonly name: string;
  readonly #database: EmbeddedDatabase;
  readonly #clock: Clock;
  /** For what cannot be undone. */
  readonly #steadyClock: Clock;
  readonly #waiter = new ChangeWaiter();
  #unwatch: (() => void) | null = null;
  #closed = false;

  constructor(database: EmbeddedDatabase, clock: Clock) {
    this.name = database.name;
    this.#database = database;
    this.#clock = clock;
    this.#steadyClock = steadyClock(clock);
  }

  async open(cutOff: boolean): Promise<readonly StoreFinding[]> {
    this.#refuseClosed();
    return this.#database.open((tables, generation) => {
      const left = leftOver(tables);
      tables.setState({ ...newState(generation), ...left });
      const all: NewEntry = { kind: 'all', id: '', user: null, until: null };
      if (cutOff || left.position > 0) this.#append(tables, [all]);
    });
  }

  async append(entries: readonly NewEntry[]): Promise<readonly Entry[]> {
    if (entries.length === 0) return [];
    return this.#write((tables) => this.#append(tables, entries));
  }

  begin(until: number | null): Promise<number> {
    return this.#write((tables) => {
      const state = stateOf(tables);
      const last = Math.max(state.last, this.#clock());
      tables.setState({ ...state, last, horizon: laterOf(state.horizon, until) });
      return last;
    });
  }

  horizon(): Promise<number | null> {
    return this.#read((tables) => stateOf(tables).horizon);
  }

  async changes(after: string | null, waitMs: number): Promise<Changes> {
    try {
      return await this.#changes(after, waitMs);
    } catch (error) {
      if (error instanceof StoreLostError) await this.#database.lose?.(generationOf(after));
      throw error;
    }
  }

  async #changes(after: string | null, waitMs: number): Promise<Changes> {
    const read = (tables: Tables): Changes => readChanges(tables, stateOf(tables), after);
    const now = await this.#read(read);
    if (waitMs <= 0 || now.whole || now.entries.length > 0) return now;
    this.#unwatch ??= this.#database.watch?.(() => this.#waiter.wake()) ?? null;
    const hasChanged = (): boolean =>
      this.#database.read((tables) => positionOf(stateOf(tables))) !== now.position;
    await this.#waiter.wait(waitMs, hasChanged);
    return this.#read(read);
  }

  known(ids: readonly string[]): Promise<readonly string[]> {
    return this.#read((tables) => {
      stateOf(tables);
      return ids.filter((id) => tables.entry('known', id) !== null);
    });
  }

  addSession(session: NewSession, known: boolean): Promise<void> {
    return this.#write((tables) => {
      storeSession(tables, session);
      const { id, user, until } = session;
      if (known) this.#append(tables, [{ kind: 'known', id, user, until }]);
    });
  }

  async touchSession(id: string, seenAt: number): Promise<void> {
    await this.#write(
      (tables) => {
        const found = tables.session(id);
        if (found === null || found.seenAt >= seenAt) return false;
        tables.setSession({ ...found, seenAt });
        return true;
      },
      (isChanged) => isChanged,
    );
  }

  async session(id: string): Promise<StoredSession | null> {
    const found = await this.#read((tables) => tables.session(id));
    return found === null ? null : withoutRefresh(found);
  }

  async sessionsOf(user: string): Promise<readonly StoredSession[]> {
    const found = await this.#read((tables) => tables.sessionsOf(user));
    return found.map(withoutRefresh).sort((one, other) => other.startedAt - one.startedAt);
  }

  async rotate(step: RotationStep): Promise<Rotation> {
    const { rotation } = await this.#write(
      (tables) => useToken(tables, step, (entries) => this.#append(tables, entries)),
      ({ isChanged }) => isChanged,
    );
    return rotation;
  }

  countUse(id: string, most: number, until: number | null): Promise<boolean> {
    return this.#write(
      (tables) => countUse(tables, id, most, until),
      (isChanged) => isChanged,
    );
  }

  async purge(before: number): Promise<void> {
    const ends = Math.min(before, this.#steadyClock());
    let removed = PURGED_AT_ONCE;
    while (removed === PURGED_AT_ONCE)
      removed = await this.#write(
        (tables) => removeEnded(tables, ends, PURGED_AT_ONCE),
        (count) => count > 0,
      );
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#unwatch?.();
    this.#waiter.close();
    await this.#database.close();
  }

  /** Adds entries with the cut-offs that the store chooses. */
  #append(tables: Tables, entries: readonly NewEntry[]): readonly Entry[] {
    let { last } = stateOf(tables);
    const placed = entries.map((entry): Entry => {
      if (!isCutOff(entry.kind)) return { ...entry, at: 0 };
      last = Math.max(last + 1, this.#clock());
      return { ...entry, at: last };
    });
    const state = stateOf(tables);
    const stored = addEntries(tables, placed, state.position);
    tables.setState({ ...state, last, position: state.position + stored.length });
    return stored;
  }

  async #read<T>(run: (tables: Tables) => T): Promise<T> {
    this.#refuseClosed();
    await this.#database.ready();
    this.#refuseClosed();
    return this.#database.read(run);
  }

  /**
   * Runs a transaction that may write.
   *
   * @param isChanged - whether it has written: what has not needs no commit on the disk
   */
  async #write<T>(
    run: (tables: Tables) => T,
    isChanged: (result: T) => boolean = () => true,
  ): Promise<T> {
    this.#refuseClosed();
    await this.#database.ready();
    this.#refuseClosed();
    const result = await this.#database.write((tables) => {
      const { writes } = stateOf(tables);
      const result = run(tables);
      if (isChanged(result)) tables.setState({ ...stateOf(tables), writes: writes + 1 });
      return result;
    });
    this.#waiter.wake();
    return result;
  }

  #refuseClosed(): void {
    if (this.#closed) throw new StoreError(`The ${this.name} store is closed.`);
  }
}

/** @throws StoreLostError if there is none */
function stateOf(tables: Tables): StoreState {
  const state = tables.state();
  if (state === null) throw new StoreLostError('The store has no content: it was emptied.');
  return state;
}
