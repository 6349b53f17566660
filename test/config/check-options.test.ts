import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { checkOptions } from '../../src/config/check-options.ts';
import { keyRing } from '../../src/keys/keyring.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { faultsOf } from '../keys/sample-keys.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const sound = { privateKey: secret };
const faults = (options: object) => faultsOf(() => checkOptions({ ...sound, ...options } as never));

/** Expects exactly one fault, which begins with the name of the option, for each wrong value. */
function expectFault(name: string, ...wrong: unknown[]): void {
  for (const value of wrong) {
    const found = faults({ [name]: value });
    expect(found, `${name}: ${String(value)}`).toEqual([expect.stringMatching(`^${name} must `)]);
  }
}

describe('checkOptions', () => {
  it('fills in the defaults and freezes the result', () => {
    const checked = checkOptions(sound);
    expect(checked).toMatchObject({
      expiration: 3600,
      audience: [],
      issuers: [],
      leeway: 0,
      typ: [],
      requiredClaims: [],
      maxTokenLength: 8192,
      tokenCacheSize: 32_768,
      permissions: null,
      maxTokenAge: null,
      userIdClaim: 'sub',
    });
    expect(checked.policies.map(({ kind }) => kind)).toEqual(['header']);
    expect(checked.keys.map(({ algorithm }) => algorithm)).toEqual(['HS512']);
    for (const value of [checked, checked.audience, checked.requiredClaims, checked.policies])
      expect(Object.isFrozen(value)).toBe(true);
  });

  it('freezes the lists that it is given', () => {
    const checked = checkOptions({
      ...sound,
      audience: ['a'],
      requiredClaims: ['email'],
      policies: [cookiePolicy()],
      permissions: ['view'],
    });
    const { audience, requiredClaims, policies, permissions } = checked;
    for (const value of [audience, requiredClaims, policies, permissions])
      expect(Object.isFrozen(value)).toBe(true);
  });

  it('throws for options that are not an object', () => {
    for (const given of [undefined, null, 7, 'secret'])
      expect(() => checkOptions(given as never)).toThrow(ConfigurationError);
  });

  it('reports an unknown option with the one that was probably meant', () => {
    expect(faults({ privatekey: secret })).toEqual([
      'createSecurity has no option "privatekey": did you mean privateKey?',
    ]);
    for (const name of ['revocation', 'refresh', 'issuers'])
      expect(faults({ [name]: {} }), name).toHaveLength(1);
  });

  it('reports a misspelt key or algorithm once, not what follows from it', () => {
    const pem = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({
      type: 'spki',
      format: 'pem',
    });
    for (const [given, meant] of [
      [{ privateKey: undefined, secret }, 'privateKey'],
      [{ privateKey: undefined, publickey: secret }, 'publicKey'],
      [{ privateKey: pem, algorithms: 'RS256' }, 'algorithm'],
    ] as const)
      expect(faults(given)).toEqual([expect.stringMatching(`did you mean ${meant}\\?$`)]);
  });

  it('reports all faults at once, and shows no value', () => {
    const given = {
      privateKey: '',
      expiration: 'hunter2',
      audience: '',
      issuer: '',
      leeway: '6m',
      typ: 7,
      requiredClaims: 'exp',
      maxTokenLength: 255,
      tokenCacheSize: -1,
      maxTokenAge: 'hunter2',
      userIdClaim: '',
      policies: [],
      permissions: 'hunter2',
      origin: 'https://user:hunter2@a.example',
      claims: 'hunter2',
      root: 'hunter2',
      callback: 'hunter2',
      userPrincipal: null,
      jsonReplacer: {},
      clock: 7,
      logger: 'hunter2',
      audit: 'hunter2',
      defaultClaims: 'hunter2',
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
    expect(() => checkOptions(given as never)).toThrow(
      expect.objectContaining({ code: 'options_invalid' }),
    );
  });

  it('requires a key', () => {
    expect(faults({ privateKey: undefined })).toEqual([
      expect.stringMatching(/^privateKey is missing/),
    ]);
  });

  it('takes a key ring instead of privateKey and publicKey', () => {
    const k = Buffer.alloc(64, 3).toString('base64url');
    const keys = keyRing([{ alg: 'HS512', kty: 'oct', kid: 'a', k }]);
    expect(checkOptions({ keys }).keys.map(({ kid }) => kid)).toEqual(['a']);
    expect(faults({ keys })).toEqual([
      expect.stringMatching(/^keys replaces privateKey and publicKey/),
    ]);
    expect(faults({ privateKey: undefined, keys: [secret] })).toEqual([
      expect.stringMatching(/^keys must be made by keyRing/),
    ]);
  });

  it('reports an unknown algorithm, and nothing that follows from it', () => {
    for (const algorithm of ['none', 'hs512', 'ES256K', '', 7, null])
      expect(faults({ algorithm }), String(algorithm)).toEqual([
        expect.stringMatching(/^algorithm is not known/),
      ]);
  });

  it('accepts an audience or a list of them, and refuses an empty one, which would check nothing', () => {
    expect(checkOptions({ ...sound, audience: 'a' }).audience).toEqual(['a']);
    expect(checkOptions({ ...sound, audience: ['a', 'b'] }).audience).toEqual(['a', 'b']);
    expectFault('audience', '', [], ['a', ''], [7], {}, null, false);
  });

  it('refuses an issuer or typ that is not a string or is empty', () => {
    expect(checkOptions({ ...sound, issuer: 'a', typ: 'at+jwt' })).toMatchObject({
      issuers: ['a'],
      typ: ['at+jwt'],
    });
    expect(checkOptions({ ...sound, issuer: ['a', 'b'] }).issuers).toEqual(['a', 'b']);
    for (const name of ['issuer', 'typ']) expectFault(name, '', 7, null, []);
  });

  it('accepts several types of access tokens, and none of another kind (R035)', () => {
    expect(checkOptions({ ...sound, typ: ['at+jwt', 'JWT'] }).typ).toEqual(['at+jwt', 'JWT']);
    expectFault('typ', ' at+jwt', 'at+jwt; x=y', 'a/b/c', '/jwt', 'jwt/', ['JWT', 'a b']);
    expectFault('typ', 'session+jwt', ['JWT', 'application/Refresh+JWT'], 'limited+jwt', [7]);
  });

  it('refuses default claims that the library writes', () => {
    for (const name of ['sub', 'exp', 'iat', 'aud', 'jti', 'sid', 'lim', 'act'])
      expectFault('defaultClaims', { [name]: 1 });
  });

  it('refuses to require an end of tokens that are made without one', () => {
    expect(faults({ expiration: 'never', requiredClaims: ['exp'] })).toEqual([
      expect.stringMatching(/^requiredClaims has exp/),
    ]);
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const verifying = { privateKey: undefined, publicKey, algorithm: 'ES256' };
    expect(faults({ ...verifying, expiration: 'never', requiredClaims: ['exp'] })).toEqual([]);
  });

  it('accepts a leeway of 5 minutes and no more', () => {
    expect(checkOptions({ ...sound, leeway: '5m' }).leeway).toBe(300);
    expectFault('leeway', 301, '6m', -1, 'x', Number.NaN);
  });

  it('accepts a maxTokenLength from 256 characters to 1 MiB', () => {
    for (const maxTokenLength of [256, 1_048_576])
      expect(checkOptions({ ...sound, maxTokenLength }).maxTokenLength).toBe(maxTokenLength);
    expectFault('maxTokenLength', 255, 1_048_577, 300.5, '300', Number.POSITIVE_INFINITY);
  });

  it('rounds tokenCacheSize up to a power of two, and keeps 0', () => {
    for (const [given, size] of [
      [0, 0],
      [1, 4],
      [4, 4],
      [5, 8],
      [1000, 1024],
      [1_048_576, 1_048_576],
    ] as const)
      expect(checkOptions({ ...sound, tokenCacheSize: given }).tokenCacheSize).toBe(size);
    expectFault('tokenCacheSize', -1, 1.5, 1_048_577, '8', Number.NaN, null);
  });

  it('refuses an empty list of policies, and a list with something else', () => {
    expectFault('policies', [], [{}], [cookiePolicy(), null], cookiePolicy(), 'header', [
      cookiePolicy,
    ]);
  });

  it('refuses required claims that are not a list of names', () => {
    expect(checkOptions({ ...sound, requiredClaims: ['email'] }).requiredClaims).toEqual(['email']);
    expectFault('requiredClaims', 'exp', [''], [7], {});
  });

  it('accepts a list of permission names, each written once', () => {
    const permissions = ['view', 'edit'];
    expect(checkOptions({ ...sound, permissions }).permissions).toEqual(permissions);
    expectFault(
      'permissions',
      [],
      [''],
      ['view', 'view'],
      [7],
      'view',
      new Set(['view']),
      null,
      {},
    );
  });

  it('accepts one origin, a list of them or a function as origin', () => {
    for (const origin of [
      'https://a.example',
      ['https://a.example', 'http://localhost:3000'],
      () => null,
    ])
      expect(faults({ origin })).toEqual([]);
    for (const origin of [
      'https://*.example',
      'https://a.example/',
      'a.example',
      'capacitor://localhost',
      'null',
      '',
      [],
      ['https://a.example', 7],
      null,
      {},
    ])
      expect(faults({ origin })).toEqual([
        expect.stringMatching(/^origin (has|is) .*: write .*\.$/),
      ]);
  });

  it('accepts a duration as maxTokenAge', () => {
    expect(checkOptions({ ...sound, maxTokenAge: '1h' }).maxTokenAge).toBe(3600);
    expectFault('maxTokenAge', 0, '0s', -1, 'never', 'x', null, Number.POSITIVE_INFINITY);
  });

  it('accepts as userIdClaim a claim that has no other meaning', () => {
    for (const userIdClaim of ['sub', 'email', 'https://example.com/id'])
      expect(checkOptions({ ...sound, userIdClaim }).userIdClaim).toBe(userIdClaim);
    expectFault(
      'userIdClaim',
      '',
      7,
      null,
      ['sub'],
      'exp',
      'iss',
      'aud',
      'jti',
      'sid',
      '__proto__',
    );
  });

  it('refuses default claims that JSON cannot express, unless a jsonReplacer may do it', () => {
    for (const value of [1n, () => 1, Number.NaN, new Map(), new Set([1])])
      expect(faults({ defaultClaims: { tenant: { id: value } } })).toEqual([
        expect.stringMatching(/^defaultClaims cannot be written as JSON: claims\.tenant\.id is/),
      ]);
    expect(faults({ defaultClaims: { a: 1n }, jsonReplacer: String })).toEqual([]);
    expect(faults({ defaultClaims: { at: new Date(0), none: undefined } })).toEqual([]);
  });

  it('accepts a clock that returns milliseconds, and asks it once', () => {
    expect(faults({ clock: () => 0 })).toEqual([]);
    expect(faults({ clock: () => Date.now() + 1e12 })).toEqual([]);
    expectFault('clock', () => Date.now() / 1000);
    const late = async (): Promise<never> => Promise.reject(new Error('no time'));
    const broken = (): never => {
      throw new Error('no time');
    };
    expectFault(
      'clock',
      7,
      null,
      late,
      broken,
      () => undefined,
      () => '0',
      () => Number.NaN,
    );
    expectFault('clock', () => new Date(0));
  });

  it('accepts any Standard Schema as claims', () => {
    expect(faults({ claims: z.object({}) })).toEqual([]);
    const callable = Object.assign(() => null, {
      '~standard': { validate: () => ({ value: {} }) },
    });
    expect(faults({ claims: callable })).toEqual([]);
    expectFault('claims', {}, { '~standard': {} }, { parse: () => null }, null, 7);
  });

  it('refuses default claims that are not a plain object', () => {
    expect(faults({ defaultClaims: { role: 'a' } })).toEqual([]);
    expectFault('defaultClaims', [], null, 'a', JSON.parse('{"__proto__":{}}'));
  });

  it('accepts a resource or a function as root', () => {
    for (const root of [{}, { acl: [] }, () => null]) expect(faults({ root })).toEqual([]);
    expectFault('root', null, 'page', 7);
  });

  it('requires warn and error of a logger', () => {
    for (const logger of [console, { warn: () => {}, error: () => {} }])
      expect(faults({ logger })).toEqual([]);
    expectFault('logger', {}, { warn: () => {} }, console.warn, null);
  });

  it('refuses an unknown mode of the audit', () => {
    for (const audit of ['enforce', 'warn', 'off']) expect(faults({ audit })).toEqual([]);
    expectFault('audit', 'on', true, null, '');
  });
});
