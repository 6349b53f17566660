import { describe, expect, it } from 'vitest';
import type { SecurityOptions } from '../../../src/index.ts';
import { ConfigurationError, createSecurity, keyRing, remoteKeys } from '../../../src/index.ts';
import { issOf, issuerOf, OWN } from '../../support/providers.ts';
import { SECRET, thrownBy } from '../../support/security.ts';

/** What is wrong with options, one sentence each; empty if nothing is. */
function faultsOf(options: object): readonly string[] {
  try {
    createSecurity({ audit: 'off', ...options } as SecurityOptions);
    return [];
  } catch (error) {
    if (!ConfigurationError.isConfigurationError(error)) throw error;
    return error.faults;
  }
}
const faultsOfOne = (more: object) => faultsOf({ issuers: [{ ...issuerOf('a'), ...more }] });

describe('the option issuers', () => {
  it('needs no key of the application', () => {
    expect(faultsOf({ issuers: [issuerOf('a')] })).toEqual([]);
  });

  it('stands beside own keys with an issuer of their own', () => {
    const both = { privateKey: SECRET, issuers: [issuerOf('a')] };
    expect(faultsOf({ ...both, issuer: OWN })).toEqual([]);
    expect(faultsOf(both)).toEqual([expect.stringMatching(/^issuer is missing: beside issuers/)]);
  });

  it('does not replace a key whose variable is not set', () => {
    for (const name of ['privateKey', 'publicKey'])
      expect(faultsOf({ [name]: undefined, issuer: OWN, issuers: [issuerOf('a')] })).toEqual([
        expect.stringMatching(/privateKey is missing/),
      ]);
  });

  it.each([
    ['audience', 'x'],
    ['issuer', OWN],
    ['expiration', '1h'],
    ['leeway', 5],
    ['typ', 'at+jwt'],
    ['requiredClaims', ['a']],
    ['maxTokenAge', '1h'],
    ['userIdClaim', 'uid'],
    ['defaultClaims', { a: 1 }],
    ['algorithm', 'HS512'],
  ])('is a fault beside %s of own tokens that have no key', (name, value) => {
    expect(faultsOf({ [name]: value, issuers: [issuerOf('a')] })).toEqual([
      expect.stringMatching(new RegExp(`^${name} is for tokens of your own`)),
    ]);
  });

  it.each([[[]], [{}], ['a'], [null], [7]])('is a list with an issuer, and not %j', (issuers) => {
    expect(faultsOf({ issuers })).toEqual([
      expect.stringMatching(/^issuers must be a list of at least one issuer/),
    ]);
  });

  it('names all faults of all issuers, with their places', () => {
    const faults = faultsOf({
      issuers: [null, { ...issuerOf('A'), audience: '' }, { name: 'c', jwks: 'x' }],
    });
    expect(faults).toEqual([
      expect.stringMatching(/^issuers\[0\] must be an object/),
      expect.stringMatching(/^issuers\[1\]\.name must be of 1 to 64/),
      expect.stringMatching(/^issuers\[1\]\.audience must be what/),
      expect.stringMatching(/^issuers\[2\] has no option "jwks"/),
      expect.stringMatching(/^issuers\[2\]\.keys must be made by remoteKeys/),
      expect.stringMatching(/^issuers\[2\]\.audience must be what/),
      expect.stringMatching(/^issuers\[2\]\.issuer is missing/),
    ]);
  });

  it.each<[string, object, RegExp]>([
    ['no name', { name: undefined }, /^issuers\[0\]\.name must/],
    ['a name in upper case', { name: 'Auth0' }, /^issuers\[0\]\.name must/],
    ['a name with a colon', { name: 'a:b' }, /^issuers\[0\]\.name must/],
    ['a name of 65 letters', { name: 'a'.repeat(65) }, /^issuers\[0\]\.name must/],
    ['the name of own entries', { name: 'own' }, /^issuers\[0\]\.name must/],
    ['no audience', { audience: undefined }, /^issuers\[0\]\.audience must/],
    ['an empty audience', { audience: [] }, /^issuers\[0\]\.audience must/],
    ['an empty issuer', { issuer: '' }, /^issuers\[0\]\.issuer must/],
    ['a list of issuers', { issuer: [issOf('a')] }, /^issuers\[0\]\.issuer must/],
    ['a key that is none', { keys: 'x' }, /^issuers\[0\]\.keys must/],
    ['an unknown algorithm', { algorithms: ['none'] }, /^issuers\[0\]\.algorithms must/],
    ['no algorithm', { algorithms: [] }, /^issuers\[0\]\.algorithms must/],
    [
      'other algorithms',
      { algorithms: ['RS256'] },
      /algorithms has none of the algorithms of keys/,
    ],
    ['aud as the audienceClaim', { audienceClaim: 'aud' }, /^issuers\[0\]\.audienceClaim must/],
    ['nothing to expect', { expect: {} }, /^issuers\[0\]\.expect must/],
    ['no value to expect', { expect: { azp: [] } }, /^issuers\[0\]\.expect must/],
    ['an unset value to expect', { expect: { azp: undefined } }, /^issuers\[0\]\.expect must/],
    ['an empty value to expect', { expect: { azp: '' } }, /^issuers\[0\]\.expect must/],
    ['an object to expect', { expect: { azp: {} } }, /^issuers\[0\]\.expect must/],
    ['an iss to expect', { expect: { iss: 'x' } }, /^issuers\[0\]\.expect must/],
    ['an own kind as typ', { typ: 'session+jwt' }, /^issuers\[0\]\.typ must/],
    ['an own kind as a media type', { typ: 'application/Refresh+JWT' }, /^issuers\[0\]\.typ must/],
    ['an unknown profile', { profile: 'id' }, /^issuers\[0\]\.profile must/],
    ['a profile and a typ', { profile: 'at+jwt', typ: 'at+jwt' }, /typ and profile exclude/],
    [
      'a profile without aud',
      { profile: 'at+jwt', audienceClaim: 'cid' },
      /audienceClaim and prof/,
    ],
    ['a leeway of an hour', { leeway: '1h' }, /^issuers\[0\]\.leeway must/],
    ['an age of 0', { maxTokenAge: 0 }, /^issuers\[0\]\.maxTokenAge must/],
    ['a user id claim that is iss', { userIdClaim: 'iss' }, /^issuers\[0\]\.userIdClaim must/],
    ['a user id that is no function', { userId: 'sub' }, /^issuers\[0\]\.userId must/],
    ['required claims in a string', { requiredClaims: 'a' }, /^issuers\[0\]\.requiredClaims must/],
    ['a member that is misspelt', { audiance: 'x' }, /has no option "audiance": did you mean audi/],
  ])('refuses %s', (_, more, fault) => {
    expect(faultsOfOne(more)).toEqual([expect.stringMatching(fault)]);
  });

  it('reads no member that was written to Object.prototype', () => {
    Object.defineProperty(Object.prototype, 'userId', {
      value: () => 'admin',
      configurable: true,
      enumerable: true,
      writable: true,
    });
    try {
      expect(faultsOf({ issuers: [issuerOf('a')] })).toEqual([]);
    } finally {
      delete (Object.prototype as Record<string, unknown>)['userId'];
    }
  });

  it('takes the issuer for whom the keys are fetched, and no other', () => {
    const keys = remoteKeys({ issuer: issOf('a') });
    expect(faultsOfOne({ keys, issuer: undefined })).toEqual([]);
    expect(faultsOfOne({ keys })).toEqual([]);
    expect(faultsOfOne({ keys, issuer: issOf('b') })).toEqual([
      expect.stringMatching(/^issuers\[0\]\.issuer is another one than that of remoteKeys/),
    ]);
  });

  it('refuses two of one name, of one issuer, and the own issuer (R053)', () => {
    const b = issuerOf('b');
    expect(faultsOf({ issuers: [issuerOf('a'), { ...b, name: 'a' }] })).toEqual([
      expect.stringMatching(/^issuers\[1\]\.name is that of another/),
    ]);
    expect(faultsOf({ issuers: [issuerOf('a'), { ...b, issuer: issOf('a') }] })).toEqual([
      expect.stringMatching(/^issuers\[1\]\.issuer is that of another/),
    ]);
    const own = { privateKey: SECRET, issuer: [OWN, issOf('a')] };
    expect(faultsOf({ ...own, issuers: [issuerOf('a')] })).toEqual([
      expect.stringMatching(/^issuers\[0\]\.issuer is also your own/),
    ]);
  });

  it('refuses a key of the application: another issuer could make its tokens', () => {
    const keys = keyRing([{ kid: 'k', algorithm: 'HS512', privateKey: SECRET }]);
    const options = { privateKey: SECRET, issuer: OWN, issuers: [issuerOf('a', { keys })] };
    expect(faultsOf(options)).toEqual([
      expect.stringMatching(/^issuers\[0\]\.keys has a key of your own/),
    ]);
  });

  it('lets the audit look at secrets of other issuers', () => {
    const keys = keyRing([{ algorithm: 'HS256', privateKey: 'correct horse battery staple x' }]);
    const issuers = [issuerOf('a', { keys })];
    expect(thrownBy(() => createSecurity({ issuers, audit: 'enforce' }))).toMatchObject({
      code: 'audit_failed',
      message: expect.stringMatching(/issuers\[0\]\.keys\[0\]/),
    });
  });
});
