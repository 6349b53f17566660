import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { AuthError } from '../../src/base/errors.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { Attempt } from '../../src/security/attempt.ts';
import { wiringOf } from '../../src/security/internals.ts';
import { ResponseHeaders } from '../../src/security/response-headers.ts';
import type { SecurityOptions } from '../../src/index.ts';
import type { Claims } from '../../src/token/claims.ts';
import { pairFor, pemOf } from '../keys/sample-keys.ts';
import { claimsIn, COOKIE, NOW, setCookies, setUp, tokenIn, view } from '../support/security.ts';

const OLD: Claims = {
  sub: 'alice',
  iat: NOW - 20,
  exp: NOW + 40,
  auth_time: NOW - 100,
  jti: 'old',
  nbf: NOW - 20,
  roles: ['a'],
  aud: 'shop',
};
const READ_ONLY: Partial<SecurityOptions> = {
  privateKey: undefined,
  publicKey: pemOf(pairFor('ES256').publicKey),
  algorithm: 'ES256',
  expiration: undefined,
};

interface Setting {
  readonly cookie?: CookiePolicyOptions;
  readonly options?: Partial<SecurityOptions>;
  /** The claims of a session that is due to be renewed. */
  readonly due?: Claims;
  /** What `onReissue` returned for it. */
  readonly next?: Readonly<Record<string, unknown>>;
  readonly fields?: Readonly<Record<string, string>>;
  readonly method?: string;
}

const FORGED = { 'sec-fetch-site': 'cross-site', origin: 'null' };

/** The headers of the response to one request, a POST by default. */
function responseTo({
  cookie = { reissueTime: 10, sessionLifetime: '1h' },
  options = {},
  due,
  next,
  fields = {},
  method = 'POST',
}: Setting = {}) {
  const policy = cookiePolicy(cookie);
  const { security, events } = setUp({ policies: [headerPolicy(), policy], ...options });
  const attempt = new Attempt(wiringOf(security), view(fields, { method }), null);
  attempt.policy = policy;
  if (due !== undefined) attempt.renewal = { claims: due, next: next ?? due };
  const headers = new ResponseHeaders(attempt);
  const reported = () => events.filter(({ event }) => event !== 'audit');
  return { headers, reported };
}
const cookies = ({ headers }: { headers: ResponseHeaders }, status = 200) =>
  setCookies(headers.of(status));
const claimsOf = (line = ''): Claims => claimsIn(tokenIn(line)) as Claims;
/** The claims of the one cookie that a response sets. */
const setClaims = (response: { headers: ResponseHeaders }, status = 200) => {
  const lines = cookies(response, status);
  expect(lines).toHaveLength(1);
  return claimsOf(lines[0]);
};

describe('the headers of a response', () => {
  it('are Vary alone if no cookie is set', () => {
    expect(responseTo().headers.of(200)).toEqual([['Vary', 'Authorization, Cookie']]);
  });

  it('forbid to store a response that sets a cookie, and vary on all policies', () => {
    const { headers } = responseTo({ due: OLD });
    expect(headers.of(200).slice(1)).toEqual([
      ['Cache-Control', 'no-store'],
      ['Vary', 'Authorization, Cookie'],
    ]);
  });
});

describe('a renewal', () => {
  it('keeps claims, audience, lifetime and login, and has an iat and a jti of its own', () => {
    const claims = setClaims(responseTo({ due: OLD }));
    expect(claims).toEqual({
      sub: 'alice',
      iat: NOW,
      exp: NOW + 60,
      auth_time: NOW - 100,
      jti: expect.any(String),
      sid: expect.stringMatching(/^[\w-]{30}$/),
      roles: ['a'],
      aud: 'shop',
    });
    expect(claims.jti).not.toBe('old');
  });

  it.each([
    ['longer than that of the policy', 300],
    ['shorter than that of the policy', 30],
  ])('keeps a lifetime that is %s', (_, lifetime) => {
    const due = { ...OLD, exp: (OLD.iat as number) + lifetime };
    expect(setClaims(responseTo({ due })).exp).toBe(NOW + lifetime);
  });

  it('takes iat as the login of a token that names none', () => {
    const { auth_time: _, ...due } = OLD;
    expect(setClaims(responseTo({ due })).auth_time).toBe(OLD.iat);
  });

  it('lets a token without an end last as long as the session', () => {
    const { exp: _, ...due } = OLD;
    const cookie = { reissueTime: 10, sessionLifetime: '400d' } as const;
    expect(setClaims(responseTo({ due, cookie })).exp).toBe(NOW - 100 + 400 * 86_400);
  });

  it('never passes the end of the session', () => {
    const cookie = { reissueTime: 10, sessionLifetime: 130 };
    const response = responseTo({ due: OLD, cookie });
    expect(setClaims(response).exp).toBe(NOW + 30);
    expect(cookies(response)[0]).toContain('; Max-Age=30;');
  });

  it.each([[''], [[]], [0], [null]])(
    'takes place with an audience that names none, which the issuer would refuse: %j',
    (aud) => {
      expect(setClaims(responseTo({ due: { ...OLD, aud } as never })).sub).toBe('alice');
    },
  );

  it('takes the claims that onReissue returned, but not its times, its user and its login', () => {
    const next = { roles: ['b'], sub: 'mallory', iat: 1, exp: 9e9, jti: 'mine', auth_time: NOW };
    const claims = setClaims(responseTo({ due: OLD, next }));
    expect(claims).toMatchObject({
      sub: 'alice',
      iat: NOW,
      exp: NOW + 60,
      auth_time: NOW - 100,
      roles: ['b'],
    });
    expect(claims.jti).not.toBe('mine');
  });

  it.each([200, 204, 302, 399])('takes place on a response of status %i', (status) => {
    expect(cookies(responseTo({ due: OLD }), status)).toHaveLength(1);
  });

  it.each([400, 401, 403, 404, 500, 503])(
    'does not take place on an error of status %i',
    (status) => {
      expect(cookies(responseTo({ due: OLD }), status)).toEqual([]);
    },
  );

  it('does not take place on a response of unknown status', () => {
    expect(cookies(responseTo({ due: OLD }), Number.NaN)).toEqual([]);
  });

  it('does not take place without a key that can sign', () => {
    const response = responseTo({ due: OLD, options: READ_ONLY, cookie: {} });
    expect([cookies(response), response.reported()]).toEqual([[], []]);
  });

  it.each([
    ['the next cookie would be too large', { huge: 'x'.repeat(5000) }],
    ['JSON cannot represent the next claims', { big: 10n }],
  ])('keeps the old cookie and is reported if %s', (_, next) => {
    const response = responseTo({ due: OLD, next });
    expect(cookies(response)).toEqual([]);
    expect(response.reported()).toEqual([
      {
        event: 'reissue_failed',
        code: null,
        reason: 'The session could not be renewed, so its cookie stays as it is.',
        err: expect.any(Error),
      },
    ]);
  });

  it('does not take place for a token of no lifetime', () => {
    const due = { ...OLD, exp: OLD.iat as number };
    expect(cookies(responseTo({ due }))).toEqual([]);
  });
});

describe('a login', () => {
  it('sets a cookie that lasts as long as its token, with the time of the login', () => {
    const response = responseTo();
    void response.headers.login('bob', { auth_time: 5, roles: [] }, {});
    expect(setClaims(response)).toMatchObject({
      sub: 'bob',
      roles: [],
      auth_time: NOW,
      exp: NOW + 60,
    });
    expect(cookies(response)[0]).toContain('; Max-Age=60;');
  });

  it.each([200, 303, 399])('takes effect on a response of status %i', (status) => {
    const response = responseTo();
    void response.headers.login('bob', {}, {});
    expect(cookies(response, status)).toHaveLength(1);
  });

  it.each([400, 401, 404, 500, 503])('is dropped on an error of status %i', (status) => {
    const response = responseTo();
    void response.headers.login('bob', {}, {});
    expect(response.headers.of(status)).toEqual([['Vary', 'Authorization, Cookie']]);
  });

  it('that is dropped on an error does not let the old session be renewed instead', () => {
    const response = responseTo({ due: OLD });
    void response.headers.login('bob', {}, {});
    expect(cookies(response, 500)).toEqual([]);
  });

  it('may have a lifetime of its own', () => {
    const response = responseTo();
    void response.headers.login('bob', {}, { expiration: '10m' });
    expect(setClaims(response).exp).toBe(NOW + 600);
  });

  it.each(['2h', null, 'never'] as const)(
    'ends with the session, whatever its expiration: %j',
    (expiration) => {
      const response = responseTo();
      void response.headers.login('bob', {}, { expiration });
      expect(setClaims(response).exp).toBe(NOW + 3600);
    },
  );

  it('never makes a claim of an option', () => {
    const response = responseTo({ cookie: { domains: ['a.example'] } });
    void response.headers.login(
      'bob',
      { domains: 'mine' },
      { domains: ['a.example'], expiration: '5m' },
    );
    const claims = setClaims(response);
    expect(claims).toMatchObject({ domains: 'mine', exp: NOW + 300 });
    expect(claims).not.toHaveProperty('expiration');
  });

  it.each([
    ['one domain', ['b.example'], ['b.example']],
    ['all domains by default', undefined, ['a.example', 'b.example']],
    ['the host alone', [], [undefined]],
  ])('sets the cookie for %s', (_, domains, expected) => {
    const response = responseTo({ cookie: { domains: ['a.example', 'b.example'] } });
    void response.headers.login('bob', {}, { domains });
    expect(cookies(response).map((line) => /Domain=([^;]*)/.exec(line)?.[1])).toEqual(expected);
  });

  it('takes the place of a renewal', () => {
    const response = responseTo({ due: OLD });
    void response.headers.login('bob', {}, {});
    expect(setClaims(response).sub).toBe('bob');
  });

  it.each([
    ['one cookie is too large', { x: 'y'.repeat(4000) }, {}],
    ['one domain is not configured', {}, { domains: ['a.example', 'evil.example'] }],
  ])('sets no cookie at all if %s', (_, claims, options) => {
    const response = responseTo({ cookie: { domains: ['a.example', 'b.example'] } });
    expect(() => response.headers.login('bob', claims, options)).toThrow();
    expect(cookies(response)).toEqual([]);
  });

  it('that fails leaves an earlier one in effect', () => {
    const response = responseTo();
    void response.headers.login('bob', {}, {});
    expect(() => response.headers.login('carol', { x: 'y'.repeat(5000) }, {})).toThrow();
    expect(setClaims(response).sub).toBe('bob');
  });

  it('is refused if another site sent it, and the session is renewed as if nothing was called', () => {
    const response = responseTo({ due: OLD, fields: { 'sec-fetch-site': 'cross-site' } });
    expect(() => response.headers.login('mallory', {}, {})).toThrow(
      expect.objectContaining({ code: 'cross_origin_refused', status: 403 }),
    );
    expect(setClaims(response).sub).toBe('alice');
  });

  it.each([
    ['a page of the same origin', { 'sec-fetch-site': 'same-origin' }],
    ['a program, which shows no origin', {}],
  ])('is accepted from %s', (_, fields) => {
    const response = responseTo({ fields });
    void response.headers.login('bob', {}, {});
    expect(setClaims(response).sub).toBe('bob');
  });

  it.each([
    ['a GET, whose origin is not asked', 'GET', FORGED, {}, true],
    ['a form that a provider posts', 'POST', FORGED, { provedBy: 'state' }, true],
    ['the same form without that option', 'POST', FORGED, {}, false],
    ['a handshake of another site', 'GET', { ...FORGED, upgrade: 'websocket' }, {}, false],
    ['a trusted origin', 'POST', { origin: 'https://app.example' }, {}, true],
    ['the own origin behind a proxy', 'POST', { origin: 'https://shop.example' }, {}, true],
    ['the origin of Host', 'POST', { host: 'a.example', origin: 'https://a.example' }, {}, false],
  ] as const)('by %s is accepted as it should be', (_, method, fields, login, accepted) => {
    const cookie = { trustedOrigins: ['https://app.example'] };
    const options = { origin: 'https://shop.example' };
    const response = responseTo({ cookie, options, fields, method });
    const run = () => response.headers.login('bob', {}, login);
    if (accepted) void run();
    else expect(run).toThrow(expect.objectContaining({ code: 'cross_origin_refused' }));
    expect(cookies(response)).toHaveLength(accepted ? 1 : 0);
  });

  it('refuses an unknown provedBy, and one that is inherited', () => {
    const response = responseTo({ fields: FORGED });
    expect(() => response.headers.login('bob', {}, { provedBy: 'csrf' as never })).toThrow(
      TypeError,
    );
    const inherited = Object.create({ provedBy: 'state' }) as object;
    expect(() => response.headers.login('bob', {}, inherited)).toThrow(AuthError);
  });

  it('has no effect without a cookie policy, which is reported', () => {
    const response = responseTo({ options: { policies: [headerPolicy()] } });
    void response.headers.login('bob', {}, {});
    expect(cookies(response)).toEqual([]);
    expect(response.reported()).toEqual([
      {
        event: 'remember_without_cookie',
        code: null,
        reason: expect.stringContaining('cookiePolicy'),
      },
    ]);
  });

  it('needs a key that can sign', () => {
    const { headers } = responseTo({ options: READ_ONLY, cookie: {} });
    expect(() => headers.login('bob', {}, {})).toThrow(ConfigurationError);
  });
});

describe('a logout', () => {
  it.each([
    ['a POST of another site', 'POST', FORGED, false],
    ['a handshake of another site', 'GET', { ...FORGED, upgrade: 'websocket' }, false],
    ['a page of the same origin', 'POST', { 'sec-fetch-site': 'same-origin' }, true],
    ['a program, which shows no origin', 'POST', {}, true],
    ['a link', 'GET', FORGED, true],
  ] as const)('by %s is accepted as it should be', (_, method, fields, accepted) => {
    const response = responseTo({ due: OLD, fields, method });
    if (accepted) void response.headers.logout();
    else
      expect(() => response.headers.logout()).toThrow(
        expect.objectContaining({ code: 'cross_origin_refused' }),
      );
    expect(cookies(response)[0]?.includes('Max-Age=0')).toBe(accepted);
  });

  it('clears the cookie', () => {
    const response = responseTo();
    void response.headers.logout();
    expect(cookies(response)).toEqual([
      expect.stringMatching(new RegExp(`^${COOKIE}=; Max-Age=0; .*; Path=/`)),
    ]);
  });

  it.each([200, 303, 400, 401, 404, 500, 503])(
    'takes effect on a response of status %i',
    (status) => {
      const response = responseTo();
      void response.headers.logout();
      expect(cookies(response, status)).toHaveLength(1);
    },
  );

  it('clears the cookie of each domain, and that of the host alone', () => {
    const response = responseTo({ cookie: { domains: ['a.example', 'b.example'] } });
    void response.headers.logout();
    expect(cookies(response).map((line) => /Domain=([^;]*)/.exec(line)?.[1])).toEqual([
      'a.example',
      'b.example',
      undefined,
    ]);
  });

  it('takes the place of a renewal', () => {
    const response = responseTo({ due: OLD });
    void response.headers.logout();
    expect(cookies(response)).toEqual([expect.stringContaining('Max-Age=0')]);
  });

  it('clears nothing without a cookie policy', () => {
    const response = responseTo({ options: { policies: [headerPolicy()] } });
    void response.headers.logout();
    expect(cookies(response)).toEqual([]);
  });
});

describe('the last call of login and logout', () => {
  it('takes effect alone: a logout after a login', () => {
    const response = responseTo();
    void response.headers.login('bob', {}, {});
    void response.headers.logout();
    expect(cookies(response)).toEqual([expect.stringContaining('Max-Age=0')]);
  });

  it('takes effect alone: a login after a logout', () => {
    const response = responseTo();
    void response.headers.logout();
    void response.headers.login('carol', {}, {});
    expect(setClaims(response).sub).toBe('carol');
  });
});
