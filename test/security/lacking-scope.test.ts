import { describe, expect, it } from 'vitest';
import { Allow, Authenticated, claimPrincipals, Deny, user } from '../../src/index.ts';
import type { Acl } from '../../src/index.ts';
import { lackingScope } from '../../src/security/lacking-scope.ts';
import { bearer, setUp } from '../support/security.ts';

const SCOPES = ['read', 'write', 'admin'];
const scopeFor = (acl: Acl, permission: string): string | null =>
  lackingScope(SCOPES, { acl }, [Authenticated, user('alice'), 'scope:read'], permission);

describe('lackingScope', () => {
  it('returns the first scope of the list that is enough, wherever it stands in the ACL', () => {
    const acl: Acl = [
      [Allow, 'scope:admin', 'edit'],
      [Allow, 'scope:write', 'edit'],
    ];
    expect(scopeFor(acl, 'edit')).toBe('write');
  });

  it('returns null if no scope is enough', () => {
    expect(scopeFor([[Allow, 'role:editor', 'edit']], 'edit')).toBeNull();
  });

  it('names no scope that an earlier ACE makes useless', () => {
    const acl: Acl = [
      [Deny, user('alice'), 'edit'],
      [Allow, 'scope:write', 'edit'],
    ];
    expect(scopeFor(acl, 'edit')).toBeNull();
  });

  it('names no scope that is not in the list', () => {
    expect(scopeFor([[Allow, 'scope:internal', 'edit']], 'edit')).toBeNull();
  });
});

describe('the challenge of a 403', () => {
  const security = (scopes?: readonly string[]) =>
    setUp({
      callback: claimPrincipals('scope', 'scope:'),
      root: { acl: [[Allow, 'scope:write', 'edit']] },
      ...(scopes === undefined ? {} : { scopes }),
    }).security;
  const challengeOf = async (scopes?: readonly string[]): Promise<unknown> => {
    const one = security(scopes);
    const auth = await one.authenticate(bearer(await one.createToken('alice', { scope: 'read' })));
    try {
      auth.require('edit');
      return null;
    } catch (error) {
      return (error as { headers: Record<string, string> }).headers['WWW-Authenticate'];
    }
  };

  it('names the scope that is lacking', async () => {
    expect(await challengeOf(['read', 'write'])).toBe(
      'Bearer realm="api", error="insufficient_scope", scope="write"',
    );
  });

  it('names no scope if the option scopes does not', async () => {
    const plain = 'Bearer realm="api", error="insufficient_scope"';
    expect(await challengeOf()).toBe(plain);
    expect(await challengeOf(['read'])).toBe(plain);
  });
});
