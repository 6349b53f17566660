import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { checkOptions } from '../../src/config/check-options.ts';
import { faultsOf, pairFor, pemOf } from '../keys/sample-keys.ts';

const privateKey = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const verifyOnly = { publicKey: pemOf(pairFor('ES256').publicKey), algorithm: 'ES256' } as const;

describe('the option expiration', () => {
  it('is read into seconds', () => {
    expect(checkOptions({ privateKey, expiration: '15m' }).expiration).toBe(900);
    expect(checkOptions({ privateKey, expiration: 1.5 }).expiration).toBe(1.5);
  });

  it('may be never', () => {
    expect(checkOptions({ privateKey, expiration: 'never' }).expiration).toBeNull();
  });

  it('must be longer than nothing', () => {
    for (const expiration of [null, 0, 0.5, -1, '0', '0s', '', 'soon', 'Never', Number.NaN])
      expect(
        faultsOf(() => checkOptions({ privateKey, expiration } as never)),
        String(expiration),
      ).toEqual([expect.stringMatching(/^expiration must be a duration of at least 1 second/)]);
  });

  it('is one hour by default', () => {
    expect(checkOptions({ privateKey }).expiration).toBe(3600);
    const policies = [headerPolicy(), cookiePolicy()];
    expect(checkOptions({ privateKey, policies }).expiration).toBe(3600);
  });

  it('is by default twice the longest reissueTime, if that is longer than one hour', () => {
    const slides = (...times: number[]) =>
      checkOptions({
        privateKey,
        policies: times.map((reissueTime) =>
          cookiePolicy({ reissueTime, sessionLifetime: '14d', cookieName: `c${reissueTime}` }),
        ),
      }).expiration;
    expect(slides(1800)).toBe(3600);
    expect(slides(1801)).toBe(3602);
    expect(slides(600, 7200, 60)).toBe(14_400);
  });

  it('has no default for keys that only verify', () => {
    expect(checkOptions(verifyOnly).expiration).toBeNull();
  });
});

describe('the option requiredClaims', () => {
  it('includes exp for keys that only verify, unless expiration is never', () => {
    expect(checkOptions(verifyOnly).requiredClaims).toEqual(['exp']);
    expect(checkOptions({ ...verifyOnly, requiredClaims: ['jti'] }).requiredClaims).toEqual([
      'jti',
      'exp',
    ]);
    expect(checkOptions({ ...verifyOnly, requiredClaims: ['exp'] }).requiredClaims).toEqual([
      'exp',
    ]);
    expect(checkOptions({ ...verifyOnly, expiration: 'never' }).requiredClaims).toEqual([]);
  });

  it('includes only what is named for a key that signs', () => {
    expect(checkOptions({ privateKey, requiredClaims: ['jti'] }).requiredClaims).toEqual(['jti']);
  });
});
