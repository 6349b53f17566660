import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CookiePolicy } from '../../src/authn/cookie.ts';
import type { HeaderPolicy } from '../../src/authn/header.ts';
import {
  Allow,
  ConfigurationError,
  cookiePolicy,
  createSecurity,
  headerPolicy,
  keyRing,
  loadSettings,
} from '../../src/index.ts';
import type { AuthError } from '../../src/index.ts';
import { renderRefusal } from '../../src/security/problem.ts';
import { pairFor, pemOf } from '../keys/sample-keys.ts';
import { bearer, claimsIn, handMade, login, secret, setUp, START, view } from './set-up.ts';

describe('what was kept of the original, changed and added', () => {
  it('HS512, Authorization, leeway 0 and https only are the defaults; JWT and Bearer both work, Bearer is named first; the cookie is __Host-Authorization', async () => {
    const { security } = setUp({ policies: [headerPolicy(), cookiePolicy()] });
    const token = await security.createToken('alice');
    expect(JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString())).toEqual({
      alg: 'HS512',
      typ: 'JWT',
    });
    for (const scheme of ['Bearer', 'JWT'])
      expect(
        (await security.authenticate(view({ authorization: `${scheme} ${token}` }))).userId,
      ).toBe('alice');
    const auth = await security.authenticate(view({}, 'POST'));
    expect(() => auth.require('x')).toThrow(
      expect.objectContaining({
        headers: expect.arrayContaining([['WWW-Authenticate', 'Bearer realm="api"']]),
      }),
    );
    await auth.remember('alice');
    const [, cookie] = auth.headers[0] as [string, string];
    expect(cookie).toMatch(/^__Host-Authorization=/);
    expect(cookie).toMatch(/; Secure/);
    const { security: elsewhere } = setUp({ policies: [cookiePolicy({ cookiePath: '/app' })] });
    const there = await elsewhere.authenticate(view({}, 'POST'));
    await there.remember('alice');
    expect(there.headers[0]?.[1]).toMatch(/^Authorization=/);
    const now = START / 1000;
    for (const claims of [{ exp: now }, { exp: now + 60, iat: now + 1 }])
      expect(
        (await security.authenticate(bearer(handMade({ sub: 'a', ...claims })))).isAuthenticated,
      ).toBe(false);
    expect(
      (await security.authenticate(bearer(handMade({ sub: 'a', exp: now + 1, iat: now }))))
        .isAuthenticated,
    ).toBe(true);
  });

  it('scheme and header names count in any case, and one or several schemes may be named', async () => {
    const { security } = setUp({
      policies: [headerPolicy({ httpHeader: 'authorization', authType: ['Token', 'bearer'] })],
    });
    const token = await security.createToken('alice');
    for (const scheme of ['token', 'TOKEN', 'BEARER'])
      expect(
        (await security.authenticate(view({ authorization: `${scheme} ${token}` }))).userId,
      ).toBe('alice');
    const { security: one } = setUp({
      policies: [headerPolicy({ httpHeader: 'AUTHORIZATION', authType: 'Token' })],
    });
    expect((await one.authenticate(view({ authorization: `tOKEN ${token}` }))).userId).toBe(
      'alice',
    );
    expect((await one.authenticate(bearer(token))).userId).toBeNull();
  });

  it('sub keeps its type: a string or a safe integer, anything else is refused', async () => {
    const { security } = setUp();
    for (const id of ['4', 4, -1])
      expect((await security.authenticate(bearer(await security.createToken(id)))).userId).toBe(id);
    for (const sub of [1.5, 2 ** 53, null, true, [], {}, '']) {
      expect((await security.authenticate(bearer(handMade({ sub })))).failure?.code).toBe(
        'token_claims_invalid',
      );
      await expect(security.createToken(sub as never)).rejects.toMatchObject({
        code: 'token_claims_invalid',
      });
    }
  });

  it("for one token, undefined means the policy's expiration and audience, null or 'never' means none", async () => {
    const { security } = setUp({ audience: 'shop' });
    const made = async (options: object) => claimsIn(await security.createToken('a', {}, options));
    expect(await made({ expiration: undefined, audience: undefined })).toMatchObject({
      exp: START / 1000 + 60,
      aud: 'shop',
    });
    expect(await made({ expiration: null })).not.toHaveProperty('exp');
    expect(await made({ expiration: 'never' })).not.toHaveProperty('exp');
    expect(await made({ audience: null })).not.toHaveProperty('aud');
    expect(await made({ audience: 'other' })).toMatchObject({ aud: 'other' });
    expect(await made({ expiration: '2h' })).toMatchObject({ exp: START / 1000 + 7200 });
    for (const expiration of [-1, 0, 'soon', Number.NaN])
      await expect(security.createToken('a', {}, { expiration })).rejects.toThrow(
        ConfigurationError,
      );
  });

  it('a refused token leaves the request anonymous, failure says why, and a guard answers 401 invalid_token', async () => {
    const { security, wait, logged } = setUp();
    const token = await security.createToken('alice');
    wait(60);
    const auth = await security.authenticate(bearer(token));
    expect(auth).toMatchObject({
      isAuthenticated: false,
      userId: null,
      claims: null,
      principals: ['system.Everyone'],
      failure: { code: 'token_expired' },
    });
    expect(() => auth.require('x')).toThrow(
      expect.objectContaining({
        status: 401,
        headers: expect.arrayContaining([
          ['WWW-Authenticate', 'Bearer realm="api", error="invalid_token"'],
        ]),
      }),
    );
    expect(logged).toContainEqual({
      event: 'authentication_refused',
      code: 'token_expired',
      policy: 'header',
    });
  });

  it('401 with a challenge when nobody is authenticated, 403 when somebody is', async () => {
    const { security } = setUp({ root: { acl: [[Allow, 'role:admin', 'edit']] } });
    const guest = await security.authenticate(view());
    expect(() => guest.require('edit')).toThrow(
      expect.objectContaining({ code: 'credentials_missing', status: 401 }),
    );
    const alice = await security.authenticate(bearer(await security.createToken('alice')));
    expect(() => alice.require('edit')).toThrow(
      expect.objectContaining({ code: 'permission_denied', status: 403 }),
    );
  });

  it('iat and exp are integers; nbf and iat in the future are refused; leeway counts for all three; the audience must be ours', async () => {
    const { security, wait } = setUp({ leeway: 5 });
    wait(0.9);
    expect(claimsIn(await security.createToken('a', {}, { expiration: 60 }))).toMatchObject({
      iat: START / 1000,
      exp: START / 1000 + 60,
    });
    const now = START / 1000;
    const verdict = async (claims: object) =>
      (await security.authenticate(bearer(handMade({ sub: 'a', ...claims })))).failure?.code ??
      'good';
    expect(await verdict({ exp: now - 4 })).toBe('good');
    expect(await verdict({ exp: now - 5 })).toBe('token_expired');
    expect(await verdict({ nbf: now + 5 })).toBe('good');
    expect(await verdict({ nbf: now + 6 })).toBe('token_not_yet_valid');
    expect(await verdict({ iat: now + 5 })).toBe('good');
    expect(await verdict({ iat: now + 6 })).toBe('token_not_yet_valid');
    for (const aud of ['', [], null, 0]) expect(await verdict({ aud })).toBe('good');
    expect(await verdict({ aud: 'x' })).toBe('token_audience_mismatch');
    const { security: shop } = setUp({ audience: ['shop', 'till'] });
    for (const [aud, wanted] of [
      ['till', null],
      [['other', 'shop'], null],
      [undefined, 'token_audience_mismatch'],
      ['', 'token_audience_mismatch'],
      ['Shop', 'token_audience_mismatch'],
      [['shop', 1], 'token_claims_invalid'],
    ] as const) {
      expect(
        (await shop.authenticate(bearer(handMade({ sub: 'a', aud })))).failure?.code ?? null,
        String(aud),
      ).toBe(wanted);
    }
  });

  it('users and groups have name spaces of their own', async () => {
    const { security } = setUp({
      root: { acl: [[Allow, 'role:admin', 'edit']] },
      callback: () => ['role:reader'],
    });
    const auth = await security.authenticate(bearer(await security.createToken('role:admin')));
    expect(auth.principals).toEqual([
      'system.Everyone',
      'system.Authenticated',
      'user:role:admin',
      'role:reader',
    ]);
    expect(auth.permits('edit')).toBe(false);
    for (const bad of ['system.Admin', 'user:bob', '', 7]) {
      const { security: other } = setUp({ callback: () => [bad as string] });
      expect(() => other.authenticate(bearer(handMade({ sub: 'a' })))).toThrow(ConfigurationError);
    }
  });

  it('of several policies the first that finds a credential decides, and a refused one is final', async () => {
    const set = setUp({ policies: [headerPolicy(), cookiePolicy()] });
    const cookie = await login(set, 'alice');
    const token = await set.security.createToken('bob');
    expect((await set.security.authenticate(view({ cookie }))).userId).toBe('alice');
    expect(
      (await set.security.authenticate(view({ cookie, authorization: `Bearer ${token}` }))).userId,
    ).toBe('bob');
    const refused = await set.security.authenticate(
      view({ cookie, authorization: 'Bearer x.y.z' }),
    );
    expect([refused.userId, refused.failure?.status]).toEqual([null, 401]);
    const repeated = await set.security.authenticate(
      view({ cookie, authorization: [`Bearer ${token}`, `Bearer ${token}`] }),
    );
    expect([repeated.userId, repeated.failure?.status]).toEqual([null, 400]);
  });

  it('tokens have a jti of 128 random bits of their own, and an issuer when one is configured', async () => {
    const { security } = setUp({ issuer: 'https://issuer.example' });
    const ids = new Set(
      await Promise.all(
        Array.from({ length: 600 }, async () => claimsIn(await security.createToken('a'))['jti']),
      ),
    );
    expect(ids.size).toBe(600);
    for (const id of ids) expect(Buffer.from(id as string, 'base64url')).toHaveLength(16);
    expect(claimsIn(await security.createToken('a'))['iss']).toBe('https://issuer.example');
    expect((await security.authenticate(bearer(handMade({ sub: 'a' })))).failure?.code).toBe(
      'token_issuer_mismatch',
    );
    expect(
      (await security.authenticate(bearer(handMade({ sub: 'a', iss: 'https://issuer.example' }))))
        .userId,
    ).toBe('a');
  });

  it('keys have a kid and rotate with nobody logged out: the first signs, all verify, what was taken out is refused', async () => {
    const [old, fresh] = ['2025', '2026'].map((kid, index) => ({
      kty: 'oct',
      alg: 'HS512',
      kid,
      k: Buffer.alloc(64, `${index}key`).toString('base64url'),
    }));
    const withKeys = (...list: object[]) =>
      setUp({ privateKey: undefined, keys: keyRing(list as never) }).security;
    const token = await withKeys(old as object).createToken('alice');
    expect(
      JSON.parse(Buffer.from(token.split('.')[0] as string, 'base64url').toString()),
    ).toMatchObject({ kid: '2025' });
    const rotated = withKeys(fresh as object, old as object);
    expect((await rotated.authenticate(bearer(token))).userId).toBe('alice');
    expect(
      JSON.parse(
        Buffer.from(
          (await rotated.createToken('bob')).split('.')[0] as string,
          'base64url',
        ).toString(),
      ),
    ).toMatchObject({
      kid: '2026',
    });
    expect((await withKeys(fresh as object).authenticate(bearer(token))).failure?.code).toBe(
      'token_key_unknown',
    );
  });

  it('every fault of the set-up is told at once, when createSecurity runs: weak and empty secrets, keys of a wrong type, the rest', () => {
    const wrong = {
      privateKey: '',
      expiration: 'soon',
      audience: [],
      leeway: -1,
      requiredClaim: [],
    } as never;
    const faults = (() => {
      try {
        createSecurity(wrong);
        return [];
      } catch (error) {
        return (error as ConfigurationError).faults;
      }
    })();
    expect(faults.length).toBeGreaterThanOrEqual(5);
    expect(faults.join('\n')).toMatch(/requiredClaims/);
    const edPair = pemOf(pairFor('EdDSA').privateKey);
    for (const keys of [
      { privateKey: 'secret' },
      { privateKey: 'x'.repeat(63) },
      { privateKey: '' },
      {},
      { privateKey: edPair, algorithm: 'RS256' },
      { privateKey: pemOf(pairFor('ES384').privateKey), algorithm: 'ES256' },
      { privateKey: pemOf(pairFor('RS256').publicKey) },
      { privateKey: 'no PEM', algorithm: 'ES256' },
      { privateKey: secret, algorithm: 'none' },
      { privateKey: secret, algorithm: 'SHA1' },
    ] as never[])
      expect(
        () => createSecurity({ expiration: '1h', ...(keys as { privateKey: string }) }),
        JSON.stringify(keys),
      ).toThrow(ConfigurationError);
    expect(() =>
      createSecurity({ expiration: '1h', privateKey: edPair, algorithm: 'EdDSA' }),
    ).not.toThrow();
  });

  it('the keys jwt.* of an ini file all work, the two that never did too, so does JWT_*; an unknown or unparsable one is an error that says what was meant', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'table-')), 'app.ini');
    const load = (lines: string, env = {}) => {
      writeFileSync(file, `[app:main]\n${lines}\n`);
      return loadSettings({ file, env });
    };
    const lines = [
      `jwt.private_key = ${secret}`,
      'jwt.algorithm = HS256',
      'jwt.expiration = 900',
      'jwt.leeway = 5',
      'jwt.audience = shop',
      'jwt.http_header = X-Token',
      'jwt.auth_type = JWT',
      'jwt.cookie_name = session',
      'jwt.cookie_path = /app',
      'jwt.cookie_reissue_time = 60',
      'jwt.https_only_cookie = false',
    ];
    const { options } = load(lines.join('\n'), {
      JWT_EXPIRATION: '20m',
      JWT_COOKIE_SESSION_LIFETIME: '12h',
    });
    expect(options).toMatchObject({
      privateKey: secret,
      algorithm: 'HS256',
      expiration: 1200,
      leeway: 5,
      audience: ['shop'],
    });
    const [header, cookie] = (options.policies ?? []) as [HeaderPolicy, CookiePolicy];
    expect(header.settings).toEqual({ httpHeader: 'X-Token', authType: ['JWT'] });
    expect(cookie.settings).toMatchObject({
      cookieName: 'session',
      cookiePath: '/app',
      reissueTime: 60,
      sessionLifetime: 43_200,
      httpsOnly: false,
    });
    expect(() => load('jwt.expiraton = 900')).toThrow(/did you mean jwt\.expiration\?/);
    expect(() => load('', { JWT_COOKIE_REISUE_TIME: '1m' })).toThrow(
      /did you mean JWT_COOKIE_REISSUE_TIME\?/,
    );
    expect(() => load('jwt.expiration = soon')).toThrow(/jwt\.expiration in .* is not a duration/);
    expect(() => load('jwt.https_only_cookie = maybe')).toThrow(/is not a boolean/);
  });

  it('no refusal shows the ACL to the client, and a decision explains it to the server', async () => {
    const { security } = setUp({ root: { acl: [[Allow, 'role:admin', 'edit']] } });
    const auth = await security.authenticate(bearer(await security.createToken('alice')));
    expect(auth.decide('edit').trace()).toHaveLength(1);
    expect(auth.decide('edit').reason).toMatch(/^Denied: nothing in the one acl/);
    const refused = (() => {
      try {
        auth.require('edit');
      } catch (error) {
        return error as AuthError;
      }
      throw new Error('was let in');
    })();
    expect(refused.message).toMatch(/^Denied: nothing in the one acl/);
    expect(JSON.stringify(renderRefusal(refused))).not.toMatch(/role:admin|acl|edit|user:|alice/);
  });
});
