import { systemClock } from '../../base/clock.ts';
import type { Clock } from '../../base/clock.ts';
import { workEndsWithRequest } from '../../base/work-ends-with-request.ts';
import type { Entry, NewEntry } from '../model/entry.ts';
import { isCutOff, laterOf } from '../model/entry.ts';
import { EntryLog } from './entry-log.ts';
import { rotateRecord } from '../model/rotate-record.ts';
import type { SessionRecord } from '../model/rotate-record.ts';
import type { Changes, Store, StoreFinding } from '../model/store.ts';
import type { NewSession, Rotation, RotationStep, StoredSession } from '../model/stored-session.ts';
import { UseCounts } from './use-counts.ts';

/**
 * Returns a store in the memory of this process: for tests, and for an application of one process
 * whose users may log in again after a restart.
 *
 * @example
 * createSecurity({ privateKey, revocation: denylist(memoryStore()) });
 */
export function memoryStore(options: { readonly clock?: Clock } = {}): Store {
  return new MemoryStore(options.clock ?? systemClock);
}

const NOT_SHARED: StoreFinding = {
  name: 'store_not_shared',
  reason:
    'memoryStore is the memory of one isolate, and a Worker runs in many: a logout would count in one of them. Use a Store on what they share, or accept this in a Durable Object.',
};

class MemoryStore implements Store {
  readonly name = 'memory';
  readonly #clock: Clock;
  readonly #log = new EntryLog();
  readonly #sessions = new Map<string, SessionRecord>();
  readonly #byUser = new Map<string, Set<string>>();
  readonly #uses = new UseCounts();
  /** The latest time that was given. */
  #last = 0;
  #horizon: number | null = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async open(cutOff: boolean): Promise<readonly StoreFinding[]> {
    if (this.#log.open() && cutOff)
      await this.append([{ kind: 'all', id: '', user: null, until: null }]);
    return workEndsWithRequest() ? [NOT_SHARED] : [];
  }

  async append(entries: readonly NewEntry[]): Promise<readonly Entry[]> {
    return entries.map((entry) => {
      const stored = { ...entry, at: isCutOff(entry.kind) ? this.#cutOff() : 0 };
      if (entry.kind === 'session' || entry.kind === 'token') this.#removeSession(entry.id);
      if (entry.kind === 'user') this.#removeSessionsOf(entry.id, stored.at);
      return this.#log.add(stored);
    });
  }

  async begin(until: number | null): Promise<number> {
    this.#horizon = laterOf(this.#horizon, until);
    this.#last = Math.max(this.#last, this.#clock());
    return this.#last;
  }

  async horizon(): Promise<number | null> {
    return this.#horizon;
  }

  changes(after: string | null, waitMs: number): Promise<Changes> {
    return this.#log.changes(after, waitMs);
  }

  async known(ids: readonly string[]): Promise<readonly string[]> {
    return ids.filter((id) => this.#log.has('known', id));
  }

  async addSession(session: NewSession, known: boolean): Promise<void> {
    const { refresh, ...rest } = session;
    this.#sessions.set(session.id, {
      ...rest,
      seenAt: session.startedAt,
      refresh: refresh === null ? null : { ...refresh, previous: null, rotatedAt: 0 },
    });
    const ids = this.#byUser.get(session.user) ?? new Set();
    this.#byUser.set(session.user, ids.add(session.id));
    const { id, user, until } = session;
    if (known) this.#log.add({ kind: 'known', id, user, until, at: 0 });
  }

  async touchSession(id: string, seenAt: number): Promise<void> {
    const found = this.#sessions.get(id);
    if (found !== undefined && found.seenAt < seenAt) this.#sessions.set(id, { ...found, seenAt });
  }

  async session(id: string): Promise<StoredSession | null> {
    const found = this.#sessions.get(id);
    return found === undefined ? null : withoutRefresh(found);
  }

  async sessionsOf(user: string): Promise<readonly StoredSession[]> {
    return [...(this.#byUser.get(user) ?? [])]
      .map((id) => withoutRefresh(this.#sessions.get(id) as SessionRecord))
      .sort((one, other) => other.startedAt - one.startedAt);
  }

  async rotate(step: RotationStep): Promise<Rotation> {
    const found = this.#sessions.get(step.session);
    if (found === undefined) return { outcome: 'gone' };
    const plan = rotateRecord(found, step);
    if (plan.outcome === 'gone') return plan;
    const session = withoutRefresh(found);
    if (plan.outcome === 'reused') {
      const { id, user, until } = found;
      await this.append([{ kind: 'session', id, user, until }]);
      return { outcome: 'reused', session };
    }
    const seenAt = Math.max(found.seenAt, step.now);
    this.#sessions.set(found.id, { ...found, refresh: plan.refresh, seenAt });
    return { outcome: plan.outcome, jti: plan.refresh.jti, session };
  }

  async countUse(id: string, most: number, until: number | null): Promise<boolean> {
    return this.#uses.count(id, most, until);
  }

  async purge(before: number): Promise<void> {
    const ends = Math.min(before, this.#clock());
    this.#log.purge(ends);
    this.#uses.purge(ends);
    for (const { id, until } of this.#sessions.values())
      if (until !== null && until < ends) this.#removeSession(id);
  }

  async close(): Promise<void> {
    this.#log.close();
  }

  #cutOff(): number {
    this.#last = Math.max(this.#last + 1, this.#clock());
    return this.#last;
  }

  #removeSession(id: string): void {
    const found = this.#sessions.get(id);
    if (found === undefined) return;
    this.#sessions.delete(id);
    const ids = this.#byUser.get(found.user);
    ids?.delete(id);
    if (ids?.size === 0) this.#byUser.delete(found.user);
  }

  #removeSessionsOf(user: string, before: number): void {
    for (const id of this.#byUser.get(user) ?? [])
      if ((this.#sessions.get(id) as SessionRecord).startedAt < before) this.#removeSession(id);
  }
}

function withoutRefresh(record: SessionRecord): StoredSession {
  const { id, user, startedAt, seenAt, endsAt, until, label } = record;
  return { id, user, startedAt, seenAt, endsAt, until, label };
}
