import { describe, expect, it } from 'vitest';
import { user } from '../../src/authz/acl-types.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { GUEST, principalsOf } from '../../src/security/principals.ts';

const of = (added: unknown, id: string | number = 'alice', own: unknown = user) =>
  principalsOf(id, own as typeof user, added as string[]);

describe('principals', () => {
  it('of nobody are everyone, and nobody can add to them', () => {
    expect(GUEST).toEqual(['system.Everyone']);
    expect(Object.isFrozen(GUEST)).toBe(true);
  });

  it('of a user are everyone, authenticated, their own, and what was added in its order', () => {
    const base = ['system.Everyone', 'system.Authenticated', 'user:alice'];
    for (const added of [[], new Set<string>(), (function* () {})()])
      expect(of(added)).toEqual(base);
    for (const added of [
      ['role:b', 'role:a', 'role:b'],
      (function* () {
        yield* ['role:b', 'role:a', 'role:b'];
      })(),
    ])
      expect(of(added)).toEqual([...base, 'role:b', 'role:a', 'role:b']);
    expect(Object.isFrozen(of(['role:a']))).toBe(true);
    expect(of([], 7)).toContain('user:7');
  });

  it('refuse an answer that is no list: a text would be taken to letters, and false for nobody', () => {
    for (const added of ['admin', '', false, true, 0, 7, undefined, {}, () => []])
      expect(() => of(added), typeof added).toThrow(ConfigurationError);
  });

  it('refuse what is no text, is empty, or spells the names of the system or of a user', () => {
    for (const bad of [
      '',
      7,
      null,
      undefined,
      Symbol('x'),
      ['a'],
      'system.',
      'system.Everyone',
      'system.Admin',
      'user:',
      'user:bob',
      'user:alice',
    ])
      expect(() => of(['role:a', bad]), String(bad)).toThrow(
        /principal that is no string, is empty, or spells/,
      );
    expect(of(['System.Everyone', 'users:bob', 'role:system.Everyone', ' user:bob'])).toHaveLength(
      7,
    );
  });

  it('have the own principal that the application makes, which no group can spell either', () => {
    expect(of(['role:a'], 'alice', (id: string) => `account:${id}`)).toContain('account:alice');
    expect(() => of(['account:alice'], 'alice', (id: string) => `account:${id}`)).toThrow(
      ConfigurationError,
    );
    for (const own of ['', 'system.Everyone', 7, null])
      expect(() => of([], 'alice', () => own), String(own)).toThrow(/userPrincipal/);
  });

  it('never name in an error what the callback answered', () => {
    expect(() => of(['user:hunter2'])).not.toThrow(/hunter2/);
  });
});
