import { parseSetCookie } from 'cookie-es';
import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import { writeWebob } from '../../src/authn/webob.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { failure } from '../../src/base/errors.ts';
import type { RequestView } from '../../src/http/request-view.ts';
import type { Claims } from '../../src/token/claims.ts';

type Fields = Record<string, string | readonly string[]>;

const NOW = 1_700_000_000;
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln-_';

function viewOf(fields: Fields = {}, method = 'GET'): RequestView {
  return {
    method,
    secure: true,
    header: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
  };
}

const find = (cookie: string | readonly string[], options: CookiePolicyOptions = {}) =>
  cookiePolicy(options).find(viewOf({ cookie }));
const session = (options: CookiePolicyOptions = {}) => cookiePolicy(options).session;
const values = (headers: readonly (readonly [string, string])[]) =>
  headers.map(([name, value]) => `${name}: ${value}`);

describe('the cookie policy finds', () => {
  it('the token in its cookie', () => {
    expect(find(`a=1; __Host-Authorization=${TOKEN}`)).toBe(TOKEN);
    expect(find(['a=1', `__Host-Authorization=${TOKEN}`])).toBe(TOKEN);
    expect(find(`session=${TOKEN}`, { cookieName: 'session' })).toBe(TOKEN);
  });

  it('nothing where its cookie is absent, empty or only the unprefixed one is there', () => {
    expect(cookiePolicy().find(viewOf())).toBeNull();
    expect(find('a=1')).toBeNull();
    expect(find('__Host-Authorization=')).toBeNull();
    expect(find(`Authorization=${TOKEN}`)).toBeNull();
    expect(find(`__host-Authorization=${TOKEN}`)).toBeNull();
  });

  it('nothing in the header Authorization', () => {
    expect(cookiePolicy().find(viewOf({ authorization: `Bearer ${TOKEN}` }))).toBeNull();
  });

  it('a malformed credential where its cookie is there twice, even when one of them is empty', () => {
    const refused = expect.objectContaining({
      ok: false,
      code: 'credentials_malformed',
      status: 400,
    });
    expect(find('__Host-Authorization=a; __Host-Authorization=b')).toEqual(refused);
    expect(find('__Host-Authorization=; __Host-Authorization=b')).toEqual(refused);
    expect(find(['__Host-Authorization=a', '__Host-Authorization=a'])).toEqual(refused);
  });

  it('the value as it was sent, quotes and percent signs and all, for the token check to refuse', () => {
    expect(find(`__Host-Authorization="${TOKEN}"`)).toBe(`"${TOKEN}"`);
    expect(find('__Host-Authorization=a%2Eb')).toBe('a%2Eb');
  });

  it('in the format of the original the token inside, and refuses a bare one', () => {
    expect(find(`Authorization=${writeWebob(TOKEN)}`, { format: 'webob' })).toBe(TOKEN);
    expect(find(`Authorization=${TOKEN}`, { format: 'webob' })).toMatchObject({
      code: 'token_malformed',
    });
    expect(find('Authorization=', { format: 'webob' })).toBeNull();
  });
});

describe('the cookie policy', () => {
  it('says what it is, and shows its settings', () => {
    expect(cookiePolicy({ csrf: false })).toMatchObject({
      kind: 'cookie',
      vary: 'Cookie',
      challenge: 'Bearer',
      settings: { csrf: false },
    });
  });

  it('leaves the reason of a refusal as it is', () => {
    const refused = failure('token_malformed');
    expect(cookiePolicy().explain(refused, '"')).toBe(refused);
  });
});

describe('the cookie policy admits', () => {
  const admit = (claims: Claims, options: CookiePolicyOptions, now = NOW, view = viewOf()) =>
    cookiePolicy(options).admit(view, claims, now);
  const hour = { sessionLifetime: '1h' } as const;
  const expired = expect.objectContaining({ code: 'session_expired', status: 401 });

  it('a session to the second before its end', () => {
    expect(admit({ iat: NOW - 3599 }, hour)).toBeNull();
    expect(admit({ iat: NOW - 3600 }, hour, NOW - 0.001)).toBeNull();
    expect(admit({ iat: NOW - 3600 }, hour)).toEqual(expired);
  });

  it('a session by the login, not by the last reissue', () => {
    expect(admit({ iat: NOW, auth_time: NOW - 3600 }, hour)).toEqual(expired);
    expect(admit({ iat: NOW, auth_time: NOW - 3599 }, hour)).toBeNull();
    expect(admit({ auth_time: NOW - 3599 }, hour)).toBeNull();
  });

  it.each([NOW + 1, NOW - 3599, Number.NaN, Number.POSITIVE_INFINITY, String(NOW), null])(
    'no longer session for a wrong auth_time of %j',
    (auth_time) => {
      expect(admit({ iat: NOW - 3600, auth_time } as Claims, hour)).toEqual(expired);
    },
  );

  it('no session whose beginning is unknown or lies in the future with no iat to vouch for it', () => {
    expect(admit({}, hour)).toEqual(expired);
    expect(admit({}, hour, 5)).toEqual(expired);
    expect(admit({ iat: Number.NaN }, hour)).toEqual(expired);
    expect(admit({ iat: String(NOW) } as unknown as Claims, hour)).toEqual(expired);
    expect(admit({ auth_time: NOW + 1 }, hour)).toEqual(expired);
  });

  it('an iat in the future, which the token check has allowed as leeway', () => {
    expect(admit({ iat: NOW + 5 }, hour)).toBeNull();
  });

  it('any age where no lifetime is set', () => {
    expect(admit({}, {})).toBeNull();
    expect(admit({ iat: 0 }, {})).toBeNull();
  });

  const proofs: [string, Fields, boolean][] = [
    ['none', {}, false],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['the same origin', { 'sec-fetch-site': 'same-origin' }, true],
    ['the own Origin', { host: 'example.com', origin: 'https://example.com' }, true],
    [
      'a trusted Origin',
      { 'sec-fetch-site': 'same-site', origin: 'https://app.example.com' },
      true,
    ],
  ];
  it.each(proofs)('an unsafe method by its proof: %s', (_, fields, good) => {
    const options = { trustedOrigins: ['https://app.example.com'] };
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'get', 'QUERY', '']) {
      const answer = admit({}, options, NOW, viewOf(fields, method));
      expect(answer).toEqual(
        good ? null : expect.objectContaining({ code: 'cross_origin_refused', status: 403 }),
      );
    }
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'TRACE'])
      expect(admit({}, options, NOW, viewOf(fields, method))).toBeNull();
    expect(admit({}, { ...options, csrf: false }, NOW, viewOf(fields, 'POST'))).toBeNull();
  });

  it('names the end of the session before the origin', () => {
    expect(admit({ iat: 0 }, hour, NOW, viewOf({}, 'POST'))).toEqual(expired);
  });
});

describe('a login may be answered with a cookie', () => {
  const may = (fields: Fields, method = 'POST', options: CookiePolicyOptions = {}) =>
    session(options).mayRemember(viewOf(fields, method));

  it('unless another site sent it by an unsafe method', () => {
    const forged = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };
    expect(may(forged)).toMatchObject({ code: 'cross_origin_refused' });
    expect(may({ host: 'example.com', origin: 'https://evil.example' })).toMatchObject({
      code: 'cross_origin_refused',
    });
    expect(may({ host: 'example.com', origin: 'null' })).toMatchObject({
      code: 'cross_origin_refused',
    });
    expect(may(forged, 'GET')).toBeNull();
    expect(may(forged, 'POST', { csrf: false })).toBeNull();
  });

  it('to the own pages, to trusted ones, and to a program that shows no origin at all', () => {
    expect(may({ 'sec-fetch-site': 'same-origin' })).toBeNull();
    expect(may({ host: 'example.com', origin: 'https://example.com' })).toBeNull();
    expect(
      may({ origin: 'https://app.example.com' }, 'POST', {
        trustedOrigins: ['https://app.example.com'],
      }),
    ).toBeNull();
    expect(may({})).toBeNull();
  });
});

describe('a token is due for a fresh one', () => {
  it('from its reissueTime on, by a clock with fractions', () => {
    const policy = session({ reissueTime: 10 });
    expect(policy.isDue({ iat: NOW }, NOW + 9.999)).toBe(false);
    expect(policy.isDue({ iat: NOW }, NOW + 10)).toBe(true);
    expect(policy.isDue({ iat: NOW }, NOW + 59)).toBe(true);
  });

  it('at every request when reissueTime is 0', () => {
    expect(session({ reissueTime: 0 }).isDue({ iat: NOW }, NOW)).toBe(true);
  });

  it('never without reissueTime, without a usable iat, or with one in the future', () => {
    expect(session().isDue({ iat: 0 }, NOW)).toBe(false);
    for (const iat of [undefined, Number.NaN, Number.NEGATIVE_INFINITY, String(NOW), NOW + 1]) {
      expect(session({ reissueTime: 0 }).isDue({ iat } as Claims, NOW)).toBe(false);
    }
  });

  it('after onReissue was asked, where there is one', () => {
    const onReissue = () => null;
    expect(session({ onReissue, reissueTime: 1 }).onReissue).toBe(onReissue);
    expect(session().onReissue).toBeNull();
  });
});

describe('the end of a session', () => {
  it('is counted from the login, else from the token, and is none without a lifetime', () => {
    const policy = session({ sessionLifetime: 3600 });
    expect(policy.endOfSession({ iat: NOW, auth_time: NOW - 100 })).toBe(NOW + 3500);
    expect(policy.endOfSession({ iat: NOW })).toBe(NOW + 3600);
    expect(policy.endOfSession({ iat: NOW, auth_time: NOW + 100 })).toBe(NOW + 3600);
    expect(policy.endOfSession({})).toBeNull();
    expect(session().endOfSession({ iat: NOW })).toBeNull();
  });
});

describe('the cookie policy sets', () => {
  it('one guarded cookie for the one host', () => {
    expect(values(session().set(TOKEN, 900, NOW))).toEqual([
      `Set-Cookie: __Host-Authorization=${TOKEN}; Max-Age=900; Expires=Tue, 14 Nov 2023 22:28:20 GMT; Path=/; Secure; HttpOnly; SameSite=Lax`,
    ]);
    expect(
      values(
        session({ cookiePath: '/app', httpsOnly: false, sameSite: 'strict' }).set(TOKEN, null, NOW),
      ),
    ).toEqual([`Set-Cookie: Authorization=${TOKEN}; Path=/app; HttpOnly; SameSite=Strict`]);
  });

  it('one cookie for each domain of the settings', () => {
    const set = session({ domains: ['a.example', 'b.example'] }).set(TOKEN, null, NOW);
    expect(set.map(([, text]) => parseSetCookie(text)?.domain)).toEqual(['a.example', 'b.example']);
  });

  it('only the domains that a call names, once each, or none', () => {
    const domainsOf = (wanted: string[]) =>
      session({ domains: ['a.example', 'b.example'] })
        .set(TOKEN, null, NOW, wanted)
        .map(([, text]) => parseSetCookie(text)?.domain ?? null);
    expect(domainsOf(['b.example'])).toEqual(['b.example']);
    expect(domainsOf(['b.example', 'b.example'])).toEqual(['b.example']);
    expect(domainsOf([])).toEqual([null]);
  });

  it('no domain that the settings do not name, and the error says where it belongs', () => {
    const set = () =>
      session({ domains: ['a.example'] }).set(TOKEN, null, NOW, ['a.example', 'evil.example']);
    expect(set).toThrow(ConfigurationError);
    expect(set).toThrow(/domains of cookiePolicy/);
    expect(() => session().set(TOKEN, null, NOW, ['example.com'])).toThrow(ConfigurationError);
  });

  it('what the original reads, in its format', () => {
    const [header] = session({ format: 'webob' }).set(TOKEN, null, NOW);
    expect(header?.[1]).toBe(
      `Authorization=${writeWebob(TOKEN)}; Path=/; Secure; HttpOnly; SameSite=Lax`,
    );
  });

  it('nothing over 4096 bytes, with the third that the format of the original adds', () => {
    const tooLarge = expect.objectContaining({ code: 'cookie_too_large' });
    expect(() => session().set('a'.repeat(4096), null, NOW)).toThrow(tooLarge);
    expect(() => session().set('a'.repeat(3100), null, NOW)).not.toThrow();
    expect(() => session({ format: 'webob' }).set('a'.repeat(3100), null, NOW)).toThrow(tooLarge);
  });

  it('what it finds again', () => {
    for (const format of ['jwt', 'webob'] as const) {
      const policy = cookiePolicy({ format });
      const pair = policy.session.set(TOKEN, 60, NOW)[0]?.[1].split(';')[0] as string;
      expect(policy.find(viewOf({ cookie: pair }))).toBe(TOKEN);
    }
  });
});

describe('the cookie policy clears', () => {
  it('the cookie of the one host with the attributes that it was set with', () => {
    expect(values(session().clear())).toEqual([
      'Set-Cookie: __Host-Authorization=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; Secure; HttpOnly; SameSite=Lax',
    ]);
  });

  it('every cookie that set may have written: name, path and domain are those of one that is cleared', () => {
    const policy = session({ domains: ['a.example', 'b.example'], cookiePath: '/app' });
    const place = ([, text]: readonly [string, string]) => {
      const { name, path, domain, secure } = parseSetCookie(text) ?? {};
      return JSON.stringify([name, path, domain, secure]);
    };
    const cleared = policy.clear().map(place);
    const written = [
      policy.set(TOKEN, 60, NOW),
      policy.set(TOKEN, 60, NOW, []),
      policy.set(TOKEN, 60, NOW, ['b.example']),
    ]
      .flat()
      .map(place);
    expect(cleared).toHaveLength(3);
    expect(cleared).toEqual(expect.arrayContaining(written));
  });

  it('with a list of its own each time', () => {
    const policy = session();
    policy.clear().pop();
    expect(policy.clear()).toHaveLength(1);
  });
});
