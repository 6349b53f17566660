import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import type { CookieSession } from '../../src/authn/policy.ts';
import { writeWebob } from '../../src/authn/webob.ts';
import { failure } from '../../src/base/errors.ts';
import type { Claims } from '../../src/token/claims.ts';
import { COOKIE, view } from '../support/security.ts';

type Fields = Readonly<Record<string, string | readonly string[]>>;

const NOW = 1_700_000_000;
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln-_';

describe('the credential of a cookie policy', () => {
  const find = (cookie: string | readonly string[], options: CookiePolicyOptions = {}) =>
    cookiePolicy(options).find(view({ cookie }));

  it.each([
    ['among other cookies', `a=1; ${COOKIE}=${TOKEN}; b=2`],
    ['in one of several fields', ['a=1', `${COOKIE}=${TOKEN}`]],
  ])('is the token in its cookie %s', (_, cookie) => {
    expect(find(cookie)).toBe(TOKEN);
  });

  it('is found under a name of the options', () => {
    expect(find(`session=${TOKEN}`, { cookieName: 'session' })).toBe(TOKEN);
  });

  it.each([
    ['the cookie is absent', 'a=1'],
    ['the cookie is empty, as when it was cleared by hand', `${COOKIE}=`],
    ['only a cookie without the prefix is there', `Authorization=${TOKEN}`],
    ['only a cookie of another prefix is there', `__Host-Authorization=${TOKEN}`],
    ['only a name in another case is there', `__host-Http-Authorization=${TOKEN}`],
  ])('is null if %s', (_, cookie) => {
    expect(find(cookie)).toBeNull();
  });

  it('is null if the request has no Cookie field', () => {
    expect(cookiePolicy().find(view())).toBeNull();
  });

  it('is not taken from the Authorization header', () => {
    expect(cookiePolicy().find(view({ authorization: `Bearer ${TOKEN}` }))).toBeNull();
  });

  it.each([
    ['in one field', `${COOKIE}=a; ${COOKIE}=b`, ['a', 'b']],
    ['in two fields', [`${COOKIE}=a`, `${COOKIE}=b`], ['a', 'b']],
    ['with one of them empty', `${COOKIE}=; ${COOKIE}=b`, ['b']],
    ['with one value in two fields', [`${COOKIE}=a`, `${COOKIE}=a`], ['a']],
    ['up to four', [1, 2, 3, 4].map((n) => `${COOKIE}=${n}`).join(';'), ['1', '2', '3', '4']],
  ])('is a list if there are several of the name %s', (_, cookie, tokens) => {
    expect(find(cookie)).toEqual(tokens);
  });

  it('is null if several are empty', () => {
    expect(find(`${COOKIE}=; ${COOKIE}= `)).toBeNull();
  });

  it('is refused as malformed if there are more than four', () => {
    const five = [1, 2, 3, 4, 5].map((n) => `${COOKIE}=${n}`).join('; ');
    expect(find(five)).toMatchObject({ ok: false, code: 'credentials_malformed' });
  });

  it.each([`"${TOKEN}"`, 'a%2Eb'])(
    'is the value as it was sent, which the verifier then refuses: %s',
    (value) => {
      expect(find(`${COOKIE}=${value}`)).toBe(value);
    },
  );
});

describe('the credential of a cookie policy with format webob', () => {
  const find = (value: string) =>
    cookiePolicy({ format: 'webob' }).find(view({ cookie: `Authorization=${value}` }));

  it('is the token inside of the value', () => {
    expect(find(writeWebob(TOKEN))).toBe(TOKEN);
  });

  it('is refused if the token is not wrapped', () => {
    expect(find(TOKEN)).toMatchObject({ ok: false, code: 'token_malformed' });
  });

  it('is null if the cookie is empty', () => {
    expect(find('')).toBeNull();
  });

  it('is what can be read of several, or a failure if nothing can', () => {
    expect(find(`${writeWebob(TOKEN)}; Authorization=${TOKEN}`)).toEqual([TOKEN]);
    expect(find(`a; Authorization=${TOKEN}`)).toMatchObject({ code: 'token_malformed' });
  });
});

describe('a cookie policy', () => {
  it('names its kind, its challenge, its field for Vary and its settings', () => {
    expect(cookiePolicy({ csrf: false })).toMatchObject({
      kind: 'cookie',
      challenge: 'Bearer',
      vary: 'Cookie',
      settings: { csrf: false },
    });
  });

  it('is frozen, and so is its session', () => {
    const policy = cookiePolicy();
    expect([Object.isFrozen(policy), Object.isFrozen(policy.session)]).toEqual([true, true]);
  });

  it('has nothing to add to the failure of a token', () => {
    const refused = failure('token_malformed');
    expect(cookiePolicy().refineFailure(refused, '"')).toBe(refused);
  });

  it('gives its durations and onReissue to the rules of the session', () => {
    const onReissue = () => null;
    const policy = cookiePolicy({ reissueTime: 10, sessionLifetime: '1h', onReissue });
    const { rules } = policy.session as CookieSession;
    expect(rules.isDue({ iat: NOW - 10 }, NOW)).toBe(true);
    expect(rules.endOf({ iat: NOW })).toBe(NOW + 3600);
    expect(rules.ask({})).toBeNull();
  });

  it.each(['jwt', 'webob'] as const)('finds again what its cookie holds in format %s', (format) => {
    const policy = cookiePolicy({ format });
    const { cookie } = policy.session as CookieSession;
    const [, value] = cookie.set(TOKEN, 60, NOW)[0] as readonly [string, string];
    expect(policy.find(view({ cookie: value.split(';')[0] as string }))).toBe(TOKEN);
  });
});

describe('the check of a request with a cookie', () => {
  const check = (
    claims: Claims,
    options: CookiePolicyOptions = {},
    fields: Fields = {},
    method = 'GET',
  ) => cookiePolicy(options).checkRequest?.(view(fields, { method }), claims, NOW, null);
  const hour = { sessionLifetime: '1h' } as const;

  it('refuses a session that has reached its lifetime', () => {
    expect(check({ iat: NOW - 3600 }, hour)).toMatchObject({ code: 'session_expired' });
  });

  it('accepts a session before that', () => {
    expect(check({ iat: NOW - 3599 }, hour)).toBeNull();
  });

  it('accepts any age without a lifetime', () => {
    expect(check({ iat: 0 })).toBeNull();
  });

  it('names the end of the session before the origin', () => {
    expect(check({ iat: 0 }, hour, {}, 'POST')).toMatchObject({ code: 'session_expired' });
  });

  const TRUSTED = { trustedOrigins: ['https://app.example.com'] };
  const FORGED = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
  const unsafe = ['POST', 'PUT', 'PATCH', 'DELETE', 'CONNECT', 'get', 'QUERY', ''];
  const proofs: [string, Fields, boolean][] = [
    ['no proof of its origin', {}, false],
    ['another site as its origin', FORGED, false],
    ['the same origin', { 'sec-fetch-site': 'same-origin' }, true],
    ['the own Origin', { host: 'example.com', origin: 'https://example.com' }, true],
    [
      'a trusted Origin',
      { 'sec-fetch-site': 'same-site', origin: 'https://app.example.com' },
      true,
    ],
  ];
  const unsafeCases = proofs.flatMap(([proof, fields, accepted]) =>
    unsafe.map((method) => ({ method, proof, fields, accepted })),
  );

  it.each(unsafeCases)('for the method "$method" with $proof accepts: $accepted', (given) => {
    const result = check({}, TRUSTED, given.fields, given.method);
    if (given.accepted) expect(result).toBeNull();
    else expect(result).toMatchObject({ ok: false, code: 'cross_origin_refused' });
  });

  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])(
    'asks for no origin for the safe method %s',
    (method) => {
      expect(check({}, TRUSTED, FORGED, method)).toBeNull();
    },
  );

  it('asks for the origin of a WebSocket handshake, which is a GET', () => {
    const handshake = { ...FORGED, connection: 'Upgrade', upgrade: 'websocket' };
    expect(check({}, {}, handshake)).toMatchObject({ code: 'cross_origin_refused' });
    expect(check({}, {}, { upgrade: 'websocket' })).toMatchObject({ code: 'cross_origin_refused' });
    expect(
      check({}, {}, { upgrade: 'websocket', host: 'a.example', origin: 'https://a.example' }),
    ).toBeNull();
  });

  it('asks for no origin with csrf off', () => {
    expect(check({}, { csrf: false }, FORGED, 'POST')).toBeNull();
  });
});

describe('the check of a login or logout', () => {
  const check = (fields: Fields, method = 'POST', options: CookiePolicyOptions = {}) =>
    (cookiePolicy(options).session as CookieSession).checkLogin(view(fields, { method }), null);
  const FORGED = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };

  it.each([
    ['Sec-Fetch-Site says cross-site', FORGED],
    ['Origin is another one', { host: 'example.com', origin: 'https://evil.example' }],
    ['Origin is null', { host: 'example.com', origin: 'null' }],
  ])('refuses an unsafe request if %s', (_, fields) => {
    expect(check(fields)).toMatchObject({ ok: false, code: 'cross_origin_refused' });
  });

  it('refuses a WebSocket handshake of another site', () => {
    expect(check({ ...FORGED, upgrade: 'websocket' }, 'GET')).toMatchObject({
      code: 'cross_origin_refused',
    });
  });

  it.each([
    ['a page of the same origin', { 'sec-fetch-site': 'same-origin' }],
    ['the own Origin', { host: 'example.com', origin: 'https://example.com' }],
    ['a program that shows no origin', {}],
  ])('accepts %s', (_, fields) => {
    expect(check(fields)).toBeNull();
  });

  it('accepts a trusted origin', () => {
    const options = { trustedOrigins: ['https://app.example.com'] };
    expect(check({ origin: 'https://app.example.com' }, 'POST', options)).toBeNull();
  });

  it('accepts a safe method, as a redirect from a provider has', () => {
    expect(check(FORGED, 'GET')).toBeNull();
  });

  it('accepts everything with csrf off', () => {
    expect(check(FORGED, 'POST', { csrf: false })).toBeNull();
  });
});
