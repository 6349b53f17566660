import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Allow, compileAcl, principalsAllowedBy } from '../../src/acl.ts';
import type { Resource } from '../../src/acl.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { lineage, permissions } from './arbitraries.ts';
import { oracleAllowedBy } from './pyramid-oracle.ts';

describe('principalsAllowedBy', () => {
  it('equals that of Pyramid on 10,000 generated lineages', () => {
    fc.assert(
      fc.property(lineage, fc.constantFrom(...permissions), (leaf, permission) => {
        expect(principalsAllowedBy(leaf as Resource, permission)).toEqual(
          oracleAllowedBy(leaf, permission),
        );
      }),
      { numRuns: 10_000 },
    );
  });

  it('rejects a malformed ACE and a parent that is an id', () => {
    const bad = [{ acl: [['Alow', 'a', 'view']] }, { parent: 7 }] as unknown as Resource[];
    for (const resource of bad)
      expect(() => principalsAllowedBy(resource, 'view')).toThrow(ConfigurationError);
  });

  it('rejects a resource or parent that is a promise', () => {
    const promise = Promise.resolve({}) as Resource;
    expect(() => principalsAllowedBy(promise, 'view')).toThrow('The resource is a promise');
    expect(() => principalsAllowedBy({ name: 'page', parent: promise }, 'view')).toThrow(
      'The parent of "page" is a promise: await it first.',
    );
  });

  it('leaves the index of a compiled list in place', () => {
    const acl = compileAcl([[Allow, 'a', 'view']]);
    for (let count = 0; count < 1_000; count++)
      expect([...principalsAllowedBy({ acl }, 'view')]).toEqual(['a']);
  });
});
