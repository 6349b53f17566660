import { describe, expect, it } from 'vitest';
import { checkGivenClaims, isWrittenClaim } from '../../src/token/given-claims.ts';

const names = { userIdClaim: 'sub', issuer: 'me' };

describe('checkGivenClaims', () => {
  it.each([
    ['exp', /expiration/],
    ['iat', /leave it out/],
    ['aud', /audience/],
    ['sid', /leave it out/],
    ['lim', /leave it out/],
    ['act', /leave it out/],
  ])('refuses %s, and says what to pass in its place', (name, cure) => {
    const check = () => checkGivenClaims({ [name]: 1 }, 'alice', names);
    expect(check).toThrow(TypeError);
    expect(check).toThrow(new RegExp(`^claims.${name} is written by the library`));
    expect(check).toThrow(cure);
    expect(isWrittenClaim(name)).toBe(true);
  });

  it('refuses another user id or issuer than the one that is written', () => {
    expect(() => checkGivenClaims({ sub: 'bob' }, 'alice', names)).toThrow(/^claims.sub is not/);
    expect(() => checkGivenClaims({ sub: '4' }, 4, names)).toThrow(/^claims.sub is not/);
    expect(() => checkGivenClaims({ iss: 'you' }, 'alice', names)).toThrow(/^claims.iss is not/);
  });

  it('accepts the same user id and issuer, and every other claim', () => {
    const claims = { sub: 'alice', iss: 'me', jti: 'a', nbf: 5, auth_time: 5, roles: [] };
    checkGivenClaims(claims, 'alice', names);
    checkGivenClaims({ sub: 'row 7' }, 'alice', { userIdClaim: 'uid', issuer: null });
    checkGivenClaims(Object.create({ exp: 5 }) as Record<string, unknown>, 'alice', names);
    checkGivenClaims(undefined, 'alice', names);
    expect(isWrittenClaim('roles')).toBe(false);
  });
});
