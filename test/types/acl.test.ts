import { describe, expect, it } from 'vitest';
import { Allow, decide, permits } from '../../src/acl.ts';
import type { Resource } from '../../src/acl.ts';

type Verb = 'view' | 'edit';
const page: Resource<Verb> = { acl: [[Allow, 'role:admin', 'view']] };
// @ts-expect-error a misspelt permission in an ACL does not compile
const misspelt: Resource<Verb> = { acl: [[Allow, 'role:admin', 'veiw']] };

describe('permissions as a union', () => {
  it('let a misspelt one not compile', () => {
    expect(permits(page, ['role:admin'], 'view')).toBe(true);
    // @ts-expect-error a misspelt permission asked for does not compile
    expect(permits(page, ['role:admin'], 'veiw')).toBe(false);
    // @ts-expect-error nor in decide
    expect(decide(page, ['role:admin'], 'veiw').allowed).toBe(false);
    expect(permits(misspelt, ['role:admin'], 'view')).toBe(false);
  });
});
