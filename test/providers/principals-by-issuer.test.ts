import { describe, expect, it } from 'vitest';
import { claimPrincipals } from '../../src/index.ts';
import { principalsByIssuer } from '../../src/providers.ts';
import { faultsOf } from '../keys/sample-keys.ts';

const callback = principalsByIssuer({
  own: claimPrincipals('roles', 'role:'),
  partner: claimPrincipals(['realm_access', 'roles'], 'partner:'),
  gone: () => null,
});
const of = (issuer: string | null, claims: object = {}) =>
  callback('alice', { claims, view: null as never, issuer });

describe('principalsByIssuer', () => {
  it('asks the callback of the issuer alone', () => {
    const claims = { roles: ['admin'], realm_access: { roles: ['editor'] } };
    expect(of(null, claims)).toEqual(['role:admin']);
    expect(of('partner', claims)).toEqual(['partner:editor']);
  });

  it.each(['other', 'constructor', '__proto__', 'toString'])('adds nothing for %s', (issuer) => {
    expect(of(issuer, { roles: ['admin'] })).toEqual([]);
  });

  it('keeps the answer that a user is unknown', () => {
    expect(of('gone')).toBe(null);
  });

  it('rejects what is no function, by its name', () => {
    const given = { entra: 'roles', auth0: undefined } as never;
    expect(faultsOf(() => principalsByIssuer(given))).toEqual([
      expect.stringContaining('principalsByIssuer.entra'),
      expect.stringContaining('principalsByIssuer.auth0'),
    ]);
  });
});
