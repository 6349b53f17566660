import { randomBytes } from 'node:crypto';
import type { Entry, EntryKind, NewEntry } from '../../stores/model/entry.ts';
import type { Changes, Store } from '../../stores/model/store.ts';
import type { NewSession } from '../../stores/model/stored-session.ts';

/** Content that stores share, as the processes of an application do. */
export interface StoreWorld {
  /**
   * Returns a store of this content as another process would have it: with a connection of its own.
   * A store that cannot be shared returns the same one each time.
   */
  store(): Promise<Store>;
  /** Loses all of the content, as FLUSHALL does; absent if that cannot happen. */
  readonly empty?: () => Promise<void>;
  /** Ends what the world has opened, and removes the content. */
  close(): Promise<void>;
}

/** What a case works with: two stores of one new content, opened without a cut-off. */
export class StoreBench {
  readonly world: StoreWorld;
  readonly one: Store;
  readonly other: Store;

  constructor(world: StoreWorld, one: Store, other: Store) {
    this.world = world;
    this.one = one;
    this.other = other;
  }

  /** Returns a new id, as {@link Entry} has it. */
  id(): string {
    return `own:${randomBytes(22).toString('base64url')}`;
  }

  entry(kind: EntryKind, more: Partial<NewEntry> = {}): NewEntry {
    return { kind, id: this.id(), user: null, until: Date.now() + 3_600_000, ...more };
  }

  session(more: Partial<NewSession> = {}): NewSession {
    const startedAt = Date.now();
    return {
      id: this.id(),
      user: this.id(),
      startedAt,
      endsAt: startedAt + 3_600_000,
      until: startedAt + 3_660_000,
      label: null,
      refresh: null,
      ...more,
    };
  }

  /** Returns all entries that count, of all pages, with the last page. */
  async all(store: Store): Promise<{ readonly entries: readonly Entry[]; readonly last: Changes }> {
    return this.#read(store, null);
  }

  /** Returns all entries after a position. */
  async since(store: Store, position: string): Promise<readonly Entry[]> {
    return (await this.#read(store, position)).entries;
  }

  async position(store: Store): Promise<string> {
    return (await this.all(store)).last.position;
  }

  async #read(
    store: Store,
    after: string | null,
  ): Promise<{ readonly entries: readonly Entry[]; readonly last: Changes }> {
    const entries: Entry[] = [];
    let last = await store.changes(after, 0);
    entries.push(...last.entries);
    while (last.more) {
      last = await store.changes(last.position, 0);
      entries.push(...last.entries);
    }
    return { entries, last };
  }
}

/** One rule that every store keeps; the name is the rule. */
export type StoreCases = Readonly<Record<string, (bench: StoreBench) => Promise<void>>>;
