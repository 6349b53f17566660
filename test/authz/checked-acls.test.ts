import { afterEach, describe, expect, it, vi } from 'vitest';
import { AllPermissions, Allow, Deny, Everyone, permits } from '../../src/acl.ts';
import type { Ace } from '../../src/acl.ts';

describe('a list that was checked and remembered', () => {
  afterEach(() => vi.restoreAllMocks());
  const bad = ['allow', 'b', 'view'] as unknown as Ace;
  const remember = () => vi.spyOn(Math, 'random').mockReturnValue(0);

  it('is checked again when its length has changed', () => {
    remember();
    const acl: Ace[] = [[Allow, 'a', 'view']];
    expect(permits({ acl }, ['a'], 'view')).toBe(true);
    acl.push(bad);
    expect(() => permits({ acl }, ['a'], 'view')).toThrow('ACE 2 of the acl');
  });

  it('denies by an ACE whose action was changed into an unknown one', () => {
    remember();
    const acl: Ace[] = [[Allow, 'b', 'view']];
    expect(permits({ acl }, ['b'], 'view')).toBe(true);
    acl[0] = bad;
    expect(permits({ acl }, ['b'], 'view')).toBe(false);
  });

  it('is checked at every reading as long as it is not remembered', () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const acl: Ace[] = [[Allow, 'b', 'view']];
    expect(permits({ acl }, ['b'], 'view')).toBe(true);
    acl[0] = bad;
    expect(() => permits({ acl }, ['b'], 'view')).toThrow('ACE 1 of the acl');
  });

  it('is remembered at the first reading if it is long', () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.999);
    const acl: Ace[] = Array.from({ length: 1_100 }, () => [Allow, 'b', 'view']);
    expect(permits({ acl }, ['b'], 'view')).toBe(true);
    acl[1_000] = bad;
    expect(permits({ acl }, ['b'], 'view')).toBe(true);
  });

  it('follows a change inside an ACE that had the content of DenyAll', () => {
    remember();
    const closing: [typeof Allow | typeof Deny, string, typeof AllPermissions] = [
      Deny,
      Everyone,
      AllPermissions,
    ];
    const acl: Ace[] = [closing];
    expect(permits({ acl }, [Everyone], 'view')).toBe(false);
    closing[0] = Allow;
    expect(permits({ acl }, [Everyone], 'view')).toBe(true);
  });
});
