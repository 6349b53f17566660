import { describe, expect, it } from 'vitest';
import type { AddContext, PrincipalsAnswer } from '../../src/security/principals.ts';
import { authFor, bearer, NOW, setUp } from '../support/security.ts';

type Add = (
  userId: string | number,
  context: AddContext,
) => PrincipalsAnswer | Promise<PrincipalsAnswer>;

const later = (seconds: number) => new Date((NOW + seconds) * 1000);

function adding(add: Add, load: () => PrincipalsAnswer = () => ['role:a']) {
  return setUp({ audit: 'off', callback: { load, cacheFor: '5m', add } });
}

describe('the principals that add returns', () => {
  it('follow those that were loaded, at each request by its claims', async () => {
    const set = adding((_, { claims }) => [`scope:${String(claims['scope'])}`]);
    for (const scope of ['read', 'write']) {
      const token = await set.security.createToken('alice', { scope });
      const { principals } = await set.security.authenticate(bearer(token));
      expect(principals.slice(3)).toEqual(['role:a', `scope:${scope}`]);
    }
  });

  it('may depend on the request, and on the principals so far, which add cannot change', async () => {
    const seen: unknown[] = [];
    const set = adding((userId, { view, issuer, principals }) => {
      seen.push(userId, view.method, issuer, [...principals]);
      expect(() => (principals as string[]).push('role:root')).toThrow(TypeError);
      return [];
    });
    const auth = await authFor(set, 'alice', { method: 'PUT' });
    const base = ['system.Everyone', 'system.Authenticated', 'user:alice', 'role:a'];
    expect(seen).toEqual(['alice', 'PUT', null, base]);
    expect(auth.principals).toEqual(base);
  });

  it('may be a promise', async () => {
    const auth = await authFor(adding(async () => new Set(['role:b'])));
    expect(auth.principals.slice(3)).toEqual(['role:a', 'role:b']);
  });

  it('may end, as those that were loaded', async () => {
    const set = adding(
      () => ['role:c', { principal: 'role:d', until: later(20) }],
      () => [{ principal: 'role:a', until: later(10) }, 'role:b'],
    );
    const auth = await authFor(set);
    const roles = () => auth.principals.slice(3).join(' ');
    expect(roles()).toBe('role:a role:b role:c role:d');
    set.wait(10);
    expect(roles()).toBe('role:b role:c role:d');
    set.wait(10);
    expect(roles()).toBe('role:b role:c');
  });

  it('are none of an unknown user, whom add does not see', async () => {
    let calls = 0;
    const set = adding(
      () => {
        calls++;
        return [];
      },
      () => null,
    );
    expect((await authFor(set)).failure?.code).toBe('user_unknown');
    expect(calls).toBe(0);
    expect((await authFor(adding(() => null))).failure?.code).toBe('user_unknown');
  });

  it.each([
    ['rejects', async () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['returns nothing', () => undefined as never],
  ] as const)('are none if it %s: 503', async (_, add) => {
    const auth = await authFor(adding(add));
    expect(auth.failure?.code).toBe('user_unavailable');
    expect(auth.isAuthenticated).toBe(false);
    expect(auth.principals).toEqual(['system.Everyone']);
  });

  it('are dropped and reported if they spell a user', async () => {
    const set = adding(() => ['user:bob', 'system.Admin', 'role:b']);
    expect((await authFor(set)).principals.slice(3)).toEqual(['role:a', 'role:b']);
    expect(set.events.filter(({ event }) => event === 'principal_dropped')).toHaveLength(2);
  });
});
