import { describe, expect, it } from 'vitest';
import { Allow, Deny, Everyone } from '../../src/acl.ts';
import { aclFor, list, owner, prisma, when } from '../../src/query.ts';
import type { List, PrismaOptions } from '../../src/query.ts';
import { isNightly } from '../support/repetitions.ts';
import { randomPolicy } from './policies.ts';
import { fulfils } from './prisma-where.ts';
import { Random } from './random.ts';
import { heightOf, randomWorld } from './rows.ts';

interface Report {
  readonly id: number;
  readonly ownerId: string | null;
  readonly archived: boolean | null;
}
const acl = aclFor<Report>()([
  when({ archived: true }, [Deny, Everyone, 'read']),
  [Allow, owner('ownerId'), 'read'],
]);
const mine = list(acl, [Everyone, 'user:ann'], 'read') as List;
const PLAIN: PrismaOptions = { provider: 'sqlite' };
const RELATIONS = { folderId: 'folder', parentId: 'parent', siteId: 'site' };

describe('the where of Prisma', () => {
  it('counts NULL as no value', () => {
    expect(prisma(mine, PLAIN)).toEqual({
      OR: [{ archived: null }, { OR: [{ archived: false }] }],
      ownerId: { in: ['ann'] },
    });
  });

  it('keeps conditions of one name apart', () => {
    const of = ['owner', 'editor'].map((column) => ({ op: 'null', column, kind: 'text' }));
    const twice = {
      op: 'and',
      of: [
        { op: 'or', of },
        { op: 'or', of: [of[0]] },
      ],
    } as List;
    expect(prisma(twice, PLAIN)).toEqual({
      AND: [{ OR: [{ owner: null }, { editor: null }] }, { OR: [{ owner: null }] }],
    });
  });

  it('does not compare a column that cannot be NULL with null', () => {
    const where = prisma(mine, { ...PLAIN, required: ['archived'] });
    expect(JSON.stringify(where)).not.toContain('"archived":null');
  });

  it('is empty for all rows, and matches nothing for none', () => {
    expect([prisma('all', PLAIN), prisma('none', PLAIN)]).toEqual([{}, { OR: [] }]);
  });

  it('is refused where text is compared by a collation', () => {
    expect(() => prisma(mine, { provider: 'mysql' })).toThrow("provider: 'mysql-binary'");
    expect(prisma(mine, { provider: 'mysql-binary' })).toEqual(prisma(mine, PLAIN));
  });

  it('is refused for a reference without a relation', () => {
    const policy = { op: 'parent', column: 'folderId', table: 'f', key: 'id', where: mine } as List;
    expect(() => prisma(policy, PLAIN)).toThrow(
      'prisma() needs the relation of the column "folderId"',
    );
  });

  it('leaves out the rows of a tree below its depth', () => {
    interface F {
      readonly id: number;
      readonly parentId: number | null;
      readonly open: boolean;
    }
    const open = aclFor<F>()([when({ open: true }, [Allow, Everyone, 'read'])], {
      table: 'folders',
      tree: 'parentId',
    });
    const tree = list(open, [Everyone], 'read') as List;
    const at = (depth: number) =>
      JSON.stringify(prisma(tree, { ...PLAIN, relations: RELATIONS, depth })).split('"is"').length -
      1;
    expect([at(1), at(2), at(5)]).toEqual([1, 2, 5]);
  });

  it('is refused if Prisma would not read it', () => {
    interface F {
      readonly id: number;
      readonly parentId: number | null;
      readonly open: boolean | null;
      readonly level: number | null;
    }
    const acl = aclFor<F>()(
      [
        [Allow, Everyone, 'edit'],
        when({ open: true }, [Allow, Everyone, 'read']),
        when({ level: 1 }, [Deny, Everyone, 'read']),
        when({ open: null }, [Allow, Everyone, 'read']),
        when({ level: 2 }, [Deny, Everyone, 'read']),
      ],
      { table: 'folders', tree: 'parentId' },
    );
    const tree = list(acl, [Everyone], 'read') as List;
    const where = (depth: number) => prisma(tree, { ...PLAIN, relations: RELATIONS, depth });
    expect(Object.keys(where(4))).not.toEqual([]);
    expect(() => where(30)).toThrow(
      /^prisma\(\) wrote \d+ nested levels, and Prisma reads 119: pass a depth below 30\.$/,
    );
  });

  it('has the rows that decide allows, with NULL, parents and trees', () => {
    const [worlds, rows] = isNightly ? [10, 100] : [1, 30];
    for (let seed = 1; seed <= worlds; seed++) {
      const random = new Random(seed);
      const world = randomWorld(random, rows);
      const depth = heightOf(world);
      for (let turn = 0; turn < 100; turn++) {
        const policy = randomPolicy(random, world);
        const where = prisma(policy.list as List, { ...PLAIN, relations: RELATIONS, depth });
        const found = world.reports.filter((report) => fulfils(where, { ...report }, world));
        const wanted = world.reports.filter((report) => policy.allows(report));
        if (found.length !== wanted.length || found.some((one, at) => one !== wanted[at]))
          expect({ seed, turn, found, list: policy.list }).toEqual({ found: wanted });
      }
    }
  });
});
