import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { AuthContext } from '../../src/index.ts';
import {
  Allow,
  AllPermissions,
  allowlist,
  cookiePolicy,
  createSecurity,
  denylist,
  headerPolicy,
  keyRing,
  memoryStore,
  user,
} from '../../src/index.ts';
import { testClock } from '../../src/testing/clock.ts';
import type { SetUp } from '../support/security.ts';
import {
  bearer,
  claimsIn,
  handMade,
  headerIn,
  login,
  NOW,
  post,
  setUp,
  START,
  view,
} from '../support/security.ts';

const pem = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const PAIR = { ...pem, algorithm: 'EdDSA' } as const;
const root = { acl: [[Allow, user('alice'), AllPermissions]] } as const;
const both = { policies: [headerPolicy(), cookiePolicy()] };
const authOf = async ({ security }: SetUp, options = {}): Promise<AuthContext> =>
  security.authenticate(bearer(await security.createToken('alice', {}, options)));

describe('auth.forward', () => {
  it('makes a token of the same user for another service, for 5 minutes', async () => {
    const set = setUp({ root, expiration: '1h' });
    const auth = await authOf(set);
    const token = await auth.forward({ audience: 'billing' });
    expect(headerIn(token)['typ']).toBe('JWT');
    expect(claimsIn(token)).toMatchObject({ sub: 'alice', aud: 'billing', exp: NOW + 300 });
    const several = await auth.forward({ audience: ['billing', 'mail'], expiration: '30s' });
    expect(claimsIn(several)).toMatchObject({ aud: ['billing', 'mail'], exp: NOW + 30 });
  });

  it('lasts no longer than the token of the request', async () => {
    const set = setUp({ root, expiration: '1m' });
    const auth = await authOf(set);
    set.wait(50);
    for (const expiration of [undefined, '1h'] as const)
      expect(claimsIn(await auth.forward({ audience: 'b', expiration }))['exp']).toBe(NOW + 60);
    set.wait(11);
    await expect(auth.forward({ audience: 'b' })).rejects.toMatchObject({ code: 'token_expired' });
  });

  it('lasts no longer than maxTokenAge and the session of a cookie allow', async () => {
    const aged = setUp({ root, expiration: '1h', maxTokenAge: '2m' });
    expect(claimsIn(await (await authOf(aged)).forward({ audience: 'b' }))['exp']).toBe(NOW + 120);
    const policies = [cookiePolicy({ sessionLifetime: '90s' })];
    const set = setUp({ root, expiration: '1h', policies });
    const auth = await set.security.authenticate(view({ cookie: await login(set) }));
    expect(claimsIn(await auth.forward({ audience: 'b' }))['exp']).toBe(NOW + 90);
  });

  it('has the claims of the application, and none of a cookie', async () => {
    const set = setUp({ root, ...both });
    const signIn = await set.security.authenticate(post({}));
    await signIn.remember('alice', { roles: ['admin'] }, { persistent: false, lifetime: '8h' });
    const [, cookie = ''] = signIn.take(200).find(([name]) => name === 'Set-Cookie') ?? [];
    const auth = await set.security.authenticate(view({ cookie: cookie.split(';')[0] as string }));
    const claims = claimsIn(await auth.forward({ audience: 'b' }));
    expect(claims).toMatchObject({ roles: ['admin'], sid: auth.session?.id, auth_time: NOW });
    expect(Object.keys(claims).filter((name) => /cookie|lifetime|nbf/.test(name))).toEqual([]);
  });

  it('does not make the login look fresh', async () => {
    const set = setUp({ root, expiration: '1h' });
    const auth = await authOf(set);
    set.wait(600);
    const token = await auth.forward({ audience: 'b' });
    expect(claimsIn(token)).toMatchObject({ iat: NOW + 600, auth_time: NOW });
    const ofCookie = handMade({ sub: 'alice', iat: NOW, exp: NOW + 9e3, lim: {} }, LIMITED);
    const forwarded = await (await set.security.authenticate(bearer(ofCookie))).forward({
      audience: 'b',
    });
    expect(headerIn(forwarded)['typ']).toBe('limited+jwt');
    expect('auth_time' in claimsIn(forwarded)).toBe(false);
  });

  it('is narrowed by only, and never widened', async () => {
    const set = setUp({ root });
    const limOf = async (limits: object, only?: readonly string[]): Promise<unknown> => {
      const auth = await authOf(set, limits);
      const token = await auth.forward({ audience: 'b', ...(only === undefined ? {} : { only }) });
      return claimsIn(token)['lim'];
    };
    expect(await limOf({})).toBeUndefined();
    expect(await limOf({}, ['a', 'b', 'a'])).toEqual({ permissions: ['a', 'b'] });
    expect(await limOf({ only: ['a', 'b'] })).toEqual({ permissions: ['a', 'b'] });
    expect(await limOf({ only: ['a', 'b'] }, ['b', 'c'])).toEqual({ permissions: ['b'] });
    expect(await limOf({ only: ['a'] }, ['c'])).toEqual({ permissions: [] });
    expect(await limOf({ resource: { name: 'r' } }, ['c'])).toEqual({
      resource: 'r',
      permissions: ['c'],
    });
  });

  it.each([{}, { audience: '' }, { audience: null }, { audience: [] }, { audience: [''] }])(
    'needs an audience: %j',
    async (options) => {
      const auth = await authOf(setUp({ root }));
      await expect(auth.forward(options as never)).rejects.toThrow(TypeError);
    },
  );

  it('refuses options that it does not have, and values of the wrong type', async () => {
    const auth = await authOf(setUp({ root }));
    const wrong = (options: object): Promise<string> =>
      auth.forward({ audience: 'b', ...options } as never);
    await expect(wrong({ audiences: 'c' })).rejects.toThrow(/did you mean audience/);
    for (const only of [undefined, null, [], 'a', [''], [4]])
      await expect(wrong({ only })).rejects.toThrow(/^only of auth.forward/);
    for (const expiration of [null, 'never', 'x', {}])
      await expect(wrong({ expiration })).rejects.toThrow(/^expiration of auth.forward/);
    await expect(wrong({ expiration: 0 })).rejects.toThrow(RangeError);
  });

  it('refuses an anonymous request with 401', async () => {
    const { security } = setUp({ root });
    const auth = await security.authenticate(view());
    await expect(auth.forward({ audience: 'b' })).rejects.toMatchObject({
      code: 'credentials_missing',
      status: 401,
    });
  });

  it('needs a key that can sign', async () => {
    const signing = createSecurity({ ...PAIR, expiration: '1m', root });
    const reading = createSecurity({ publicKey: PAIR.publicKey, algorithm: 'EdDSA', root });
    const auth = await reading.authenticate(bearer(await signing.createToken('alice')));
    await expect(auth.forward({ audience: 'b' })).rejects.toMatchObject({
      code: 'setup_incomplete',
    });
  });
});

const LIMITED = { alg: 'HS512', typ: 'limited+jwt' };

describe('a forwarded token', () => {
  it.each([
    ['denylist', denylist],
    ['allowlist', allowlist],
  ] as const)('ends with the token of the request, by %s', async (_name, list) => {
    const clock = testClock(START);
    const store = memoryStore({ clock });
    const options = { root, expiration: '1h', clock, ...both } as const;
    const one = setUp({ ...options, revocation: list(store) });
    const next = setUp({ ...options, audience: 'billing', revocation: list(store) });
    const codeOf = async (token: string): Promise<string> => {
      const auth = await next.security.authenticate(bearer(token));
      return auth.failure?.code ?? String(auth.userId);
    };
    const cookie = await login(one);
    const auth = await one.security.authenticate(view({ cookie }));
    const ofSession = await auth.forward({ audience: 'billing' });
    const own = await one.security.createToken('alice');
    const ofToken = await (await one.security.authenticate(bearer(own))).forward({
      audience: 'billing',
    });
    const ofUser = await (
      await one.security.authenticate(bearer(await one.security.createToken('alice')))
    ).forward({ audience: 'billing', only: ['read'] });
    const all = [ofSession, ofToken, ofUser];
    expect(await Promise.all(all.map(codeOf))).toEqual(Array(3).fill('alice'));
    const hear = () => next.security.revokeUser('nobody');
    await one.security.revokeSession(auth.session?.id as string);
    await one.security.revokeToken(own);
    await hear();
    expect(await Promise.all(all.map(codeOf))).toEqual(['token_revoked', 'token_revoked', 'alice']);
    await one.security.revokeUser('alice');
    await hear();
    expect(await codeOf(ofUser)).toBe('token_revoked');
  });

  it('is obeyed by a service that trusts this one with limits, and refused by others', async () => {
    const keys = keyRing([{ kid: 'a', algorithm: 'EdDSA', publicKey: PAIR.publicKey }]);
    const iss = 'https://one.example';
    const one = setUp({ root, issuer: iss, ...PAIR });
    const auth = await authOf(one);
    const token = await auth.forward({ audience: 'billing', only: ['read'] });
    const next = (limits: object) =>
      setUp({
        issuer: 'https://next.example',
        root: { acl: [[Allow, user('alice', 'one'), AllPermissions]] },
        issuers: [{ name: 'one', issuer: iss, keys, audience: 'billing', ...limits }],
      }).security;
    const trusting = await next({ limits: true }).authenticate(bearer(token));
    expect([trusting.permits('read'), trusting.permits('edit')]).toEqual([true, false]);
    expect(trusting.limits).toMatchObject({ permissions: ['read'] });
    const other = await next({}).authenticate(bearer(token));
    expect(other.failure?.code).toBe('token_type_refused');
    await expect(trusting.forward({ audience: 'c' })).rejects.toThrow(/is of the issuer one/);
    await expect(trusting.forward({ audience: 'c' })).rejects.toThrow(TypeError);
  });
});
