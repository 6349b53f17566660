import { describe, expect, it } from 'vitest';
import type {
  AuthContext,
  AuthenticationPolicy,
  Claims,
  IssuerOptions,
  SecurityOptions,
} from '../../src/index.ts';
import { Allow, cookiePolicy, user } from '../../src/index.ts';
import {
  AUDIENCE,
  issOf,
  issuerOf,
  others,
  OWN,
  ownAndOthers,
  tokenBy,
} from '../support/providers.ts';
import { EVERY_KIND } from '../../src/token/token-kind.ts';
import type { SetUp } from '../support/security.ts';
import { bearer, login, NOW, setCookies, tokenIn, view } from '../support/security.ts';

/** The code of a refused token, or `ok`. The third use of a good token is a hit of the cache. */
async function codeOf({ security }: SetUp, token: string): Promise<string> {
  const codes: string[] = [];
  for (let use = 0; use < 3; use++)
    codes.push((await security.authenticate(bearer(token))).failure?.code ?? 'ok');
  expect(new Set(codes).size, codes.join()).toBe(1);
  return codes[0] as string;
}
const authOf = async ({ security }: SetUp, token: string): Promise<AuthContext> =>
  security.authenticate(bearer(token));

describe('a token of one of several issuers', () => {
  it('is verified with the keys of the issuer that it names, and no others (R053)', async () => {
    const set = ownAndOthers();
    expect(await codeOf(set, tokenBy('a'))).toBe('ok');
    expect(await codeOf(set, tokenBy('b'))).toBe('ok');
    expect(await codeOf(set, await set.security.createToken('alice'))).toBe('ok');
    // Signed by b, and says a.
    expect(await codeOf(set, tokenBy('b', { iss: issOf('a') }))).toBe('token_key_unknown');
    expect(await codeOf(set, tokenBy('b', { iss: issOf('a') }, { kid: 'a' }))).toBe(
      'token_signature_invalid',
    );
    expect(await codeOf(set, tokenBy('b', { iss: OWN }))).toBe('token_algorithm_refused');
  });

  it.each([
    [undefined],
    [''],
    ['https://a.example.com'],
    ['HTTPS://A.EXAMPLE.COM/'],
    ['https://a.example.com/x'],
    ['https://evil.example.com/'],
    [null],
    [[issOf('a')]],
    [{ toString: issOf('a') }],
    [7],
    ['__proto__'],
    ['constructor'],
  ])('is refused if its iss is %j: it is compared exactly (R070)', async (iss) => {
    for (const set of [ownAndOthers(), others()])
      expect(await codeOf(set, tokenBy('a', { iss }))).toBe('token_issuer_mismatch');
  });

  it('gives a user of that issuer (R073)', async () => {
    const set = ownAndOthers();
    const a = await authOf(set, tokenBy('a'));
    const b = await authOf(set, tokenBy('b'));
    const own = await authOf(set, await set.security.createToken('alice'));
    expect([a, b, own].map((auth) => [auth.issuer, auth.userId, auth.principals[2]])).toEqual([
      ['a', 'alice', 'user@a:alice'],
      ['b', 'alice', 'user@b:alice'],
      [null, 'alice', 'user:alice'],
    ]);
  });

  it('opens what an ACL grants to the user of that issuer', async () => {
    const root = { acl: [[Allow, user('alice', 'a'), 'edit'] as const] };
    const set = ownAndOthers({}, { root });
    expect((await authOf(set, tokenBy('a'))).permits('edit')).toBe(true);
    expect((await authOf(set, tokenBy('b'))).permits('edit')).toBe(false);
    expect((await authOf(set, await set.security.createToken('alice'))).permits('edit')).toBe(
      false,
    );
  });

  it('is not the own user whatever userPrincipal returns', async () => {
    const set = ownAndOthers({}, { userPrincipal: (id) => `u:${id}` });
    expect((await authOf(set, tokenBy('a'))).principals[2]).toBe('user@a:alice');
    expect((await authOf(set, await set.security.createToken(7))).principals[2]).toBe('u:7');
  });

  it('is accepted without an own key, which makes no tokens then', async () => {
    const set = others();
    expect((await authOf(set, tokenBy('a'))).principals).toEqual([
      'system.Everyone',
      'system.Authenticated',
      'user@a:alice',
    ]);
    await expect(set.security.createToken('alice')).rejects.toThrow(/key/);
    const auth = await set.security.authenticate(view());
    expect(() => auth.remember('alice')).toThrow(/key that can sign/);
  });

  it('shows its issuer to the callback', async () => {
    const seen: unknown[] = [];
    const set = ownAndOthers(
      {},
      {
        callback: (id, { issuer }) => {
          seen.push([id, issuer]);
          return [];
        },
      },
    );
    await authOf(set, tokenBy('a'));
    await authOf(set, await set.security.createToken('alice'));
    expect(seen).toEqual([
      ['alice', 'a'],
      ['alice', null],
    ]);
  });
});

describe('each issuer', () => {
  it('must name the audience, which another issuer need not (R053)', async () => {
    const set = ownAndOthers({ audience: 'for-a' });
    expect(await codeOf(set, tokenBy('a'))).toBe('token_audience_mismatch');
    expect(await codeOf(set, tokenBy('a', { aud: ['x', 'for-a'] }))).toBe('ok');
    expect(await codeOf(set, tokenBy('b', { aud: 'for-a' }))).toBe('token_audience_mismatch');
    expect(await codeOf(set, tokenBy('a', { aud: undefined }))).toBe('token_audience_mismatch');
  });

  it('has algorithms of its own', async () => {
    const set = ownAndOthers({ keys: issuerOf('a').keys, algorithms: ['ES256', 'RS256'] });
    expect(await codeOf(set, tokenBy('a'))).toBe('ok');
    expect(await codeOf(set, tokenBy('a', {}, { alg: 'RS256' }))).toBe('token_algorithm_refused');
    expect(await codeOf(set, tokenBy('a', {}, { alg: 'none' }))).toBe('token_algorithm_refused');
    expect(await codeOf(set, tokenBy('a', {}, { alg: 'HS512' }))).toBe('token_algorithm_refused');
  });

  it.each([[{ exp: undefined }], [{ exp: null }], [{ exp: '1700000300' }]])(
    'must write an end: %j',
    async (claims) => {
      expect(await codeOf(others(), tokenBy('a', claims))).toBe('token_claims_invalid');
    },
  );

  it('may have a clock that differs by a minute, or by its own leeway', async () => {
    const iat = NOW - 300;
    const late = tokenBy('a', { iat, exp: NOW - 59 });
    expect(await codeOf(others(), late)).toBe('ok');
    expect(await codeOf(others(), tokenBy('a', { iat, exp: NOW - 60 }))).toBe('token_expired');
    expect(await codeOf(others({ leeway: 0 }), late)).toBe('token_expired');
    expect(await codeOf(ownAndOthers({ leeway: 0 }), late)).toBe('token_expired');
    expect(await codeOf(others(), tokenBy('a', { nbf: NOW + 60 }))).toBe('ok');
  });

  it('may have a greatest age, and claims that are required', async () => {
    const set = ownAndOthers({ maxTokenAge: '1m', requiredClaims: ['email'] });
    const email = 'a@example.com';
    expect(await codeOf(set, tokenBy('a', { email }))).toBe('ok');
    expect(await codeOf(set, tokenBy('a', { email, iat: NOW - 61 }))).toBe('token_expired');
    expect(await codeOf(set, tokenBy('a', { email, iat: undefined }))).toBe('token_claims_invalid');
    expect(await codeOf(set, tokenBy('a'))).toBe('token_claims_invalid');
    expect(await codeOf(set, tokenBy('b', { iat: NOW - 61 }))).toBe('ok');
  });

  it('may name the user by another claim', async () => {
    const set = ownAndOthers({ userIdClaim: 'oid' });
    expect((await authOf(set, tokenBy('a', { oid: 'x' }))).userId).toBe('x');
    for (const oid of [undefined, '', null, ['x'], 1.5])
      expect(await codeOf(set, tokenBy('a', { oid }))).toBe('token_claims_invalid');
    expect((await authOf(set, tokenBy('b', { oid: 'x' }))).userId).toBe('alice');
  });

  it('may require claims to have values', async () => {
    const set = others({ expect: { azp: ['web', 'app'], email_verified: true } });
    const good = { azp: 'app', email_verified: true };
    expect(await codeOf(set, tokenBy('a', good))).toBe('ok');
    const bad = [
      { azp: 'other' },
      { azp: undefined },
      { azp: ['app'] },
      { azp: 'APP' },
      { email_verified: 'true' },
      { email_verified: 1 },
      { email_verified: null },
    ];
    for (const one of bad)
      expect(await codeOf(set, tokenBy('a', { ...good, ...one }))).toBe('token_claims_invalid');
  });

  it('may name the audience in another claim, and then has no aud', async () => {
    const set = others({ audience: 'client-1', audienceClaim: 'client_id' });
    const cognito = { aud: undefined, client_id: 'client-1' };
    expect(await codeOf(set, tokenBy('a', cognito))).toBe('ok');
    for (const client_id of ['client-2', undefined, ['client-1'], ''])
      expect(await codeOf(set, tokenBy('a', { ...cognito, client_id }))).toBe(
        'token_audience_mismatch',
      );
    expect(await codeOf(set, tokenBy('a', { ...cognito, aud: 'client-1' }))).toBe(
      'token_audience_mismatch',
    );
  });

  it('may write access tokens of RFC 9068', async () => {
    const set = others({ profile: 'at+jwt' });
    const whole = { client_id: 'web', jti: 'j' };
    for (const typ of ['at+jwt', 'application/at+jwt', 'AT+JWT'])
      expect(await codeOf(set, tokenBy('a', whole, { typ }))).toBe('ok');
    for (const typ of ['JWT', undefined, 'id+jwt', 'session+jwt'])
      expect(await codeOf(set, tokenBy('a', whole, { typ }))).toBe('token_type_refused');
    for (const name of ['exp', 'sub', 'client_id', 'iat', 'jti'])
      expect(
        await codeOf(set, tokenBy('a', { ...whole, [name]: undefined }, { typ: 'at+jwt' })),
      ).toBe('token_claims_invalid');
  });
});

describe('a token of another issuer', () => {
  it.each(['session+jwt', 'refresh+jwt', 'limited+jwt', 'ticket+jwt', 'application/session+jwt'])(
    'never is of an own kind: %s',
    async (typ) => {
      const set = ownAndOthers();
      const token = tokenBy('a', { auth_time: NOW, sid: 's', jti: 'j', lim: {} }, { typ });
      expect(await codeOf(set, token)).toBe('token_type_refused');
      for (const kind of EVERY_KIND)
        expect(await set.security.verifyToken(token, { kind })).toMatchObject({
          error: { code: 'token_type_refused' },
        });
    },
  );

  it('opens nothing in the cookie of own sessions, also if that takes access tokens', async () => {
    for (const accepts of [['session'], ['session', 'access']] as const) {
      const { security } = ownAndOthers({}, { policies: [cookiePolicy({ accepts })] });
      const cookie = `__Host-Http-Authorization=${tokenBy('a')}`;
      const auth = await security.authenticate(view({ cookie }));
      expect(auth.isAuthenticated).toBe(false);
      expect(auth.failure?.code).toMatch(/token_(type_refused|issuer_mismatch)/);
    }
  });

  it('has no session of ours, and says nothing of a login without auth_time', async () => {
    const set = ownAndOthers({}, { root: { acl: [[Allow, 'system.Authenticated', 'pay']] } });
    const silent = await authOf(set, tokenBy('a', { sid: 's' }));
    expect(silent.session).toBeNull();
    expect(() => silent.require('pay', { maxAuthAge: '5m' })).toThrow();
    const says = await authOf(set, tokenBy('a', { auth_time: NOW - 10 }));
    says.require('pay', { maxAuthAge: '5m' });
    const own = await authOf(set, await set.security.createToken('alice'));
    own.require('pay', { maxAuthAge: '5m' });
  });

  it('says in the reason which issuer was asked, what was expected and what it says', async () => {
    const set = ownAndOthers({ expect: { tid: 't1' } });
    const reasonOf = async (token: string) => (await authOf(set, token)).failure?.reason;
    const asked = 'The token names the issuer a ("https://a.example.com/").';
    expect(await reasonOf(tokenBy('a', { tid: 't1', aud: 'x' }))).toBe(
      `The token is meant for another audience (aud). ${asked} Expected as aud: "${AUDIENCE}"; the token says "x".`,
    );
    expect(await reasonOf(tokenBy('a', { tid: 't2' }))).toBe(
      `The claim tid is not what is expected: "t1"; the token says "t2". ${asked}`,
    );
    expect(await reasonOf(tokenBy('a', {}, { kid: 'k9' }))).toContain(
      `${asked} Expected as kid: "a"; the token says "k9".`,
    );
    expect(await reasonOf(tokenBy('a', {}, { typ: 'at+jwt' }))).toContain(
      `${asked} Expected as typ: "JWT"; the token says "at+jwt".`,
    );
    expect(await reasonOf(tokenBy('a', {}, { alg: 'RS256' }))).toContain(
      `${asked} Expected as alg: "ES256"; the token says "RS256".`,
    );
    expect(await reasonOf(tokenBy('a', { iat: NOW - 300, exp: NOW - 100 }))).toContain(asked);
    expect(await reasonOf(tokenBy('c'))).toBe(
      `The issuer of the token (iss) is none of the configured ones. Expected: "${OWN}", "${issOf('a')}" or "${issOf('b')}"; the token says "${issOf('c')}".`,
    );
    expect(set.events[0]).toMatchObject({ event: 'authentication_refused', issuer: 'a' });
    expect(set.events.at(-1)).toMatchObject({ event: 'authentication_refused', issuer: null });
  });

  it('cannot control the log, or fill it, by what it says', async () => {
    const set = ownAndOthers();
    const auth = await authOf(set, tokenBy('a', { iss: `\u001b[2J\n${'x'.repeat(4000)}` }));
    expect(auth.failure?.reason).toMatch(/the token says "\\u001b\[2J\\nx+…\.$/);
    expect(auth.failure?.reason.length).toBeLessThan(500);
  });
});

describe('cookiePolicy({ issuers })', () => {
  const policies = [cookiePolicy({ cookieName: 'idp', issuers: ['a'] }), cookiePolicy()];
  const ask = (set: SetUp, cookie: string, more: object = {}) =>
    set.security.authenticate(view({ cookie, host: 'app.example.com' }, more));

  it('reads the access tokens of these issuers, and of no others', async () => {
    const set = ownAndOthers({}, { policies });
    expect(await ask(set, `idp=${tokenBy('a')}`)).toMatchObject({ userId: 'alice', issuer: 'a' });
    expect((await ask(set, `idp=${tokenBy('b')}`)).failure?.code).toBe('token_issuer_mismatch');
    const own = await set.security.createToken('alice');
    expect((await ask(set, `idp=${own}`)).failure?.code).toBe('token_issuer_mismatch');
    const session = tokenIn(await login(set));
    expect((await ask(set, `idp=${session}`)).failure?.code).toBe('token_type_refused');
  });

  it('never writes: neither a renewal nor a logout', async () => {
    const set = ownAndOthers({}, { policies: [policies[0] as AuthenticationPolicy] });
    const auth = await ask(set, `idp=${tokenBy('a', { iat: NOW - 200 })}`);
    await auth.forget();
    expect(setCookies(auth.take(200))).toEqual([]);
  });

  it('asks for the origin of a request that may change something', async () => {
    const set = others({}, { policies: [policies[0] as AuthenticationPolicy] });
    const cookie = `idp=${tokenBy('a')}`;
    expect((await ask(set, cookie, { method: 'POST' })).failure?.code).toBe('cross_origin_refused');
  });

  it('counts the tokens of two issuers as those of two users (R073)', async () => {
    const policy = cookiePolicy({ cookieName: 'idp', issuers: ['a', 'b'] });
    const set = ownAndOthers({}, { policies: [policy] });
    const auth = await ask(set, `idp=${tokenBy('a')}; idp=${tokenBy('b')}`);
    expect(auth.failure?.code).toBe('credentials_malformed');
    const twice = await ask(set, `idp=${tokenBy('a')}; idp=${tokenBy('a', { iat: NOW - 9 })}`);
    expect(twice.claims).toMatchObject({ iat: NOW });
  });

  it('needs a name, and takes no option of a cookie that is written', () => {
    expect(() => cookiePolicy({ issuers: ['a'] })).toThrow(/cookieName is missing/);
    expect(() => cookiePolicy({ cookieName: 'c', issuers: [] })).toThrow(/names of issuers/);
    for (const more of [
      { reissueTime: 5 },
      { domains: ['a.b'] },
      { accepts: ['session'] as const },
    ])
      expect(() => cookiePolicy({ cookieName: 'c', issuers: ['a'], ...more })).toThrow(/no effect/);
  });

  it('is a fault for an issuer that is none, and an own cookie without an own key', () => {
    const unknown = cookiePolicy({ cookieName: 'c', issuers: ['aa'] });
    expect(() => others({}, { policies: [unknown] })).toThrow(/"aa".*did you mean a\?/);
    expect(() => others({}, { policies: [cookiePolicy()] })).toThrow(/tokens of your own/);
  });
});

describe('userId of an issuer', () => {
  const rows = new Map([['alice', 42]]);
  const mapped = (userId: IssuerOptions['userId'], more: Partial<SecurityOptions> = {}) =>
    ownAndOthers({ userId }, more);

  it.each([
    ['at once', (claims: Claims) => rows.get(claims.sub as string) ?? null],
    ['later', async (claims: Claims) => rows.get(claims.sub as string) ?? null],
  ])('finds a user of the application %s', async (_, userId) => {
    const set = mapped(userId);
    const auth = await authOf(set, tokenBy('a'));
    expect([auth.userId, auth.issuer, auth.principals[2]]).toEqual([42, 'a', 'user:42']);
    expect((await authOf(set, tokenBy('b'))).principals[2]).toBe('user@b:alice');
    const unknown = await authOf(set, tokenBy('a', { sub: 'bob' }));
    expect([unknown.failure?.code, unknown.userId]).toEqual(['user_unknown', null]);
  });

  it.each([
    ['undefined', () => undefined as never],
    ['an empty string', () => ''],
    ['a list', () => ['x'] as never],
    ['a fraction', () => 1.5],
  ])('that returns %s refuses with 503', async (_, userId) => {
    const set = mapped(userId);
    expect((await authOf(set, tokenBy('a'))).failure?.code).toBe('user_unavailable');
    expect(set.events[0]).toMatchObject({ event: 'callback_failed' });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['rejects', () => Promise.reject(new Error('down'))],
  ])('that %s refuses with 503', async (_, userId) => {
    const set = mapped(userId);
    expect((await authOf(set, tokenBy('a'))).failure?.code).toBe('user_unavailable');
    expect(set.events[0]).toMatchObject({
      event: 'callback_failed',
      reason:
        'userId of the issuer threw or rejected, so the request is anonymous and guards answer 503.',
    });
  });

  it('is not asked for a token that is refused (R056)', async () => {
    let asked = 0;
    const set = mapped(() => asked++);
    await authOf(set, tokenBy('b', { iss: issOf('a') }, { kid: 'a' }));
    await authOf(set, tokenBy('a', { aud: 'x' }));
    expect(asked).toBe(0);
  });

  it('shows the callback whose claims it sees, and load whose user it is', async () => {
    const seen: unknown[] = [];
    const callback = {
      load: (id: unknown, { issuer }: { issuer: string | null }) => (
        seen.push(['load', id, issuer]), []
      ),
      add: (id: unknown, { issuer }: { issuer: string | null }) => (
        seen.push(['add', id, issuer]), []
      ),
      cacheFor: '5m' as const,
    };
    await authOf(
      mapped(() => 42, { callback }),
      tokenBy('a'),
    );
    await authOf(mapped(undefined, { callback }), tokenBy('a'));
    expect(seen).toEqual([
      ['load', 42, null],
      ['add', 42, 'a'],
      ['load', 'alice', 'a'],
      ['add', 'alice', 'a'],
    ]);
  });
});
