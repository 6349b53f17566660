import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { aclFromJson, aclProblems, aclToJson } from '../../src/acl.ts';
import { ROOT } from '../support/gate.ts';
import { list } from './arbitraries.ts';

const schema = z.fromJSONSchema(
  JSON.parse(readFileSync(join(ROOT, 'schema/acl.json'), 'utf8')) as never,
);
const isAccepted = (value: unknown): boolean => {
  try {
    aclFromJson(value);
    return true;
  } catch {
    return false;
  }
};

const names = [
  'a',
  'role:a',
  'user:7',
  'system.Everyone',
  'system.Authenticated',
  'system.Acting',
  'system.x',
];
const wrong = [
  '',
  '*',
  'Everyone',
  'Authenticated',
  'Acting',
  'AllPermissions',
  'system.',
  7,
  null,
];
const name = fc.oneof(
  fc.constantFrom(...names),
  fc.constantFrom(...wrong),
  fc.constantFrom('Everyone ', '**', 'a\nb'),
);
const named = fc.oneof(name, fc.array(name, { maxLength: 3 }));
const action = fc.constantFrom<unknown>('Allow', 'Allow', 'Deny', 'allow', null);
const ace = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(action, name, named) },
  { weight: 1, arbitrary: fc.array(fc.oneof(action, name), { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, 'Allow', {}, { 0: 'Allow', length: 3 }) },
);
const acl = fc.oneof(
  fc.array(ace, { maxLength: 2 }),
  list.map((one) => aclToJson(one)),
);
const value = fc.oneof(
  acl,
  fc.record({ version: fc.constantFrom<unknown>(1, 1, 1, 2, '1', null), acl }),
  fc.record({ version: fc.constant(1), acl, more: fc.constant(1) }),
  fc.record({ version: fc.constant(1), acl, $schema: fc.constant('acl.json') }),
  fc.constantFrom<unknown>(null, 'x', 7, {}, { acl: [] }, { version: 1 }, { version: 1, acl: {} }),
);

describe('schema/acl.json and aclProblems', () => {
  it('accept exactly what aclFromJson accepts', () => {
    let accepted = 0;
    fc.assert(
      fc.property(value, (made) => {
        const json: unknown = JSON.parse(JSON.stringify(made));
        const wanted = isAccepted(json);
        accepted += wanted ? 1 : 0;
        expect([schema.safeParse(json).success, aclProblems(json).length === 0]).toEqual([
          wanted,
          wanted,
        ]);
      }),
      { numRuns: 3_000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });
});

describe('aclProblems', () => {
  it.each([
    [[['alow', 'a', 'read']], 'action', '/0/0'],
    [[['Allow', 'Everyone', 'read']], 'principal', '/0/1'],
    [
      [
        ['Allow', 'a', 'read'],
        ['Deny', 'b', ['read', 4]],
      ],
      'permissions',
      '/1/2',
    ],
    [[['Allow', 'a', 'edti']], 'permissions', '/0/2'],
    [[['Allow', 'a']], 'ace', '/0'],
    [{ version: 1, acl: [['Allow', '', 'read']] }, 'principal', '/acl/0/1'],
    [{ version: 2, acl: [] }, 'acl', ''],
    [{ version: 1, acl: 'x' }, 'acl', '/acl'],
    ['x', 'acl', ''],
  ])('says what is wrong with %j, and where', (json, what, path) => {
    const problems = aclProblems(json, { permissions: ['read', 'edit'] });
    expect(problems).toMatchObject([{ what, path }]);
    expect(() => aclFromJson(json, { permissions: ['read', 'edit'] })).toThrow(
      problems[0]?.message.replace(/\.$/, ''),
    );
  });

  it('names the version that is not known', () => {
    expect(aclProblems({ version: 2, acl: [] })[0]?.message).toBe(
      'The acl has the version 2: only 1 is known here.',
    );
  });
});
