import { describe, expect, it } from 'vitest';
import { Allow } from '../../src/authz/acl-types.ts';
import type { CachedCallback } from '../../src/security/principals.ts';
import type { SetUp } from '../support/security.ts';
import { authFor, bearer, setUp } from '../support/security.ts';

type Load = CachedCallback['load'];

/** A security whose callback is cached, and the ids that were loaded. */
function cached(load: Load, options: Partial<CachedCallback> = {}): SetUp & { loaded: unknown[] } {
  const loaded: unknown[] = [];
  const callback: CachedCallback = {
    load(userId, context) {
      loaded.push(userId);
      return load(userId, context);
    },
    cacheFor: '10m',
    ...options,
  };
  return { ...setUp({ callback, expiration: '1h', audit: 'off' }), loaded };
}

/** Loads that are answered by hand. */
function byHand() {
  const answers: ((principals: readonly string[] | null | Error) => void)[] = [];
  const load: Load = () =>
    new Promise((resolve, reject) => {
      answers.push((answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
    });
  return { load, answers };
}

const rolesOf = (auth: { readonly principals: readonly string[] }) => auth.principals.slice(3);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('a callback whose answer is cached', () => {
  it('is called once for many requests of a user, of which the later ones do not wait', async () => {
    const set = cached(async () => ['role:a']);
    const token = await set.security.createToken('alice');
    expect(rolesOf(await set.security.authenticate(bearer(token)))).toEqual(['role:a']);
    const again = set.security.authenticate(bearer(token));
    expect(again).not.toBeInstanceOf(Promise);
    expect(rolesOf(await again)).toEqual(['role:a']);
    await authFor(set, 'bob');
    expect(set.loaded).toEqual(['alice', 'bob']);
  });

  it('may be synchronous, and knows no issuer for own users', async () => {
    const set = cached((userId, { issuer }) => [`role:${userId}:${issuer}`]);
    expect(
      set.security.authenticate(bearer(await set.security.createToken('a'))),
    ).not.toBeInstanceOf(Promise);
    expect(rolesOf(await authFor(set, 'a'))).toEqual(['role:a:null']);
    expect(set.loaded).toHaveLength(1);
  });

  it('tells the ids 4 and "4" apart, and changed means both', async () => {
    const set = cached((userId) => [`role:${typeof userId}`]);
    expect(rolesOf(await authFor(set, 4))).toEqual(['role:number']);
    expect(rolesOf(await authFor(set, '4'))).toEqual(['role:string']);
    await authFor(set, 4);
    expect(set.loaded).toEqual([4, '4']);
    await set.security.changed(4);
    await authFor(set, '4');
    await authFor(set, 4);
    expect(set.loaded).toEqual([4, '4', '4', 4]);
  });

  it('is called again after cacheFor, and if the clock is set back by as much', async () => {
    const set = cached(() => []);
    await authFor(set);
    set.wait(599);
    await authFor(set);
    expect(set.loaded).toHaveLength(1);
    set.wait(1);
    await authFor(set);
    expect(set.loaded).toHaveLength(2);
    set.wait(-600);
    await authFor(set);
    expect(set.loaded).toHaveLength(3);
  });

  it('counts an unknown user as long, until changed is called', async () => {
    let isThere = false;
    const set = cached(() => (isThere ? [] : null));
    expect((await authFor(set)).failure?.code).toBe('user_unknown');
    isThere = true;
    expect((await authFor(set)).failure?.code).toBe('user_unknown');
    await set.security.changed('alice');
    expect((await authFor(set)).userId).toBe('alice');
    expect(set.loaded).toHaveLength(2);
  });

  it('is called once for all requests that wait', async () => {
    const { load, answers } = byHand();
    const set = cached(load);
    const waiting = [authFor(set), authFor(set), authFor(set)];
    await turn();
    answers[0]?.(['role:a']);
    for (const auth of await Promise.all(waiting)) expect(rolesOf(auth)).toEqual(['role:a']);
    expect(set.loaded).toHaveLength(1);
  });

  it('does not keep later requests waiting for a load that hangs', async () => {
    const { load, answers } = byHand();
    const set = cached(load);
    const first = authFor(set);
    await turn();
    set.wait(10);
    const second = authFor(set);
    await turn();
    answers[1]?.(['role:b']);
    expect(rolesOf(await second)).toEqual(['role:b']);
    answers[0]?.(['role:a']);
    expect(rolesOf(await first)).toEqual(['role:a']);
    expect(set.loaded).toHaveLength(2);
  });

  it('discards a load that began before changed, and loads again', async () => {
    const { load, answers } = byHand();
    const set = cached(load);
    const waiting = [authFor(set), authFor(set)];
    await turn();
    await set.security.changed('alice');
    answers[0]?.(['role:old']);
    await turn();
    answers[1]?.(['role:new']);
    for (const auth of await Promise.all(waiting)) expect(rolesOf(auth)).toEqual(['role:new']);
    expect(rolesOf(await authFor(set))).toEqual(['role:new']);
    expect(set.loaded).toHaveLength(2);
  });

  it('keeps a load while another user changes', async () => {
    const { load, answers } = byHand();
    const set = cached(load);
    const waiting = authFor(set);
    await turn();
    await set.security.changed('bob');
    answers[0]?.(['role:a']);
    expect(rolesOf(await waiting)).toEqual(['role:a']);
    expect(set.loaded).toHaveLength(1);
  });

  it('gives up a user who changes during every load: 503', async () => {
    const { load, answers } = byHand();
    const set = cached(load);
    const waiting = authFor(set);
    for (let n = 0; n < 4; n++) {
      await turn();
      await set.security.changed('alice');
      answers[n]?.(['role:a']);
    }
    expect((await waiting).failure?.code).toBe('user_unavailable');
    expect(set.loaded).toHaveLength(4);
  });

  it.each([
    ['rejects', async () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['returns no list', () => 'role:a' as never],
    ['returns a promise of no list', async () => ({}) as never],
  ] as [string, Load][])('is not cached if it %s: 503', async (_, fails) => {
    let isDown = true;
    const set = cached((userId, context) => (isDown ? fails(userId, context) : ['role:a']));
    const auth = await authFor(set);
    expect(auth.failure?.code).toBe('user_unavailable');
    expect(auth.principals).toEqual(['system.Everyone']);
    expect(set.events).toContainEqual(expect.objectContaining({ event: 'callback_failed' }));
    isDown = false;
    expect(rolesOf(await authFor(set))).toEqual(['role:a']);
  });

  it('reports a principal that it drops once, not at each request', async () => {
    const set = cached(() => ['user:bob', 'role:a']);
    await authFor(set);
    expect(rolesOf(await authFor(set))).toEqual(['role:a']);
    expect(set.events.filter(({ event }) => event === 'principal_dropped')).toHaveLength(1);
  });

  it('rejects changed with an id that is none', async () => {
    const { security } = cached(() => []);
    await expect(security.changed('')).rejects.toThrow(TypeError);
    await expect(setUp().security.changed('alice')).resolves.toBeUndefined();
  });
});

describe('principals that end by themselves', () => {
  it('count until then, and are loaded again only then', async () => {
    const set = cached((): [string, { principal: string; until: Date }] => [
      'role:a',
      { principal: 'role:b', until: new Date(1_700_000_060_000) },
    ]);
    const auth = await authFor(set);
    expect(rolesOf(auth)).toEqual(['role:a', 'role:b']);
    set.wait(59);
    expect(rolesOf(await authFor(set))).toEqual(['role:a', 'role:b']);
    expect(set.loaded).toHaveLength(1);
    set.wait(1);
    expect(rolesOf(auth)).toEqual(['role:a']);
    expect(rolesOf(await authFor(set))).toEqual(['role:a']);
    await authFor(set);
    expect(set.loaded).toHaveLength(2);
  });

  it('end in a context that is older than they are, also of a plain callback', async () => {
    const set = setUp({
      callback: () => [{ principal: 'role:b', until: new Date(1_700_000_030_000) }],
      root: { acl: [[Allow, 'role:b', 'edit']] },
    });
    const auth = await authFor(set);
    expect(auth.permits('edit')).toBe(true);
    set.wait(30);
    expect(auth.permits('edit')).toBe(false);
    expect(auth.decide('edit').reason).not.toContain('role:b');
    expect(auth.principals).not.toContain('role:b');
    expect(() => auth.require('edit')).toThrow(expect.objectContaining({ status: 403 }));
  });
});
