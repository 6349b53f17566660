import { expect, it } from 'vitest';
import { AllPermissions, Allow, Deny, DenyAll, Everyone } from '../../src/acl.ts';
import { aclFor, filter, list, member, number, owner, uuid, when } from '../../src/query.ts';
import type { AclTemplate } from '../../src/query.ts';

interface Folder {
  readonly id: number;
  readonly parentId: number | null;
  readonly ownerId: string;
}
interface Report {
  readonly id: number;
  readonly ownerId: number | null;
  readonly orgId: string | null;
  readonly folderId: number | null;
  readonly archived: boolean;
  readonly status: 'draft' | 'done';
  readonly made: Date;
}
const lines = aclFor<Report>();
const folderAcl = aclFor<Folder>()([[Allow, owner('ownerId'), ['read', 'share']]], {
  table: 'folders',
  tree: 'parentId',
});
const reportAcl = lines(
  [
    when({ archived: true, status: ['draft', 'done'] }, [Deny, owner(number('ownerId')), 'edit']),
    when({ ownerId: null }, [Allow, Everyone, 'read']),
    [Allow, member('org', 'orgId', 'admin'), AllPermissions],
    [Allow, owner(uuid('orgId')), 'edit'],
    DenyAll,
  ],
  { parent: { folderId: folderAcl }, root: { acl: [[Allow, Everyone, 'browse']] } },
);

it('a template has the permissions of its lines, its parent and its root', () => {
  const exact: AclTemplate<Report, 'edit' | 'read' | 'share' | 'browse'> = reportAcl;
  expect(list(exact, [], 'share')).toBe('none');
  // @ts-expect-error a misspelt permission
  expect(list(reportAcl, [], 'shaer')).toBe('none');
});

it('a list is of the rows of its template', () => {
  const mine = list(reportAcl, [], 'read');
  expect(filter(mine, [] as Report[])).toEqual([]);
  // @ts-expect-error rows of another table
  expect(filter(mine, [] as Folder[])).toEqual([]);
});

it('a column that does not exist, or is of another type, does not compile', () => {
  const wrong = [
    // @ts-expect-error a misspelt column
    () => lines([[Allow, owner('ownrId'), 'read']]),
    // @ts-expect-error a column of numbers as text
    () => lines([[Allow, owner('ownerId'), 'read']]),
    // @ts-expect-error a column of text as numbers
    () => lines([[Allow, owner(number('orgId')), 'read']]),
    // @ts-expect-error a column of dates
    () => lines([[Allow, member('org', 'made'), 'read']]),
    // @ts-expect-error a misspelt column of a condition
    () => lines([when({ archvied: true }, [Allow, Everyone, 'read'])]),
    // @ts-expect-error a misspelt column beside another
    () => lines([when({ archived: true, archvied: true }, [Allow, Everyone, 'read'])]),
    // @ts-expect-error a value of another type
    () => lines([when({ archived: 'yes' }, [Allow, Everyone, 'read'])]),
    // @ts-expect-error a value that the column never has
    () => lines([when({ status: 'dnoe' }, [Allow, Everyone, 'read'])]),
    // @ts-expect-error a misspelt column inside when
    () => lines([when({ archived: true }, [Allow, owner('nobody'), 'read'])]),
    // @ts-expect-error a misspelt column of the parent
    () => lines([], { parent: { fodlerId: folderAcl } }),
    // @ts-expect-error a column of the tree that refers to nothing
    () => lines([], { tree: 'archived', table: 'reports' }),
  ];
  expect(wrong).toHaveLength(11);
});
