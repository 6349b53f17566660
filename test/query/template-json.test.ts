import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { aclFromJson } from '../../src/acl.ts';
import { AllPermissions, Allow, Deny, Everyone } from '../../src/acl.ts';
import {
  aclFor,
  list,
  member,
  number,
  owner,
  templateFromJson,
  templateToJson,
  uuid,
  when,
} from '../../src/query.ts';
import { ROOT } from '../support/gate.ts';
import { randomPolicy, randomPrincipals } from './policies.ts';
import { Random } from './random.ts';
import { randomWorld } from './rows.ts';

interface Row {
  readonly ownerId: string;
  readonly teamId: number;
  readonly orgId: string;
  readonly archived: boolean;
  readonly state: string | null;
}
const columns = {
  ownerId: 'text',
  teamId: 'number',
  orgId: 'uuid',
  archived: 'boolean',
  state: 'text',
} as const;
const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(join(ROOT, 'schema/acl.json'), 'utf8')) as never,
);
const stored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const template = aclFor<Row>()([
  when({ archived: true }, [Deny, Everyone, 'edit']),
  [Allow, owner('ownerId'), ['read', 'edit']],
  [Allow, owner(uuid('orgId'), 'partner'), new Set(['read'])],
  [Allow, member('team', number('teamId'), 'lead'), AllPermissions],
  when({ state: ['open', null], teamId: [1, 2] }, [
    Allow,
    member('team', number('teamId')),
    'read',
  ]),
  when({ state: null }, [Allow, 'role:admin', AllPermissions]),
]);
const JSON_LINES = [
  { when: { archived: true }, ace: ['Deny', 'system.Everyone', 'edit'] },
  ['Allow', { owner: 'ownerId' }, ['read', 'edit']],
  ['Allow', { owner: 'orgId', issuer: 'partner' }, ['read']],
  ['Allow', { member: 'team', column: 'teamId', role: 'lead' }, '*'],
  {
    when: { state: ['open', null], teamId: [1, 2] },
    ace: ['Allow', { member: 'team', column: 'teamId' }, 'read'],
  },
  { when: { state: null }, ace: ['Allow', 'role:admin', '*'] },
];

describe('a template as JSON', () => {
  it('has its holes and conditions by the names of the columns', () => {
    expect(stored(templateToJson(template))).toEqual(JSON_LINES);
  });

  it('is the same template again, with each list and each ACL', () => {
    const again = templateFromJson<Row>(stored({ version: 1, template: JSON_LINES }), { columns });
    const row = { ownerId: 'ann', teamId: 2, orgId: 'x', archived: true, state: null };
    expect(again(row)).toEqual(template(row));
    const principals = [Everyone, 'user:ann', 'team:2', 'team:3/lead', 'user@partner:x'];
    for (const permission of ['read', 'edit'])
      expect(list(again, principals, permission)).toEqual(list(template, principals, permission));
    expect(stored(templateToJson(again))).toEqual(JSON_LINES);
  });

  it('gives the lists and the ACLs of any policy that was stored', () => {
    let conditions = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const random = new Random(seed);
      const world = randomWorld(random, 6);
      for (let turn = 0; turn < 50; turn++) {
        const policy = randomPolicy(random, world);
        const json = stored({ version: 1, template: templateToJson(policy.template) });
        expect(schema.safeParse(json).success).toBe(true);
        const again = policy.fromJson(json);
        for (const principals of [policy.principals, randomPrincipals(random)])
          for (const permission of ['read', 'edit', 'other']) {
            const wanted = list(policy.template, principals, permission);
            expect(list(again, principals, permission)).toEqual(wanted);
            conditions += typeof wanted === 'string' ? 0 : 1;
          }
        for (const report of world.reports) expect(again(report)).toEqual(policy.template(report));
      }
    }
    expect(conditions).toBeGreaterThan(1_000);
  });

  it('is no ACL: a hole is never read as a principal', () => {
    expect(() => aclFromJson(JSON_LINES)).toThrow(/ACE 2 of the acl has a principal/);
    expect(() => aclFromJson({ version: 1, template: JSON_LINES })).toThrow(/not a list of ACEs/);
    const acl = { version: 1, acl: [['Allow', 'a', 'read']] };
    expect(() => templateFromJson<Row>(acl, { columns })).toThrow(/not a list of lines/);
  });

  it('refuses what is no template when it is written', () => {
    expect(() => templateToJson((() => []) as never)).toThrow(/takes a template/);
  });
});

/** The faults of one line. */
function faultOf(line: unknown, options: object = {}): string {
  try {
    templateFromJson<Row>([line], { columns, ...options });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('a template from JSON', () => {
  it.each<[string, unknown, string]>([
    [
      'a column that is in no list',
      ['Allow', { owner: 'ownerID' }, 'read'],
      'names the unknown column "ownerID": write perhaps "ownerId".',
    ],
    [
      'SQL in place of a column',
      ['Allow', { owner: '1=1; --' }, 'read'],
      'names the unknown column "1=1; --": write one of ownerId, teamId, orgId, archived, state.',
    ],
    [
      'what every object inherits',
      ['Allow', { owner: 'constructor' }, 'read'],
      'names the unknown column "constructor": write one of',
    ],
    [
      'a column of a condition',
      { when: { owner: 'ann' }, ace: ['Allow', 'a', 'read'] },
      'names the unknown column "owner": write one of ownerId,',
    ],
    [
      '__proto__ in a condition',
      JSON.parse('{ "when": { "__proto__": 1 }, "ace": ["Allow", "a", "read"] }'),
      'names the unknown column "__proto__"',
    ],
    [
      'a value of another type',
      { when: { archived: 1 }, ace: ['Allow', 'a', 'read'] },
      'has a value of the column "archived" that is not a boolean, null or a list of these.',
    ],
    [
      'a number that is not exact',
      { when: { teamId: 1.5 }, ace: ['Allow', 'a', 'read'] },
      'has a value of the column "teamId" that is not a string, a safe integer',
    ],
    [
      'a condition without a column',
      { when: {}, ace: ['Allow', 'a', 'read'] },
      'has no condition: write { column: value }.',
    ],
    [
      'a condition without a value',
      { when: { state: [] }, ace: ['Allow', 'a', 'read'] },
      'has a value of the column "state" that is not a string, null',
    ],
    [
      'a column of booleans as an id',
      ['Allow', { owner: 'archived' }, 'read'],
      'names the column "archived" as an id, and it holds booleans.',
    ],
    [
      'two holes at once',
      ['Allow', { owner: 'ownerId', member: 'team' }, 'read'],
      'has a principal that is no string',
    ],
    [
      'a hole with more members',
      ['Allow', { owner: 'ownerId', role: 'x' }, 'read'],
      'has a principal that is no string',
    ],
    [
      'a hole that is a hole of code',
      ['Allow', { column: 'x', kind: 'text', before: 'user:', after: '' }, 'read'],
      'has a principal that is no string',
    ],
    [
      'a group that is the user',
      ['Allow', { member: 'user', column: 'ownerId' }, 'read'],
      'has the kind "user": write a name',
    ],
    [
      'a role with a slash',
      ['Allow', { member: 'team', column: 'teamId', role: 'a/b' }, 'read'],
      'has the role "a/b": write a name',
    ],
    [
      'an issuer that is no name',
      ['Allow', { owner: 'ownerId', issuer: 'A:b' }, 'read'],
      'has an issuer: The name of an issuer',
    ],
    [
      'an action',
      ['allow', { owner: 'ownerId' }, 'read'],
      'has an action that is neither Allow nor Deny',
    ],
    [
      'an ACE with a fourth part',
      ['Allow', { owner: 'ownerId' }, 'read', 1],
      'is not a list of an action',
    ],
    [
      'a line of another form',
      { if: {}, ace: [] },
      'is neither an ACE nor { "when": { … }, "ace": ACE }.',
    ],
    ['nothing', null, 'is neither an ACE nor'],
  ])('refuses %s', (_, line, expected) => {
    expect(faultOf(line)).toMatch(/^Line 1 of the template /);
    expect(faultOf(line)).toContain(expected);
  });

  it('refuses a permission that is not in the list', () => {
    const line = ['Allow', { owner: 'ownerId' }, ['read', 'edti']];
    expect(faultOf(line, { permissions: ['read', 'edit'] })).toBe(
      'Line 1 of the template has the unknown permission "edti": write perhaps "edit".',
    );
    expect(faultOf(line)).toBe('');
  });

  it('names every line that is wrong', () => {
    const lines = [['Allow', { owner: 'x' }, 'read'], ['Allow', 'a', 'read'], 7];
    expect(() => templateFromJson<Row>(lines, { columns })).toThrow(
      /^2 errors:[^]*Line 1 [^]*Line 3 /,
    );
  });

  it('refuses another version, and options that are wrong', () => {
    const from = (value: unknown, options: object) => () =>
      templateFromJson<Row>(value, options as never);
    expect(from({ version: 2, template: [] }, { columns })).toThrow(
      'The template has the version 2: only 1',
    );
    expect(from({ version: 1, template: [], more: 1 }, { columns })).toThrow(
      'unknown member "more"',
    );
    expect(from([], {})).toThrow('templateFromJson has no columns');
    expect(from([], { columns: ['ownerId'] })).toThrow('says no kind of "0"');
    expect(from([], { columns: { ownerId: 'string' } })).toThrow('says no kind of "ownerId"');
    expect(from([], { columns, permissions: 'read' })).toThrow(
      'permissions of templateFromJson is not a list',
    );
    expect(from([], { columns, rot: null })).toThrow(/has no option "rot"/);
  });

  it('is not changed by what was added to all objects', () => {
    Object.assign(Object.prototype, { owner: 'ownerId', columns });
    try {
      expect(faultOf(['Allow', {}, 'read'])).toContain('has a principal that is no string');
    } finally {
      for (const name of ['owner', 'columns']) Reflect.deleteProperty(Object.prototype, name);
    }
  });

  it('must match the row, where the application is compiled', () => {
    // @ts-expect-error a column of numbers holds no text
    expect(() => templateFromJson<Row>([], { columns: { teamId: 'text' } })).not.toThrow();
    // @ts-expect-error the row has no such column
    expect(() => templateFromJson<Row>([], { columns: { other: 'text' } })).not.toThrow();
  });
});

describe('schema/acl.json', () => {
  it('accepts a template with its version', () => {
    expect(schema.safeParse({ version: 1, template: JSON_LINES }).success).toBe(true);
  });

  it.each<[string, unknown]>([
    ['an action', ['allow', { owner: 'a' }, 'read']],
    ['a hole of two kinds', ['Allow', { owner: 'a', member: 'b', column: 'c' }, 'read']],
    ['a group without a column', ['Allow', { member: 'b' }, 'read']],
    ['a group that is the user', ['Allow', { member: 'user', column: 'c' }, 'read']],
    ['a role with a slash', ['Allow', { member: 'b', column: 'c', role: 'a/b' }, 'read']],
    ['a condition that is empty', { when: {}, ace: ['Allow', 'a', 'read'] }],
    ['a condition on a fraction', { when: { a: 1.5 }, ace: ['Allow', 'a', 'read'] }],
    ['a line with another member', { when: { a: 1 }, ace: ['Allow', 'a', 'read'], more: 1 }],
  ])('refuses %s', (_, line) => {
    expect(schema.safeParse({ version: 1, template: [line] }).success).toBe(false);
  });
});
