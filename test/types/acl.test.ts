import { describe, expect, it } from 'vitest';
import { aclFromJson, AllPermissions, Allow, compileAcl, decide, permits } from '../../src/acl.ts';
import { Public, principalsAllowedBy, user } from '../../src/acl.ts';
import type { Acl, Decision, Resource } from '../../src/acl.ts';

type Verb = 'view' | 'edit';
const page: Resource<Verb> = { name: 'page', acl: [[Allow, 'role:admin', 'view']], parent: null };
// @ts-expect-error a misspelt permission in an ACL
const misspelt: Resource<Verb> = { acl: [[Allow, 'role:admin', 'veiw']] };
// @ts-expect-error a misspelt action
const misspeltAction: Acl = [['allow', 'a', 'view']];
// @ts-expect-error a parent that is an id
const child: Resource = { parent: 7 };
// @ts-expect-error an ACL function that returns a promise
const later: Resource = { acl: async () => [] };
// @ts-expect-error a name that is no string
const numbered: Resource = { name: 7 };
/** What may be left out, or be the null of a database. */
const bare: Resource<Verb>[] = [
  {},
  { name: null, acl: null, parent: null },
  { acl: () => null },
  { acl: () => [[Allow, 'a', ['view', 'edit']]] },
  { acl: [[Allow, 'a', new Set<Verb>(['view'])]] },
  { acl: [[Allow, 'a', AllPermissions]] },
];

describe('permissions as a union', () => {
  it('let no misspelt one compile', () => {
    expect(permits(page, ['role:admin'], 'view')).toBe(true);
    // @ts-expect-error a misspelt permission that is asked for
    expect(permits(page, ['role:admin'], 'veiw')).toBe(false);
    // @ts-expect-error the same in decide
    expect(decide(page, ['role:admin'], 'veiw').allowed).toBe(false);
    // @ts-expect-error the same in principalsAllowedBy
    expect(principalsAllowedBy(page, 'veiw').size).toBe(0);
    expect(permits(misspelt, ['role:admin'], 'view')).toBe(false);
    expect(bare.map((one) => permits(one, ['a'], 'view'))).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('come from the closed list of compileAcl', () => {
    const permissions = ['view', 'edit'] as const;
    const acl: Acl<Verb> = compileAcl([[Allow, 'a', 'view']], { permissions });
    // @ts-expect-error a misspelt permission beside the closed list
    expect(() => compileAcl([[Allow, 'a', 'veiw']], { permissions })).toThrow();
    const fromJson: Acl<Verb> = aclFromJson([], { permissions });
    // @ts-expect-error JSON without a closed list may name any permission
    const unknown: Acl<Verb> = aclFromJson([]);
    expect([acl.length, fromJson.length, unknown.length]).toEqual([1, 0, 0]);
  });

  it('do not include Public, which no ACL is asked about', () => {
    // @ts-expect-error Public is for guards
    expect(() => permits(page, [], Public)).toThrow();
  });
});

describe('the types of an ACL', () => {
  it('let no wrong form compile that is rejected when it is read', () => {
    for (const resource of [{ acl: misspeltAction }, child, later])
      expect(() => permits(resource, ['a'], 'view')).toThrow();
    expect(permits(numbered, ['a'], 'view')).toBe(false);
  });

  it('make a decision read only, and the id of a user required', () => {
    const decision: Decision = decide(page, [], 'view');
    // @ts-expect-error a decision is read only
    const change = () => (decision.allowed = true);
    expect(change).toBeTypeOf('function');
    // @ts-expect-error the owner of a row may be null
    expect(() => user(null as string | null)).toThrow(TypeError);
  });
});
