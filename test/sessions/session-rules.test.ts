import { describe, expect, it } from 'vitest';
import type { SessionSettings } from '../../src/sessions/session-rules.ts';
import { SessionRules } from '../../src/sessions/session-rules.ts';
import type { Claims } from '../../src/token/claims.ts';

const NOW = 1_700_000_000;
const ID = /^[\w-]{30}$/;

const rules = (settings: Partial<SessionSettings> = {}) =>
  new SessionRules({ reissueTime: null, lifetime: null, onReissue: null, ...settings });

describe('the beginning of a session', () => {
  it('adds the time of the login to the claims, rounded down', () => {
    expect(rules().begin({ roles: ['a'] }, NOW + 0.9)).toEqual({
      roles: ['a'],
      auth_time: NOW,
      sid: expect.stringMatching(ID),
    });
  });

  it('replaces an auth_time of the application', () => {
    expect(rules().begin({ auth_time: 5 }, NOW)).toMatchObject({ auth_time: NOW });
  });

  it('needs no claims', () => {
    expect(rules().begin(undefined, NOW)).toMatchObject({ auth_time: NOW });
  });

  it('does not change the claims that it received', () => {
    const claims = Object.freeze({ roles: ['a'] });
    expect(rules().begin(claims, NOW)).not.toBe(claims);
  });

  it.each([
    ['a string', 'admin'],
    ['a list', ['admin']],
    ['a number', 7],
    ['null', null],
    ['a function', () => ({})],
  ])('rejects claims that are %s', (_, claims) => {
    expect(() => rules().begin(claims as never, NOW)).toThrow(TypeError);
    expect(() => rules().begin(claims as never, NOW)).toThrow(/plain object/);
  });
});

describe('the end of a session', () => {
  const hour = rules({ lifetime: 3600 });

  it.each([
    ['a second before its lifetime', { iat: NOW - 3599 }, NOW, false],
    ['a millisecond before its lifetime', { iat: NOW - 3600 }, NOW - 0.001, false],
    ['at its lifetime', { iat: NOW - 3600 }, NOW, true],
    ['long after', { iat: 0 }, NOW, true],
    ['by the login, not by the last reissue', { iat: NOW, auth_time: NOW - 3600 }, NOW, true],
    ['a second before, by the login', { iat: NOW, auth_time: NOW - 3599 }, NOW, false],
    ['by auth_time alone', { auth_time: NOW - 3600 }, NOW, true],
    ['a second before, by auth_time alone', { auth_time: NOW - 3599 }, NOW, false],
    ['with an iat in the future, which leeway allowed', { iat: NOW + 5 }, NOW, false],
  ] as [string, Claims, number, boolean][])('has come %s: %j', (_, claims, now, over) => {
    expect(hour.isOver(claims, now)).toBe(over);
  });

  it.each([NOW + 1, NOW - 3599, Number.NaN, Number.POSITIVE_INFINITY, String(NOW), null])(
    'is not put off by a wrong auth_time: %j',
    (auth_time) => {
      expect(hour.isOver({ iat: NOW - 3600, auth_time } as Claims, NOW)).toBe(true);
    },
  );

  it.each([
    ['no time', {}],
    ['an iat that is NaN', { iat: Number.NaN }],
    ['an iat that is a string', { iat: String(NOW) }],
    ['an auth_time in the future and no iat', { auth_time: NOW + 1 }],
  ])('has come for %s, because the session would never end', (_, claims) => {
    expect(hour.isOver(claims as Claims, NOW)).toBe(true);
  });

  it('has come for a session without a time, however low the clock', () => {
    expect(hour.isOver({}, 5)).toBe(true);
  });

  it('has come if the clock is no number', () => {
    expect(hour.isOver({ iat: NOW }, Number.NaN)).toBe(true);
  });

  it.each([{}, { iat: 0 }])('never comes without a lifetime: %j', (claims) => {
    expect(rules().isOver(claims, NOW)).toBe(false);
  });

  it.each([
    ['the login', { iat: NOW, auth_time: NOW - 100 }, NOW + 3500],
    ['iat without a login', { iat: NOW }, NOW + 3600],
    ['iat if the login lies after it', { iat: NOW, auth_time: NOW + 100 }, NOW + 3600],
    ['nothing, for claims without a time', {}, null],
  ] as [string, Claims, number | null][])('is counted from %s', (_, claims, end) => {
    expect(hour.endOf(claims)).toBe(end);
  });

  it('is null without a lifetime', () => {
    expect(rules().endOf({ iat: NOW })).toBeNull();
  });
});

describe('a renewal', () => {
  const due = (reissueTime: number | null, claims: unknown, now = NOW) =>
    rules({ reissueTime }).isDue(claims as Claims, now);

  it.each([
    [9.999, false],
    [10, true],
    [59, true],
  ])('is due with reissueTime 10 after %d s: %j', (age, expected) => {
    expect(due(10, { iat: NOW }, NOW + age)).toBe(expected);
  });

  it('is due at every request with reissueTime 0', () => {
    expect(due(0, { iat: NOW })).toBe(true);
  });

  it('is never due without reissueTime', () => {
    expect(due(null, { iat: 0 })).toBe(false);
  });

  it.each([undefined, Number.NaN, Number.NEGATIVE_INFINITY, String(NOW), NOW + 1])(
    'is not due with the iat %j',
    (iat) => {
      expect(due(0, { iat })).toBe(false);
    },
  );

  it('returns what onReissue answers for the claims', () => {
    const claims = { sub: 'alice' };
    const asked: Claims[] = [];
    const onReissue = (given: Claims) => {
      asked.push(given);
      return { roles: [] };
    };
    expect(rules({ onReissue }).ask(claims)).toEqual({ roles: [] });
    expect(asked).toEqual([claims]);
  });

  it('returns undefined without onReissue, so that the claims stay', () => {
    expect(rules().ask({})).toBeUndefined();
  });
});

describe('the claims of the next token', () => {
  const old: Claims = { sub: 'a', iat: NOW, exp: NOW + 60, nbf: NOW, jti: 'x', roles: ['a'] };

  it('are all but those that belong to one token', () => {
    const next = { ...old, sid: 's', auth_time: NOW - 9 };
    expect(rules().continueWith({ claims: next, next }, NOW)).toEqual({
      sub: 'a',
      roles: ['a'],
      sid: 's',
      auth_time: NOW - 9,
    });
  });

  it('have iat as the time of the login if the old token names none', () => {
    expect(rules().continueWith({ claims: old, next: old }, NOW)['auth_time']).toBe(NOW);
  });

  it('keep the id of the session and the time of the login, whatever onReissue answers', () => {
    const claims = { ...old, sid: 's', auth_time: NOW - 9 };
    const next = { auth_time: NOW, sid: 'other', lim: 9, act: {}, roles: ['b'] };
    expect(rules().continueWith({ claims, next }, NOW)).toEqual({
      roles: ['b'],
      sid: 's',
      auth_time: NOW - 9,
    });
  });

  it('have a new id if the old token, of pyramid_jwt, has none', () => {
    expect(rules().continueWith({ claims: old, next: old }, NOW)['sid']).toMatch(ID);
  });

  it('leave out a member __proto__, which would set the prototype', () => {
    const next = JSON.parse('{"__proto__":{"admin":true},"roles":[]}') as Record<string, unknown>;
    const kept = rules().continueWith({ claims: old, next }, NOW);
    expect(Object.keys(kept)).toEqual(['roles', 'sid', 'auth_time']);
    expect(kept['admin']).toBeUndefined();
  });
});
