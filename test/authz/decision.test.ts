import { describe, expect, it } from 'vitest';
import { AllPermissions, Allow, compileAcl, decide, Deny, Everyone } from '../../src/acl.ts';
import type { Ace, Resource } from '../../src/acl.ts';

describe('the reason of a decision', () => {
  const site: Resource = { name: 'site', acl: [[Allow, 'role:editor', 'edit']] };
  it('names the ACE, the resource and the principals that were asked with', () => {
    expect(decide({ parent: site }, [Everyone, 'role:editor'], 'edit').reason).toBe(
      'Allowed: ACE 1 of the acl of "site" allows "role:editor" the permission "edit". Asked with: "system.Everyone", "role:editor".',
    );
  });

  it('names the ACE that denies', () => {
    const closed: Resource = { name: 'site', acl: [[Deny, Everyone, AllPermissions]] };
    expect(decide(closed, new Set([Everyone]), 'edit').reason).toBe(
      'Denied: ACE 1 of the acl of "site" denies "system.Everyone" the permission "edit". Asked with: "system.Everyone".',
    );
  });

  it('names the number of ACLs in which none matches', () => {
    expect(decide(site, [Everyone], 'edit').reason).toBe(
      'Denied: no ACE in the one acl from "site" upwards matches the permission "edit". Asked with: "system.Everyone".',
    );
    expect(decide({ name: 'page', acl: [], parent: site }, [], 'edit').reason).toBe(
      'Denied: no ACE in the 2 acls from "page" upwards matches the permission "edit". Asked with: no principals.',
    );
  });

  it('names a resource without an ACL, and a missing one', () => {
    expect(decide({ name: 'page' }, [], 'edit').reason).toBe(
      'Denied: neither "page" nor any of its parents has an acl that could allow the permission "edit". Asked with: no principals.',
    );
    expect(decide(null, [], 'edit').reason).toBe(
      'Denied: there is no resource to ask for the permission "edit". Asked with: no principals.',
    );
  });

  it('is bounded and has no control character, whatever was asked', () => {
    const hostile = `\u001b[31m\u202e\n${'x'.repeat(100_000)}`;
    const resource: Resource = { name: hostile, acl: [[Deny, hostile, AllPermissions]] };
    const many = Array.from({ length: 10_000 }, (_, id) => `${hostile}${id}`);
    for (const principals of [[hostile], many]) {
      const { reason } = decide(resource, principals, hostile);
      expect(reason).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      expect(reason.length).toBeLessThan(800);
    }
  });
});

describe('the trace of a decision', () => {
  const acl: Ace[] = [
    [Allow, 'b', 'view'],
    [Allow, 'a', 'edit'],
    [Deny, Everyone, AllPermissions],
    [Allow, 'a', 'view'],
  ];
  it.each([
    ['written', acl],
    ['compiled', compileAcl(acl)],
  ])('has every ACE of a %s list up to the one that decided', (_what, one) => {
    const decision = decide({ acl: one } as Resource, ['a', Everyone], 'view');
    expect(decision.trace().map(({ ace, outcome }) => [ace, outcome])).toEqual([
      [acl[0], 'other principal'],
      [acl[1], 'other permission'],
      [acl[2], 'decided'],
    ]);
    expect(decision).toMatchObject({ allowed: false, aceIndex: 2, lineageIndex: 0 });
  });

  it('has all ACEs of all ACLs if none decided, and none that was added later', () => {
    const list = [...acl];
    const decision = decide({ acl: list, parent: { acl: [] } }, ['c'], 'view');
    list.push([Allow, 'c', 'view']);
    expect(decision.trace()).toHaveLength(4);
    expect(decision).toMatchObject({ allowed: false, ace: null, aceIndex: -1, lineageIndex: -1 });
  });
});

describe('a decision as JSON', () => {
  it('is what identifies it, and its reason', () => {
    const decision = decide({ name: 'site', acl: [[Allow, 'a', 'view']] }, ['a'], 'view');
    expect(JSON.parse(JSON.stringify(decision))).toEqual({
      allowed: true,
      permission: 'view',
      aceIndex: 0,
      lineageIndex: 0,
      reason: decision.reason,
    });
  });
});
