import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { keyRing } from '../../src/keys/keyring.ts';
import { checkOptions } from '../../src/config/check-options.ts';
import { faultsOf, pairFor, pemOf } from '../keys/samples.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const sound = { privateKey: secret, expiration: '15m' };
const faults = (options: object) => faultsOf(() => checkOptions({ ...sound, ...options } as never));
const publicKey = pemOf(pairFor('ES256').publicKey);

describe('the options', () => {
  it('have the defaults of the README, and are frozen', () => {
    const checked = checkOptions(sound);
    expect(checked).toMatchObject({
      expiration: 900,
      audience: [],
      issuer: null,
      leeway: 0,
      typ: null,
      requiredClaims: [],
      maxTokenLength: 8192,
    });
    expect(checked.policies.map(({ kind }) => kind)).toEqual(['header']);
    expect(checked.keys.map(({ algorithm }) => algorithm)).toEqual(['HS512']);
    for (const value of [checked, checked.requiredClaims, checked.policies])
      expect(Object.isFrozen(value)).toBe(true);
    expect(
      Object.isFrozen(
        checkOptions({ ...sound, audience: ['a'], policies: [cookiePolicy()] }).audience,
      ),
    ).toBe(true);
  });

  it('are an object, and the fault of one that is misspelt names the right one', () => {
    for (const given of [undefined, null, 7, 'secret'])
      expect(() => checkOptions(given as never)).toThrow(ConfigurationError);
    expect(faults({ privatekey: secret })).toEqual([
      'createSecurity has no option "privatekey": did you mean privateKey?',
    ]);
    expect(faults({ revocation: {} })).toHaveLength(1);
  });

  it('tell all their faults at once, and none shows a secret', () => {
    const given = {
      privateKey: 'hunter2',
      expiration: 'hunter2',
      audience: '',
      issuer: '',
      leeway: '6m',
      typ: 7,
      requiredClaims: 'exp',
      maxTokenLength: 255,
      policies: [],
      callback: 'hunter2',
      userPrincipal: null,
      jsonReplacer: {},
      clock: 7,
      audit: 'hunter2',
      nonsense: 1,
    };
    const found = faults(given);
    for (const name of Object.keys(given))
      expect(
        found.filter((fault) => fault.includes(name)),
        name,
      ).not.toEqual([]);
    expect(found.length).toBeGreaterThanOrEqual(Object.keys(given).length);
    expect(found.join('\n')).not.toContain('hunter2');
  });

  it('say of keys which they are: a ring, or the two, with an algorithm that is known', () => {
    expect(
      faults({
        keys: keyRing([
          { alg: 'HS512', kty: 'oct', kid: 'a', k: Buffer.alloc(64, 3).toString('base64url') },
        ]),
      })[0],
    ).toMatch(/keys stands instead/);
    expect(faults({ privateKey: undefined, keys: [secret] })[0]).toMatch(/keyRing/);
    expect(faults({ privateKey: undefined })).not.toEqual([]);
    for (const algorithm of ['none', 'hs512', 'ES256K', '', 7, null])
      expect(faults({ algorithm })[0], String(algorithm)).toMatch(/^algorithm is not known/);
  });

  it('say how long tokens live, unless none can be made: then what others issue must end', () => {
    for (const expiration of [undefined, null, 0, -1, '0', '', 'soon', Number.NaN])
      expect(faults({ expiration })[0], String(expiration)).toMatch(/^expiration/);
    expect(checkOptions({ ...sound, expiration: 'never' }).expiration).toBeNull();
    const readOnly = { publicKey, algorithm: 'ES256' } as const;
    expect(checkOptions(readOnly)).toMatchObject({ expiration: null, requiredClaims: ['exp'] });
    expect(checkOptions({ ...readOnly, requiredClaims: ['jti', 'exp'] }).requiredClaims).toEqual([
      'jti',
      'exp',
    ]);
    expect(checkOptions({ ...readOnly, expiration: 'never' }).requiredClaims).toEqual([]);
  });

  it('say whom tokens are for by a text or a list, never by an empty one, which would switch the check off', () => {
    expect(checkOptions({ ...sound, audience: 'a' }).audience).toEqual(['a']);
    expect(checkOptions({ ...sound, audience: ['a', 'b'] }).audience).toEqual(['a', 'b']);
    for (const audience of ['', [], ['a', ''], [7], {}, null, false])
      expect(faults({ audience })[0], JSON.stringify(audience)).toMatch(/^audience/);
    for (const name of ['issuer', 'typ'])
      for (const value of ['', 7, null, []])
        expect(faults({ [name]: value })[0]).toMatch(new RegExp(`^${name} `));
  });

  it('allow a leeway of 5 minutes and no more', () => {
    expect(checkOptions({ ...sound, leeway: '5m' }).leeway).toBe(300);
    for (const leeway of [301, '6m', -1, 'x', Number.NaN])
      expect(faults({ leeway })[0], String(leeway)).toMatch(/^leeway/);
  });

  it('allow tokens from 256 characters to a mebibyte', () => {
    for (const maxTokenLength of [256, 1_048_576])
      expect(checkOptions({ ...sound, maxTokenLength }).maxTokenLength).toBe(maxTokenLength);
    for (const maxTokenLength of [255, 1_048_577, 300.5, '300', Number.POSITIVE_INFINITY])
      expect(faults({ maxTokenLength })[0]).toMatch(/^maxTokenLength/);
  });

  it('have at least one policy, and nothing among them that is none', () => {
    for (const policies of [
      [],
      [{}],
      [cookiePolicy(), null],
      cookiePolicy(),
      'header',
      [cookiePolicy],
    ])
      expect(faults({ policies })[0]).toMatch(/^policies/);
  });

  it('list required claims by name', () => {
    for (const requiredClaims of ['exp', [''], [7], {}])
      expect(faults({ requiredClaims })[0]).toMatch(/^requiredClaims/);
  });
});
