import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { importKey } from '../../src/keys/import/import-key.ts';
import type { IssuerOptions } from '../../src/token/issuer.ts';
import { TokenIssuer } from '../../src/token/issuer.ts';

const secret = Buffer.alloc(64, 7);
const key = importKey({ algorithm: 'HS256', privateKey: secret, name: 'key' });
const NOW = 1000.9;

const issuerOf = (options: Partial<IssuerOptions> = {}) =>
  new TokenIssuer({
    key,
    expiration: 60,
    audience: [],
    issuer: null,
    typ: null,
    defaultClaims: {},
    jsonReplacer: null,
    maxTokenLength: 8192,
    ...options,
  });
const composed = (
  options: Partial<IssuerOptions>,
  own: Parameters<TokenIssuer['compose']>[2] = {},
) => issuerOf(options).compose('alice', undefined, own, NOW);
const parts = (token: string) =>
  token
    .split('.')
    .slice(0, 2)
    .map(
      (segment) =>
        JSON.parse(Buffer.from(segment, 'base64url').toString()) as Record<string, unknown>,
    );

describe('the claims of a new token', () => {
  it('are the default claims, then those given, then what the issuer answers for', () => {
    const issuer = issuerOf({
      defaultClaims: { a: 1, b: 1, sub: 'nobody' },
      issuer: 'me',
      audience: ['x'],
    });
    const claims = issuer.compose(
      'alice',
      { b: 2, sub: 'mallory', iat: 5, exp: 9e9, aud: 'y', iss: 'you', nbf: 7 },
      {},
      NOW,
    );
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

  it('are rounded down to whole seconds, the end reckoned from the moment itself', () => {
    expect(composed({ expiration: 60.2 })).toMatchObject({ iat: 1000, exp: 1061 });
  });

  it('have a jti of their own unless one is given', () => {
    const issuer = issuerOf();
    expect(issuer.compose('a', { jti: 'mine' }, {}, NOW).jti).toBe('mine');
    const [one, two] = [issuer.compose('a', {}, {}, NOW).jti, issuer.compose('a', {}, {}, NOW).jti];
    expect(one).toMatch(/^[\w-]{22}$/);
    expect(one).not.toBe(two);
  });

  it('have the life of the policy, of this token, or none', () => {
    expect(composed({}, { expiration: undefined }).exp).toBe(1060);
    expect(composed({}, { expiration: '2m' }).exp).toBe(1120);
    expect(composed({ expiration: null }, { expiration: 1 }).exp).toBe(1001);
    for (const expiration of [null, 'never'])
      expect(composed({}, { expiration })).not.toHaveProperty('exp');
    expect(composed({ expiration: null })).not.toHaveProperty('exp');
    for (const expiration of [0, -1, '0', 'soon', '', Number.NaN, Number.POSITIVE_INFINITY, true])
      expect(() => composed({}, { expiration } as never), String(expiration)).toThrow(
        ConfigurationError,
      );
  });

  it('have the audience of the policy, of this token, or none; a single one as a text', () => {
    expect(composed({ audience: ['x'] }).aud).toBe('x');
    expect(composed({ audience: ['x', 'y'] }).aud).toEqual(['x', 'y']);
    expect(composed({ audience: ['x'] }, { audience: 'z' }).aud).toBe('z');
    expect(composed({}, { audience: ['y', 'z'] }).aud).toEqual(['y', 'z']);
    for (const claims of [composed({}), composed({ audience: ['x'] }, { audience: null })])
      expect(claims).not.toHaveProperty('aud');
    for (const audience of ['', [], [''], [1], {}, 7])
      expect(() => composed({}, { audience } as never), JSON.stringify(audience)).toThrow(
        ConfigurationError,
      );
  });

  it('are of a user whom a verifier would take, and given as a plain object', () => {
    for (const id of ['', 1.5, 2 ** 53, null, undefined, {}, 'a\n', 'x'.repeat(256)])
      expect(() => issuerOf().compose(id as never, {}, {}, NOW), typeof id).toThrow(
        expect.objectContaining({ code: 'token_claims_invalid' }),
      );
    for (const claims of [null, [], 'x', 7])
      expect(() => issuerOf().compose('a', claims as never, {}, NOW)).toThrow(
        expect.objectContaining({ code: 'token_claims_invalid' }),
      );
  });
});

describe('a signed token', () => {
  it('is a compact JWS over exactly the claims, and names algorithm, type and key', () => {
    const token = issuerOf().sign({ sub: 'jöhn', x: [1] });
    expect(parts(token)).toEqual([
      { alg: 'HS256', typ: 'JWT' },
      { sub: 'jöhn', x: [1] },
    ]);
    const [input, signature] = [
      token.slice(0, token.lastIndexOf('.')),
      token.slice(token.lastIndexOf('.') + 1),
    ];
    expect(signature).toBe(createHmac('sha256', secret).update(input).digest('base64url'));
    expect(parts(issuerOf({ key: { ...key, kid: 'k1' }, typ: 'at+jwt' }).sign({}))[0]).toEqual({
      alg: 'HS256',
      kid: 'k1',
      typ: 'at+jwt',
    });
  });

  it('is not made of what no verifier would take', () => {
    for (const claims of [
      { exp: 'x' },
      { nbf: null },
      { jti: 7 },
      { iss: 1 },
      { sub: '' },
      { auth_time: Number.NaN },
      { x: 1n },
    ])
      expect(() => issuerOf().sign(claims as never), String(Object.keys(claims))).toThrow(
        expect.objectContaining({ code: 'token_claims_invalid' }),
      );
  });

  it('is not made longer than it may be when it comes back', () => {
    const length = issuerOf().sign({ x: 'y'.repeat(100) }).length;
    expect(issuerOf({ maxTokenLength: length }).sign({ x: 'y'.repeat(100) })).toHaveLength(length);
    expect(() => issuerOf({ maxTokenLength: length - 1 }).sign({ x: 'y'.repeat(100) })).toThrow(
      expect.objectContaining({ code: 'token_too_large' }),
    );
  });

  it('says through the jsonReplacer what JSON cannot', () => {
    const jsonReplacer = (_key: string, value: unknown) =>
      value instanceof Set ? [...value] : value;
    expect(parts(issuerOf({ jsonReplacer }).sign({ roles: new Set(['a']) }))[1]).toEqual({
      roles: ['a'],
    });
  });
});
