import { describe, expect, it } from 'vitest';
import {
  AllPermissions,
  Allow,
  Authenticated,
  decide,
  Deny,
  DenyAll,
  Everyone,
} from '../../src/acl.ts';
import { aclFor, list, member, number, owner, uuid, when } from '../../src/query.ts';
import type { AclTemplate } from '../../src/query.ts';

interface Report {
  readonly id: number;
  readonly ownerId: string | null;
  readonly teamId: number | null;
  readonly archived: boolean | null;
}
const row: Report = { id: 3, ownerId: 'ann', teamId: 7, archived: false };
const reportAcl = aclFor<Report>()([
  when({ archived: true }, [Deny, Everyone, 'edit']),
  [Allow, owner('ownerId'), ['read', 'edit']],
  [Allow, member('team', number('teamId'), 'admin'), AllPermissions],
]);
const anyLines = (lines: unknown, options?: unknown) =>
  aclFor<Report>()(lines as never, options as never);

describe('a template that is called with a row', () => {
  it('returns the ACL of that row', () => {
    expect(reportAcl(row)).toEqual([
      [Allow, 'user:ann', ['read', 'edit']],
      [Allow, 'team:7/admin', AllPermissions],
    ]);
    expect(reportAcl({ ...row, archived: true })[0]).toEqual([Deny, Everyone, 'edit']);
  });

  it('has no line for a column that is NULL', () => {
    expect(reportAcl({ ...row, ownerId: null, teamId: null, archived: null })).toEqual([]);
  });

  it('names the row in the reason of a decision', () => {
    const { reason } = decide(reportAcl.resource(row), ['user:ann'], 'edit');
    expect(reason).toContain('ACE 1 of the acl of 3 allows "user:ann"');
  });

  it('throws if a column was not selected, or holds another type than the template says', () => {
    const { archived: _, ...withoutColumn } = row;
    expect(() => reportAcl(withoutColumn as Report)).toThrow(
      'The row has no column "archived": select it.',
    );
    expect(() => reportAcl({ ...row, archived: 1 as never })).toThrow(
      'The column "archived" of the row holds a number, and the template says boolean',
    );
    expect(() => reportAcl({ ...row, ownerId: 4 as never })).toThrow('write number(column)');
  });

  it('does not take a column from a polluted prototype', () => {
    const { ownerId: _, ...withoutOwner } = row;
    Object.defineProperty(Object.prototype, 'ownerId', { value: 'eve', configurable: true });
    try {
      expect(() => reportAcl(withoutOwner as Report)).toThrow('The row has no column "ownerId"');
    } finally {
      delete (Object.prototype as { ownerId?: unknown }).ownerId;
    }
  });

  it('does not take the id of a group for a role in another group', () => {
    interface Note {
      readonly org: string;
    }
    const acl = aclFor<Note>()([[Allow, member('org', 'org'), 'read']]);
    const asking = ['org:7/admin'];
    expect(list(acl, asking, 'read')).toBe('none');
    expect(acl({ org: '7/admin' })).toEqual([]);
  });
});

describe('the resource of a row', () => {
  const site = { name: 'site', acl: [[Allow, Everyone, 'read'] as const] };
  const folderAcl = aclFor<{ id: number; parentId: number | null }>()([], {
    table: 'folders',
    tree: 'parentId',
    root: site,
  });

  it('has the root of its template if it is inside no other row', () => {
    expect(folderAcl.resource({ id: 1, parentId: null }).parent).toBe(site);
  });

  it('needs the resource of the row that it is inside', () => {
    const top = folderAcl.resource({ id: 1, parentId: null });
    expect(folderAcl.resource({ id: 2, parentId: 1 }, top).parent).toBe(top);
    expect(() => folderAcl.resource({ id: 2, parentId: 1 })).toThrow(
      'The row is inside another by "parentId": pass the resource of that row.',
    );
    expect(() => folderAcl.resource({ id: 1, parentId: null }, top)).toThrow('pass no parent');
  });
});

describe('a list', () => {
  it('is "all" or "none" where the row does not matter', () => {
    const acl = aclFor<Report>()([
      [Allow, Everyone, 'read'],
      [Deny, owner('ownerId'), 'read'],
      [Allow, 'role:admin', 'edit'],
    ]);
    expect(list(acl, [Everyone, 'user:ann'], 'read')).toBe('all');
    expect(list(acl, [Everyone, 'user:ann'], 'edit')).toBe('none');
  });

  it('has no condition for lines that the user cannot hold', () => {
    const acl = aclFor<Report>()([
      [Deny, 'role:guest', 'read'],
      [Deny, member('team', number('teamId')), 'read'],
      [Allow, owner('ownerId'), 'read'],
    ]);
    expect(list(acl, [Everyone, 'user:ann', 'user:bob'], 'read')).toEqual({
      op: 'in',
      column: 'ownerId',
      kind: 'text',
      values: ['ann', 'bob'],
    });
  });

  it('compares numbers and UUIDs with ids in their usual spelling only', () => {
    const byNumber = aclFor<Report>()([[Allow, member('team', number('teamId')), 'read']]);
    const ids = ['4abc', ' 4', '04', '1e1', '4.0', '', '-0', '9007199254740993', '4'];
    const asking = ids.map((id) => `team:${id}`);
    expect(list(byNumber, asking, 'read')).toMatchObject({ values: [4] });
    const byUuid = aclFor<Report>()([[Allow, owner(uuid('ownerId')), 'read']]);
    const id = '0b51c4e8-3f7a-4d6e-9a51-0c8f4e4b9a11';
    expect(
      list(byUuid, [`user:${id}`, `user:${id.toUpperCase()}`, 'user:4'], 'read'),
    ).toMatchObject({
      values: [id],
    });
    expect(byUuid({ ...row, ownerId: id.toUpperCase() })).toEqual([]);
  });

  it('has no id that a database would store as another', () => {
    const asking = ['user:\ud800', 'user:a\0'];
    const acl = aclFor<Report>()([[Allow, owner('ownerId'), 'read']]);
    expect(list(acl, asking, 'read')).toBe('none');
    expect(acl({ ...row, ownerId: '\ud800' })).toEqual([]);
  });

  it('grows by one part with each line', () => {
    const lines = Array.from({ length: 200 }, (_, at) =>
      at % 2 === 0
        ? when<Report, 'read'>({ id: at }, [Deny, Everyone, 'read'])
        : ([Allow, owner<Report>('ownerId'), 'read'] as const),
    );
    const text = JSON.stringify(list(aclFor<Report>()(lines), [Everyone, 'user:ann'], 'read'));
    expect(text.length).toBeLessThan(200 * 130);
  });

  it('is refused for what is no template, no list of principals or no permission', () => {
    expect(() => list({} as AclTemplate<Report>, [], 'read')).toThrow('list() takes a template');
    expect(() => list(reportAcl, 'user:ann' as never, 'read')).toThrow(
      'a list or Set of principals',
    );
    expect(() => list(reportAcl, [], undefined as never)).toThrow('and a permission');
  });
});

describe('a template that is wrong', () => {
  it('is refused with every line that is wrong', () => {
    expect(() =>
      anyLines([['Alow', Everyone, 'read'], [Allow, '*', 'read'], DenyAll, 'read', when]),
    ).toThrow(/^4 errors:(?=[^]*Line 1 )(?=[^]*Line 2 )(?=[^]*Line 4 )(?=[^]*Line 5 )/);
    expect(() => anyLines('read')).toThrow('takes a list of lines');
    expect(() => anyLines([[Allow, owner<Report>('ownerId'), 'read', 'more']])).toThrow('Line 1');
    expect(() => anyLines([[Allow, { column: 'ownerId' }, 'read']])).toThrow('Line 1');
  });

  it('is refused for options that are unknown or wrong', () => {
    expect(() => anyLines([], { roots: {} })).toThrow('did you mean root?');
    expect(() => anyLines([], { tree: 'teamId' })).toThrow('name the table');
    expect(() => anyLines([], { parent: { teamId: reportAcl } })).toThrow(
      'a template that has a table',
    );
    expect(() => anyLines([], { parent: { teamId: {} } })).toThrow('a template that has a table');
    expect(() => anyLines([], { depth: 0 })).toThrow('depth of aclFor');
    expect(() => anyLines([], { table: 7 })).toThrow('table of aclFor is not a name');
  });

  it('is refused for conditions that no database compares as JavaScript does', () => {
    for (const value of [0.5, Number.NaN, undefined, {}, [], new Date(0), 2 ** 60, [1, 'a'], 'a\0'])
      expect(() => when({ id: value } as never, [Allow, Everyone, 'read'])).toThrow('when() has');
    expect(() => when({} as never, [Allow, Everyone, 'read'])).toThrow('no condition');
  });

  it('is refused for kinds and roles that could be read as others', () => {
    for (const kind of ['', 'user', 'user@google', 'system.x', 'org:', 'a/b', 7])
      expect(() => member<Report>(kind as string, 'ownerId')).toThrow('the kind');
    expect(() => member<Report>('org', 'ownerId', 'a/b')).toThrow('the role');
    expect(() => owner<Report>({ column: 'ownerId' } as never)).toThrow(
      'The column of a principal',
    );
  });
});

describe('the principals of a list', () => {
  it('may be a Set, and those of an issuer are not those of another', () => {
    const acl = aclFor<Report>()([[Allow, owner('ownerId', 'partner'), 'read']]);
    const asking = new Set([Authenticated, 'user:ann', 'user@partner:bob']);
    expect(list(acl, asking, 'read')).toMatchObject({ values: ['bob'] });
  });
});
