import { describe, expect, it } from 'vitest';
import type { KnownUser } from '../../src/security/user-table.ts';
import { UserTable } from '../../src/security/user-table.ts';

const user = (entry: string): KnownUser => ({
  entry,
  own: '',
  principals: [],
  grants: null,
  loadedAt: 0,
  endsAt: 0,
  wasAsked: false,
});

describe('the table of users', () => {
  it('drops both ids that are one user to a store', () => {
    const table = new UserTable();
    table.set(4, user('own:4'));
    table.set('4', user('own:4'));
    table.set('5', user('own:5'));
    table.drop('own:4');
    expect([4, '4', '5'].map((key) => table.find(key) !== null)).toEqual([false, false, true]);
    table.drop(null);
    expect(table.size).toBe(0);
  });

  it('holds no more than it may, and evicts a user that was not asked for', () => {
    const table = new UserTable(3);
    for (const name of ['a', 'b', 'c']) table.set(name, user(name));
    table.find('a');
    table.set('d', user('d'));
    expect(['a', 'b', 'c', 'd'].map((key) => table.find(key) !== null)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('evicts one also if all were asked for', () => {
    const table = new UserTable(40);
    for (let n = 0; n < 40; n++) table.set(n, user(String(n)));
    for (let n = 0; n < 40; n++) table.find(n);
    table.set(40, user('40'));
    expect(table.size).toBe(40);
  });

  it('takes the place of what was known of the same user', () => {
    const table = new UserTable(2);
    table.set('a', user('own:a'));
    table.set('a', user('own:a'));
    expect(table.size).toBe(1);
    table.drop('own:a');
    expect(table.find('a')).toBeNull();
  });
});
