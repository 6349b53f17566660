import { describe, expect, it } from 'vitest';
import type { IssuerOptions, SecurityOptions, Store } from '../../src/index.ts';
import { allowlist, denylist, memoryStore } from '../../src/index.ts';
import { issuerOf, ownAndOthers, tokenBy } from '../support/providers.ts';
import type { SetUp } from '../support/security.ts';
import { bearer, NOW, START } from '../support/security.ts';

/** The store and the processes have one clock. */
function revocable(
  a: Partial<IssuerOptions> = {},
  { list = denylist, ...more }: { list?: typeof denylist } & Partial<SecurityOptions> = {},
): SetUp & { readonly store: Store } {
  let now = START;
  const clock = () => now;
  const store = memoryStore({ clock });
  const set = ownAndOthers(a, { clock, revocation: list(store), ...more });
  return { ...set, store, wait: (seconds) => void (now += seconds * 1000) };
}
const codeOf = async ({ security }: SetUp, token: string): Promise<string> =>
  (await security.authenticate(bearer(token))).failure?.code ?? 'ok';
/** Issued before a cut-off, since a store that is empty begins with one. */
const later = (set: SetUp): number => {
  set.wait(10);
  return NOW + 10;
};

describe('revokeUser of another issuer', () => {
  it('ends the tokens of that user, not those of a user with the same id (R073)', async () => {
    const set = revocable();
    await set.security.ready();
    const iat = later(set);
    const own = await set.security.createToken('alice');
    const [a, b, bob] = [
      tokenBy('a', { iat }),
      tokenBy('b', { iat }),
      tokenBy('a', { iat, sub: 'bob' }),
    ];
    set.wait(10);
    await set.security.revokeUser('alice', { issuer: 'a' });
    expect(await codeOf(set, a)).toBe('token_revoked');
    for (const token of [b, bob, own]) expect(await codeOf(set, token)).toBe('ok');
    expect(await codeOf(set, tokenBy('a', { iat: NOW + 21 }))).toBe('ok');
    await set.security.revokeUser('alice');
    expect(await codeOf(set, own)).toBe('token_revoked');
    expect(await codeOf(set, b)).toBe('ok');
  });

  it('refuses a token with an iat in the second of the cut-off, and one without iat', async () => {
    const set = revocable();
    await set.security.ready();
    const iat = later(set);
    await set.security.revokeUser('alice', { issuer: 'a' });
    expect(await codeOf(set, tokenBy('a', { iat }))).toBe('token_revoked');
    expect(await codeOf(set, tokenBy('a', { iat: undefined }))).toBe('token_revoked');
    expect(await codeOf(set, tokenBy('a', { iat: iat + 1 }))).toBe('ok');
  });

  it('holds for as long as a token of an issuer may be accepted', async () => {
    const ofStore = async ({ security, store }: ReturnType<typeof revocable>) => {
      await security.ready();
      await security.revokeUser('alice', { issuer: 'a' });
      const { entries } = await store.changes(null, 100);
      return entries.find(({ kind }) => kind === 'user')?.until ?? null;
    };
    // Nothing says how long a token of b is accepted.
    expect(await ofStore(revocable({ maxTokenAge: '1h' }))).toBeNull();
    const bounded = [issuerOf('a', { maxTokenAge: '1h' })];
    const until = await ofStore(revocable({}, { issuers: bounded }));
    expect(until).toBeGreaterThanOrEqual((NOW + 3600 + 60 + 60) * 1000);
  });

  it('is a TypeError for a name that no issuer has: nothing would be revoked', async () => {
    const { security } = revocable();
    for (const issuer of [
      'c',
      'A',
      'own',
      '',
      'https://a.example.com/',
      7 as never,
      null as never,
    ]) {
      await expect(security.revokeUser('alice', { issuer })).rejects.toThrow(TypeError);
      await expect(security.revokeSession('s', { issuer })).rejects.toThrow(TypeError);
      await expect(security.changed('alice', { issuer })).rejects.toThrow(TypeError);
      await expect(security.sessions('alice', { issuer })).rejects.toThrow(TypeError);
    }
    await expect(security.revokeUser('alice', { issuer: 'aa' })).rejects.toThrow(/did you mean a/);
  });
});

describe('a user that userId of an issuer finds', () => {
  it('is logged out with the own user, also by a token that is cached', async () => {
    const set = revocable({ userId: async () => 42 });
    await set.security.ready();
    const iat = later(set);
    const token = tokenBy('a', { iat });
    for (let use = 0; use < 3; use++) expect(await codeOf(set, token)).toBe('ok');
    set.wait(10);
    await set.security.revokeUser(42);
    expect(await codeOf(set, token)).toBe('token_revoked');
    expect(await codeOf(set, tokenBy('a', { iat: NOW + 21 }))).toBe('ok');
  });

  it('is logged out by the id at the issuer as well', async () => {
    const set = revocable({ userId: () => 42 });
    await set.security.ready();
    const token = tokenBy('a', { iat: later(set) });
    set.wait(10);
    await set.security.revokeUser('alice', { issuer: 'a' });
    expect(await codeOf(set, token)).toBe('token_revoked');
  });
});

describe('what ends a token of another issuer', () => {
  it('is its jti, by its text', async () => {
    const set = revocable();
    await set.security.ready();
    const iat = later(set);
    const [a, b] = [tokenBy('a', { iat, jti: 'x' }), tokenBy('b', { iat, jti: 'x' })];
    await set.security.revokeToken(a);
    expect([await codeOf(set, a), await codeOf(set, b)]).toEqual(['token_revoked', 'ok']);
    await expect(set.security.revokeToken(tokenBy('a', { iat }))).rejects.toThrow(/no jti/);
    await expect(set.security.revokeToken(tokenBy('c', { iat }))).rejects.toThrow(/no token that/);
  });

  it('is its sid, of the session at that issuer', async () => {
    const set = revocable();
    await set.security.ready();
    const iat = later(set);
    const [a, b] = [tokenBy('a', { iat, sid: 's' }), tokenBy('b', { iat, sid: 's' })];
    await set.security.revokeSession('s', { issuer: 'a' });
    expect([await codeOf(set, a), await codeOf(set, b)]).toEqual(['token_revoked', 'ok']);
  });

  it('is auth.revoke() also for a token whose sid is empty: its jti counts', async () => {
    const set = revocable();
    await set.security.ready();
    const token = tokenBy('a', { iat: later(set), sid: '', jti: 'j' });
    await (await set.security.authenticate(bearer(token))).revoke();
    expect(await codeOf(set, token)).toBe('token_revoked');
  });

  it('is auth.revoke(), and nothing of another issuer', async () => {
    for (const claims of [{ sid: 's' }, { jti: 'j' }]) {
      const set = revocable();
      await set.security.ready();
      const iat = later(set);
      const [a, b] = [tokenBy('a', { iat, ...claims }), tokenBy('b', { iat, ...claims })];
      await (await set.security.authenticate(bearer(a))).revoke();
      expect([await codeOf(set, a), await codeOf(set, b)]).toEqual(['token_revoked', 'ok']);
    }
  });

  it('is revokeAll()', async () => {
    const set = revocable();
    await set.security.ready();
    const token = tokenBy('a', { iat: later(set) });
    set.wait(10);
    await set.security.revokeAll();
    expect(await codeOf(set, token)).toBe('token_revoked');
  });
});

describe('an allowlist', () => {
  it('need not know the tokens of another issuer, which it never stored', async () => {
    const set = revocable({}, { list: allowlist });
    await set.security.ready();
    expect(await codeOf(set, tokenBy('a', { iat: later(set), sid: 's', jti: 'j' }))).toBe('ok');
  });
});

describe('changed of another issuer', () => {
  it('forgets the principals of that user, and of no other', async () => {
    const loads: unknown[] = [];
    const callback = {
      load: (id: unknown, { issuer }: { issuer: string | null }) => {
        loads.push([id, issuer]);
        return [];
      },
      cacheFor: '5m' as const,
    };
    const set = ownAndOthers({}, { callback });
    const own = await set.security.createToken('alice');
    const all = async () => {
      for (const token of [own, tokenBy('a'), tokenBy('b')])
        expect(await codeOf(set, token)).toBe('ok');
      return loads.splice(0);
    };
    expect(await all()).toEqual([
      ['alice', null],
      ['alice', 'a'],
      ['alice', 'b'],
    ]);
    expect(await all()).toEqual([]);
    await set.security.changed('alice', { issuer: 'a' });
    expect(await all()).toEqual([['alice', 'a']]);
    await set.security.changed('alice');
    expect(await all()).toEqual([['alice', null]]);
  });

  it('keeps the cached principals of users with one id apart', async () => {
    const callback = { load: () => ['role:x'], cacheFor: '5m' as const };
    const set = ownAndOthers({}, { callback });
    const own = await set.security.createToken('alice');
    const principals = [];
    for (const token of [tokenBy('a'), own, tokenBy('a'), tokenBy('b'), own])
      principals.push((await set.security.authenticate(bearer(token))).principals[2]);
    expect(principals).toEqual([
      'user@a:alice',
      'user:alice',
      'user@a:alice',
      'user@b:alice',
      'user:alice',
    ]);
  });
});
