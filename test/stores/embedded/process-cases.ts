import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { NewEntry } from '../../../src/stores/model/entry.ts';
import type { StoreProcess } from '../../support/store-process.ts';

const HOUR = 3_600_000;
const YEARS = 10 * 365 * 24 * HOUR;

/** Starts a process with a store of the content of this test. */
export type StartProcess = () => Promise<StoreProcess>;

/** Declares the tests of a store that several processes of one machine share. */
export function processCases(
  withProcesses: (run: (start: StartProcess) => Promise<void>) => Promise<void>,
): void {
  it('lets four processes store and follow at once, and none misses an entry', () =>
    withProcesses(async (start) => {
      const processes = await Promise.all([start(), start(), start(), start()]);
      const lists = processes.map(() => Array.from({ length: 50 }, () => entry()));
      const following = processes.map(({ store }) => store.follow(200));
      await Promise.all(processes.map(({ store }, index) => store.appendEach(lists[index] ?? [])));
      const heard = await Promise.all(following);
      for (const ids of heard) {
        expect(new Set(ids).size).toBe(200);
        expect(ids).toEqual(heard[0]);
        for (const list of lists) {
          const own = new Set(list.map(({ id }) => id));
          expect(ids.filter((id) => own.has(id))).toEqual([...own]);
        }
      }
    }));

  it('gives uses of one refresh token in four processes one successor', () =>
    withProcesses(async (start) => {
      const processes = await Promise.all([start(), start(), start(), start()]);
      for (let round = 0; round < 50; round++) {
        const now = Date.now();
        const session = `own:session-${round}`;
        const idleUntil = now + HOUR;
        await processes[0]?.store.addSession(
          {
            id: session,
            user: 'own:alice',
            startedAt: now,
            endsAt: null,
            until: null,
            label: null,
            refresh: { jti: 'first', idleUntil },
          },
          false,
        );
        const step = { session, presented: 'first', grace: 10_000, now, idleUntil };
        const answers = await Promise.all(
          processes.map(({ store }, index) =>
            store.rotateMany({ ...step, successor: `${round}-${index}` }, 25),
          ),
        );
        const all = answers.flat();
        expect(all.filter(({ outcome }) => outcome === 'rotated')).toHaveLength(1);
        expect(all.filter(({ outcome }) => outcome === 'repeated')).toHaveLength(99);
        expect(new Set(all.map((answer) => ('jti' in answer ? answer.jti : null))).size).toBe(1);
      }
    }));

  it('gives one use to a token that may be used once, of four processes at once', () =>
    withProcesses(async (start) => {
      const processes = await Promise.all([start(), start(), start(), start()]);
      for (let round = 0; round < 20; round++) {
        const answers = await Promise.all(
          processes.map(({ store }) => store.countUseMany(`own:ticket-${round}`, 1, 25)),
        );
        expect(answers.flat().filter((isWithin) => isWithin)).toHaveLength(1);
      }
    }));

  it('keeps every use that was acknowledged before the process was killed', () =>
    withProcesses(async (start) => {
      for (let round = 0; round < 5; round++) {
        const first = await start();
        expect(await first.store.countUse(`own:ticket-${round}`, 1, null)).toBe(true);
        await first.kill();
        const next = await start();
        expect(await next.store.countUse(`own:ticket-${round}`, 1, null)).toBe(false);
        await next.kill();
      }
    }));

  it('keeps every entry that was acknowledged before the process was killed', () =>
    withProcesses(async (start) => {
      for (let round = 1; round <= 5; round++) {
        const writer = await start();
        const entries = Array.from({ length: 2000 }, () => entry());
        const ended = writer.store.appendAndSay(entries, 20).catch(() => null);
        while (writer.stored.length < round * 100) await pause(2);
        await writer.kill();
        await ended;
        const reader = await start();
        const kept = await allIds(reader);
        expect(writer.stored.filter((id) => !kept.has(id))).toEqual([]);
        expect(writer.stored.length).toBeLessThan(2000);
        await reader.kill();
      }
    }));

  it('gives cut-offs and logins that never go back, in processes with different clocks', () =>
    withProcesses(async (start) => {
      const processes = await Promise.all([start(), start()]);
      await processes[1]?.store.turnClock(HOUR);
      let last = 0;
      for (let round = 0; round < 10; round++) {
        const { store } = processes[round % 2] as StoreProcess;
        const [cutOff] = await store.append([entry('user')]);
        expect(cutOff?.at).toBeGreaterThan(last);
        last = await (processes[(round + 1) % 2] as StoreProcess).store.begin(null);
        expect(last).toBeGreaterThanOrEqual(cutOff?.at ?? Number.NaN);
      }
    }));

  it('forgets nothing when the clock jumps ahead by years while it runs', () =>
    withProcesses(async (start) => {
      const [one, other] = await Promise.all([start(), start()]);
      const kept = entry();
      await one.store.append([kept]);
      await other.store.turnClock(YEARS);
      await other.store.purge(Date.now() + YEARS);
      expect([...(await allIds(one))]).toEqual([kept.id]);
    }));
}

function entry(kind: NewEntry['kind'] = 'session'): NewEntry {
  const id = `own:${randomBytes(16).toString('hex')}`;
  return { kind, id, user: null, until: Date.now() + HOUR };
}

async function allIds({ store }: StoreProcess): Promise<Set<string>> {
  const ids = new Set<string>();
  let last = await store.changes(null, 0);
  for (const { id } of last.entries) ids.add(id);
  while (last.more) {
    last = await store.changes(last.position, 0);
    for (const { id } of last.entries) ids.add(id);
  }
  return ids;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
