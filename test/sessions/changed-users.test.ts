import { describe, expect, it } from 'vitest';
import { ChangedUsers } from '../../src/sessions/changed-users.ts';
import type { Changes } from '../../src/stores/model/store.ts';

const HOUR = 3_600_000;

function heard() {
  let now = 0;
  const users = new ChangedUsers(() => now);
  const told: (string | null)[] = [];
  users.onChange((user) => void told.push(user));
  const take = (ids: readonly string[], changes: Partial<Changes> = {}) => {
    told.length = 0;
    const entries = ids.map(
      (id) => ({ kind: 'changed', id, user: id, until: null, at: 0 }) as const,
    );
    users.take({ generation: 'g', position: '1', more: false, whole: false, entries, ...changes });
    return [...told];
  };
  return { take, wait: (milliseconds: number) => void (now += milliseconds) };
}

describe('changed users', () => {
  it('are passed on as the store says it, and other entries are not', () => {
    const { take } = heard();
    expect(take(['own:a', 'own:b'])).toEqual(['own:a', 'own:b']);
    const entry = { kind: 'user', id: 'own:c', user: 'own:c', until: null, at: 1 } as const;
    expect(take([], { entries: [entry] })).toEqual([]);
  });

  it('are all users if the store was read as a whole', () => {
    expect(heard().take(['own:a'], { whole: true })).toEqual([null, 'own:a']);
  });

  it('are all users if the feed has paused so long that the store may have forgotten some', () => {
    const { take, wait } = heard();
    wait(HOUR - 1);
    expect(take([])).toEqual([]);
    wait(HOUR);
    expect(take([])).toEqual([null]);
    wait(-HOUR);
    expect(take([])).toEqual([null]);
    wait(Number.NaN);
    expect(take([])).toEqual([null]);
  });
});
