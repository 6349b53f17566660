import { describe, expect, it } from 'vitest';
import { Allow, DenyAll, Everyone } from '../../src/authz/acl-types.ts';
import { rootFaults } from '../../src/config/root-faults.ts';

const good = [Allow, Everyone, 'view'] as const;

describe('rootFaults', () => {
  it.each<[string, unknown]>([
    ['no root', undefined],
    ['a function, which is asked at each request', () => 5],
    ['a resource without an acl', {}],
    ['a resource that says that it has none', { acl: null }],
    ['an acl that is a function', { acl: () => 'x' }],
    ['a lineage', { acl: [DenyAll], parent: { acl: [good] } }],
    ['an acl that cannot be read yet', Object.defineProperty({}, 'acl', { get: throwing })],
  ])('finds nothing in %s', (_, root) => {
    expect(rootFaults(root, ['view'])).toEqual([]);
  });

  it.each<[string, unknown, RegExp]>([
    ['an acl that is a string', { acl: 'x' }, /^root: The acl of .* is not a list of ACEs/],
    [
      'an action that is not known',
      { acl: [['allow', Everyone, 'view']] },
      /^root: ACE 1 of the acl/,
    ],
    ['a wrong arity', { acl: [good, [Allow, Everyone]] }, /^root: ACE 2 of the acl/],
    [
      'a permission that is not in the list',
      { acl: [[Allow, Everyone, 'veiw']] },
      /perhaps "view"/,
    ],
    ['a list in the place of a resource', [good], /^root is a list: write { acl: /],
    ['a parent that is an id', { parent: 5 }, /^root: The parent of/],
    ['a promise', Promise.resolve({}), /^root: The resource is a promise: await it first/],
    ['a parent that is a promise', { parent: Promise.resolve({}) }, /is a promise: await it/],
    ['an acl that is a promise', { acl: Promise.resolve([]) }, /is a promise: await it/],
    [
      'the name of an acl in other systems',
      { __acl__: [good] },
      /has a member __acl__ .*did you mean acl/,
    ],
    ['an acl in capitals', { ACL: [good] }, /did you mean acl\?/],
    ['a fault of a parent', { acl: [good], parent: { acl: 7 } }, /^root: The acl of/],
  ])('refuses %s', (_, root, fault) => {
    expect(rootFaults(root, ['view'])).toEqual([expect.stringMatching(fault)]);
  });

  it('refuses parents without an end', () => {
    const root: { parent?: object } = {};
    root.parent = { parent: { parent: root } };
    expect(rootFaults(root, null)).toEqual([expect.stringContaining('lead back to it')]);
  });

  it('reports every ACE that is wrong, and accepts any permission without a list of names', () => {
    const acl = [['allow', Everyone, 'x'], good, [Allow, Everyone, '']];
    expect(rootFaults({ acl }, null)).toHaveLength(2);
    expect(rootFaults({ acl: [[Allow, Everyone, 'veiw']] }, null)).toEqual([]);
  });
});

function throwing(): never {
  throw new Error('not connected yet');
}
