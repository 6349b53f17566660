import { describe, expect, it } from 'vitest';
import type { SecurityEvent } from '../../src/base/events.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import type { GrantsTarget } from '../../src/security/principals.ts';
import {
  ANONYMOUS_PRINCIPALS,
  checkedUserPrincipal,
  principalsOf,
  userPrefixOf,
} from '../../src/security/principals.ts';

const BASE = ['system.Everyone', 'system.Authenticated', 'user:alice'];

function principals(added: unknown, own = 'user:alice', prefix: string | null = null) {
  const events: SecurityEvent[] = [];
  const target: GrantsTarget = { grants: null };
  const list = principalsOf(own, added, (event) => void events.push(event), prefix, target);
  return { list, events, grants: target.grants };
}

describe('the principals of an anonymous request', () => {
  it('are system.Everyone alone', () => {
    expect(ANONYMOUS_PRINCIPALS).toEqual(['system.Everyone']);
  });
});

describe('the principals of a user', () => {
  it.each([
    ['nothing', [], []],
    ['an empty Set', new Set(), []],
    ['a list, in its order', ['role:b', 'role:a', 'role:b'], ['role:b', 'role:a', 'role:b']],
    ['a Set', new Set(['role:b', 'role:a']), ['role:b', 'role:a']],
  ])('are those of the system, the own one, and what the callback added: %s', (_, added, more) => {
    expect(principals(added)).toEqual({ list: [...BASE, ...more], events: [], grants: null });
  });

  it.each([
    'System.Everyone',
    'systems',
    'users:bob',
    'role:system.Everyone',
    ' user:bob',
    'u',
    's',
  ])('may include %j, which only resembles a reserved name', (principal) => {
    expect(principals([principal])).toEqual({
      list: [...BASE, principal],
      events: [],
      grants: null,
    });
  });

  it.each([
    [''],
    [7],
    [null],
    [undefined],
    [['role:a']],
    [{ toString: () => 'role:a' }],
    [Symbol('x')],
    ['system.'],
    ['system.Everyone'],
    ['system.Admin'],
    ['user:'],
    ['user:bob'],
    ['user:alice'],
    ['user@issuer:bob'],
  ])('do not include %s, which is dropped and reported', (principal) => {
    const { list, events } = principals(['role:a', principal, 'role:b']);
    expect(list).toEqual([...BASE, 'role:a', 'role:b']);
    expect(events).toEqual([
      {
        event: 'principal_dropped',
        code: null,
        reason: expect.stringContaining('which was left out'),
      },
    ]);
  });

  it('do not include the own principal again, also one of another form', () => {
    const { list, events } = principals(['account:alice'], 'account:alice');
    expect(list).toEqual(['system.Everyone', 'system.Authenticated', 'account:alice']);
    expect(events).toHaveLength(1);
  });

  it('are reported once for each entry that was dropped', () => {
    expect(principals(['user:a', 'user:b']).events).toHaveLength(2);
  });

  it('are reported without what the callback returned', () => {
    expect(JSON.stringify(principals(['user:hunter2']).events)).not.toContain('hunter2');
  });
});

describe('principals that end', () => {
  const until = new Date(5000);

  it('are in the list at their place, with the time at which each ends', () => {
    const { list, events, grants } = principals([
      { principal: 'role:a', until },
      'role:b',
      { principal: 'role:c', until: new Date(7000) },
    ]);
    expect(list).toEqual([...BASE, 'role:a', 'role:b', 'role:c']);
    expect(events).toEqual([]);
    expect(grants).toEqual({
      all: list,
      ends: [
        { at: 3, until: 5000 },
        { at: 5, until: 7000 },
      ],
    });
  });

  it('keep the time that they had when they were returned', () => {
    const date = new Date(5000);
    const { grants } = principals(new Set([{ principal: 'role:a', until: date }]));
    date.setTime(9000);
    expect(grants?.ends).toEqual([{ at: 3, until: 5000 }]);
  });

  it.each([
    ['no until', { principal: 'role:a' }],
    ['an invalid Date', { principal: 'role:a', until: new Date(Number.NaN) }],
    ['a number', { principal: 'role:a', until: 5000 }],
    ['a string', { principal: 'role:a', until: '2999-01-01' }],
    ['null', { principal: 'role:a', until: null }],
    ['a principal of the system', { principal: 'system.Admin', until }],
    ['another user', { principal: 'user:bob', until }],
    ['an empty principal', { principal: '', until }],
    ['no principal', { until }],
    ['members that are inherited', Object.create({ principal: 'role:a', until })],
  ])('are dropped and reported if they have %s', (_, given) => {
    const { list, events, grants } = principals(['role:b', given]);
    expect(list).toEqual([...BASE, 'role:b']);
    expect(events).toEqual([expect.objectContaining({ event: 'principal_dropped' })]);
    expect(grants).toBeNull();
  });
});

describe('principalsOf rejects', () => {
  it.each([
    ['a string, which would be taken apart', 'admin'],
    ['an empty string', ''],
    ['false', false],
    ['true', true],
    ['0', 0],
    ['7', 7],
    ['undefined', undefined],
    ['an object', {}],
    ['a function', () => []],
    ['a generator', (function* () {})()],
    ['a Map', new Map()],
  ])('as answer of the callback %s', (_, added) => {
    expect(() => principals(added)).toThrow(ConfigurationError);
    expect(() => principals(added)).toThrow(/null for an unknown user/);
  });
});

describe('checkedUserPrincipal', () => {
  it('returns what userPrincipal returns for the id', () => {
    expect(checkedUserPrincipal((id) => `account:${id}`)(7)).toBe('account:7');
  });

  it.each([
    '',
    'system.',
    'system.Everyone',
    'user@a:7',
    7,
    null,
    undefined,
    Promise.resolve('user:7'),
  ])('rejects as answer of userPrincipal %j', (own) => {
    const make = () => checkedUserPrincipal(() => own as string)('alice');
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(/userPrincipal/);
  });
});

describe('userPrefixOf (R127)', () => {
  it('finds what stands before each id', () => {
    expect(userPrefixOf((id) => `u:${id}`)).toBe('u:');
  });

  it.each([
    ['depends on the id in another way', (id: string | number) => `${id}@u`],
    ['is always the same', () => 'u'],
    [
      'is known for real ids only',
      () => {
        throw new Error('no such user');
      },
    ],
    ['is a promise that rejects', () => Promise.reject(new Error('no')) as never],
  ])('finds none if the principal %s', (_what, userPrincipal) => {
    expect(userPrefixOf(userPrincipal)).toBeNull();
  });

  it('refuses the id itself, because a user called role:admin would be that role', () => {
    expect(() => userPrefixOf(String)).toThrow(/^userPrincipal returns the id itself/);
  });

  it('keeps what the callback adds from being another user', () => {
    const { list, events } = principals(['u:bob', 'role:a', 'user:bob'], 'u:alice', 'u:');
    expect(list).toEqual(['system.Everyone', 'system.Authenticated', 'u:alice', 'role:a']);
    expect(events).toHaveLength(2);
  });
});
