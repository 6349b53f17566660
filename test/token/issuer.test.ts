import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { importKey } from '../../src/keys/import/import-key.ts';
import type { Key } from '../../src/keys/key-set.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { fixedKeys } from '../../src/keys/key-source.ts';
import type { IssuerOptions, TokenOptions } from '../../src/token/issuer.ts';
import { TokenIssuer } from '../../src/token/issuer.ts';

const secret = Buffer.alloc(64, 7);
const signing = importKey({ algorithm: 'HS256', privateKey: secret, name: 'key' });
const NOW = 1000.9;
const keysOf = (key: Key) => fixedKeys(new KeySet([key]));

const issuerOf = (options: Partial<IssuerOptions> = {}) =>
  new TokenIssuer({
    keys: keysOf(signing),
    expiration: 60,
    audience: [],
    issuer: null,
    accessTypes: [],
    userIdClaim: 'sub',
    requiredClaims: [],
    defaultClaims: {},
    jsonReplacer: null,
    maxTokenLength: 8192,
    ...options,
  });
const composed = (options: Partial<IssuerOptions>, own: TokenOptions = {}) =>
  issuerOf(options).compose('alice', undefined, own, NOW);
const parts = (token: string) =>
  token
    .split('.')
    .slice(0, 2)
    .map(
      (segment) =>
        JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>,
    );

describe('TokenIssuer.compose', () => {
  it('takes the default claims, then the given ones, then those the library sets', () => {
    const issuer = issuerOf({
      defaultClaims: { a: 1, b: 1, sub: 'default' },
      issuer: 'me',
      audience: ['x'],
    });
    const given = { b: 2, sub: 'mallory', iat: 5, exp: 9e9, aud: 'y', iss: 'you', nbf: 7 };
    const claims = issuer.compose('alice', given, {}, NOW);
    expect(claims).toEqual({
      a: 1,
      b: 2,
      sub: 'alice',
      iat: 1000,
      exp: 1060,
      aud: 'x',
      iss: 'me',
      nbf: 7,
      jti: claims.jti,
    });
  });

  it('rounds times down to seconds after it adds the lifetime to the exact time', () => {
    expect(composed({ expiration: 60.2 })).toMatchObject({ iat: 1000, exp: 1061 });
  });

  it('expires no later than the given end', () => {
    const issuer = issuerOf();
    expect(issuer.compose('a', {}, {}, NOW, 1030.5).exp).toBe(1030);
    expect(issuer.compose('a', {}, {}, NOW, 2000).exp).toBe(1060);
    expect(issuer.compose('a', {}, { expiration: null }, NOW, 2000).exp).toBe(2000);
  });

  it('adds a random jti unless one is given', () => {
    const issuer = issuerOf();
    expect(issuer.compose('a', { jti: 'mine' }, {}, NOW).jti).toBe('mine');
    const [one, two] = [issuer.compose('a', {}, {}, NOW).jti, issuer.compose('a', {}, {}, NOW).jti];
    expect(one).toMatch(/^[\w-]{30}$/);
    expect(one).not.toBe(two);
  });

  it('uses the expiration of the token, else the configured one', () => {
    expect(composed({}, { expiration: undefined }).exp).toBe(1060);
    expect(composed({}, { expiration: '2m' }).exp).toBe(1120);
    expect(composed({ expiration: null }, { expiration: 1 }).exp).toBe(1001);
    expect(composed({ expiration: null })).not.toHaveProperty('exp');
  });

  it.each([null, 'never'] as const)('sets no exp if the expiration is %j', (expiration) => {
    expect(composed({}, { expiration })).not.toHaveProperty('exp');
  });

  it.each([0, -1, '0', '0m', Number.NaN, Number.POSITIVE_INFINITY])(
    'throws a RangeError for the expiration %j',
    (expiration) => {
      expect(() => composed({}, { expiration: expiration as never })).toThrow(RangeError);
    },
  );

  it.each([['soon'], [''], [true], [{}]])('throws a TypeError for the expiration %j', (given) => {
    expect(() => composed({}, { expiration: given as never })).toThrow(TypeError);
  });

  it('uses the audience of the token, else the configured one; a single one as a string', () => {
    expect(composed({ audience: ['x'] }).aud).toBe('x');
    expect(composed({ audience: ['x', 'y'] }).aud).toEqual(['x', 'y']);
    expect(composed({ audience: ['x'] }, { audience: 'z' }).aud).toBe('z');
    expect(composed({}, { audience: ['y', 'z'] }).aud).toEqual(['y', 'z']);
  });

  it('sets no aud if none is configured, or if the audience is null', () => {
    expect(composed({})).not.toHaveProperty('aud');
    expect(composed({ audience: ['x'] }, { audience: null })).not.toHaveProperty('aud');
  });

  it.each([[''], [[]], [['']], [[1]], [{}], [7]])(
    'throws a TypeError for the audience %j',
    (audience) => {
      expect(() => composed({}, { audience: audience as never })).toThrow(TypeError);
    },
  );

  it.each([[''], [1.5], [2 ** 53], [null], [undefined], [{}], ['a\n'], ['x'.repeat(256)]])(
    'throws a TypeError for the user id %j, which no verifier accepts',
    (id) => {
      const compose = () => issuerOf().compose(id as never, {}, {}, NOW);
      expect(compose).toThrow(TypeError);
      expect(compose).toThrow(/^A user id is /);
    },
  );

  it.each([[null], [[]], ['x'], [7], [JSON.parse('{"__proto__":{"admin":true}}')]])(
    'throws a TypeError for the claims %j, which are not a plain object',
    (claims) => {
      const compose = () => issuerOf().compose('a', claims as never, {}, NOW);
      expect(compose).toThrow(TypeError);
      expect(compose).toThrow(/^Claims are /);
    },
  );
});

describe('TokenIssuer.sign', () => {
  it('makes a compact JWS of exactly the claims, with algorithm, type and key in its header', () => {
    const token = issuerOf().sign({ sub: 'jöhn', x: [1] });
    expect(parts(token)).toEqual([
      { alg: 'HS256', typ: 'JWT' },
      { sub: 'jöhn', x: [1] },
    ]);
    const dot = token.lastIndexOf('.');
    expect(token.slice(dot + 1)).toBe(
      createHmac('sha256', secret).update(token.slice(0, dot)).digest('base64url'),
    );
    expect(
      parts(
        issuerOf({ keys: keysOf({ ...signing, kid: 'k1' }), accessTypes: ['at+jwt'] }).sign({}),
      )[0],
    ).toEqual({
      alg: 'HS256',
      kid: 'k1',
      typ: 'at+jwt',
    });
  });

  it.each([
    ['exp is a string', { exp: 'x' }],
    ['nbf is null', { nbf: null }],
    ['jti is a number', { jti: 7 }],
    ['iss is a number', { iss: 1 }],
    ['sub is empty', { sub: '' }],
    ['auth_time is NaN', { auth_time: Number.NaN }],
    ['a claim is a bigint', { x: 1n }],
  ])('throws a TypeError if %s', (_what, claims) => {
    expect(() => issuerOf().sign(claims as never)).toThrow(TypeError);
  });

  it('throws a RangeError for a token that is longer than maxTokenLength', () => {
    const { length } = issuerOf().sign({ x: 'y'.repeat(100) });
    expect(issuerOf({ maxTokenLength: length }).sign({ x: 'y'.repeat(100) })).toHaveLength(length);
    const sign = () => issuerOf({ maxTokenLength: length - 1 }).sign({ x: 'y'.repeat(100) });
    expect(sign).toThrow(RangeError);
    expect(sign).toThrow(`has ${length} characters, and maxTokenLength is ${length - 1}`);
  });

  it('writes values through the jsonReplacer', () => {
    const jsonReplacer = (_key: string, value: unknown) =>
      value instanceof Set ? [...value] : value;
    expect(parts(issuerOf({ jsonReplacer }).sign({ roles: new Set(['a']) }))[1]).toEqual({
      roles: ['a'],
    });
  });
});
