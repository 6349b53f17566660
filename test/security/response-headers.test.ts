import { describe, expect, it } from 'vitest';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { AuthError } from '../../src/base/errors.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import type { RequestView } from '../../src/http/request-view.ts';
import type { SecurityCore } from '../../src/security/core.ts';
import type { Renewal } from '../../src/security/response-headers.ts';
import { Reply } from '../../src/security/response-headers.ts';
import type { RequestSecurity } from '../../src/security/security.ts';
import { createSecurity } from '../../src/config/create-security.ts';
import type { SecurityOptions } from '../../src/config/options.ts';
import type { Claims } from '../../src/token/claims.ts';
import { pairFor, pemOf } from '../keys/sample-keys.ts';

const secret = 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9';
const NOW = 1_700_000_000;
const old: Claims = {
  sub: 'alice',
  iat: NOW - 20,
  exp: NOW + 40,
  auth_time: NOW - 100,
  jti: 'old',
  nbf: NOW - 20,
  roles: ['a'],
  aud: 'shop',
};

interface Setting {
  readonly cookie?: CookiePolicyOptions;
  readonly options?: Partial<SecurityOptions>;
  readonly claims?: Claims;
  readonly next?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The reply to one POST; with `claims`, in a session that is due. */
function replyOf({
  cookie = { reissueTime: 10, sessionLifetime: '1h' },
  options = {},
  claims,
  next,
  headers = {},
}: Setting = {}) {
  const policy = cookiePolicy(cookie);
  const logged: object[] = [];
  const logger = {
    warn: (details: object) => void logged.push(details),
    error: (details: object) => void logged.push(details),
  };
  const security = createSecurity({
    privateKey: secret,
    expiration: '1m',
    clock: () => NOW * 1000,
    logger,
    policies: [headerPolicy(), policy],
    ...options,
  });
  const core: SecurityCore = (security as unknown as RequestSecurity).core;
  const view: RequestView = { method: 'POST', secure: true, header: (name) => headers[name] };
  const renewal: Renewal | null =
    claims === undefined ? null : { session: policy.session, claims, next: next ?? claims };
  return { reply: new Reply(core, { view, policy, now: NOW }, renewal), logged };
}
const cookiesOf = (reply: Reply, status = 200) =>
  reply
    .headersFor(status)
    .filter(([name]) => name === 'Set-Cookie')
    .map(([, value]) => value);
const claimsOf = (line = '') =>
  JSON.parse(Buffer.from(line.split('.')[1] ?? '', 'base64url').toString()) as Claims;

describe('the reply to a request', () => {
  it('varies on where the credential was, and says no more while nothing happens to the cookie', () => {
    expect(replyOf().reply.headersFor(200)).toEqual([['Vary', 'Authorization, Cookie']]);
  });

  it('carries a session on when it is due: the claims as they were, a fresh iat and jti, the life and audience of the old token', () => {
    const claims = claimsOf(cookiesOf(replyOf({ claims: old }).reply)[0]);
    expect(claims).toEqual({
      sub: 'alice',
      iat: NOW,
      exp: NOW + 60,
      auth_time: NOW - 100,
      jti: claims.jti,
      roles: ['a'],
      aud: 'shop',
    });
    expect(claims.jti).not.toBe('old');
  });

  it('takes iat for the login when the token tells of none, and gives no end to a token that had none', () => {
    const { auth_time: _, exp: _exp, ...first } = old;
    const claims = claimsOf(
      cookiesOf(replyOf({ claims: first, cookie: { reissueTime: 10 } }).reply)[0],
    );
    expect([claims.auth_time, claims.exp]).toEqual([first.iat, undefined]);
  });

  it('never carries a session past its end', () => {
    const line = cookiesOf(
      replyOf({ claims: old, cookie: { reissueTime: 10, sessionLifetime: 130 } }).reply,
    )[0];
    expect(claimsOf(line).exp).toBe(NOW + 30);
    expect(line).toContain('; Max-Age=30;');
  });

  it('puts what onReissue answered in the place of the claims, but for the times and the user', () => {
    const next = { roles: ['b'], sub: 'mallory', iat: 1, exp: 9e9, jti: 'mine', auth_time: NOW };
    const claims = claimsOf(cookiesOf(replyOf({ claims: old, next }).reply)[0]);
    expect(claims).toEqual({
      sub: 'alice',
      iat: NOW,
      exp: NOW + 60,
      auth_time: NOW - 100,
      jti: claims.jti,
      roles: ['b'],
      aud: 'shop',
    });
    expect(claims.jti).not.toBe('mine');
  });

  it('signs the next token once, however often it is asked, and forbids to store it', () => {
    const { reply } = replyOf({ claims: old });
    const headers = reply.headersFor(200);
    expect(reply.headersFor(302)).toEqual(headers);
    expect(headers.slice(1)).toEqual([
      ['Cache-Control', 'no-store'],
      ['Vary', 'Authorization, Cookie'],
    ]);
  });

  it('does not renew on an error, nor after keepCookie, nor without a key that signs', () => {
    const { reply } = replyOf({ claims: old });
    for (const status of [400, 401, 404, 500]) expect(cookiesOf(reply, status)).toEqual([]);
    expect(cookiesOf(reply, 399)).toHaveLength(1);
    reply.keepCookie();
    expect(cookiesOf(reply)).toEqual([]);
    const publicKey = pemOf(pairFor('ES256').publicKey);
    const { reply: readOnly } = replyOf({
      claims: old,
      options: { privateKey: undefined, publicKey, algorithm: 'ES256', expiration: undefined },
    });
    expect(cookiesOf(readOnly)).toEqual([]);
  });

  it('leaves the old cookie, and tells the log, when the next token cannot be made', () => {
    const { reply, logged } = replyOf({ claims: old, next: { huge: 'x'.repeat(5000) } });
    expect(cookiesOf(reply)).toEqual([]);
    expect(logged).toEqual([{ event: 'reissue_failed', code: 'cookie_too_large' }]);
  });
});

describe('a login', () => {
  it('sets a cookie that lives as long as its token, with the time of the login, also on an error response', () => {
    const { reply } = replyOf();
    reply.remember('bob', { auth_time: 5, roles: [] }, {});
    for (const status of [200, 500]) {
      const [line] = cookiesOf(reply, status);
      expect(claimsOf(line)).toMatchObject({ sub: 'bob', auth_time: NOW, exp: NOW + 60 });
      expect(line).toContain('; Max-Age=60;');
    }
  });

  it('may have a life of its own, but not one beyond the session', () => {
    const { reply } = replyOf();
    reply.remember('bob', {}, { expiration: '10m' });
    expect(claimsOf(cookiesOf(reply)[0]).exp).toBe(NOW + 600);
    for (const expiration of ['2h', null]) {
      reply.remember('bob', {}, { expiration });
      expect(claimsOf(cookiesOf(reply)[0]).exp).toBe(NOW + 3600);
    }
  });

  it('has the last word over a reissue, and gives way to a later one', () => {
    const { reply } = replyOf({ claims: old });
    reply.remember('bob', {}, {});
    expect(cookiesOf(reply).map((line) => claimsOf(line).sub)).toEqual(['bob']);
    reply.forget();
    expect(cookiesOf(reply)).toEqual([expect.stringMatching(/^__Host-Authorization=; Max-Age=0;/)]);
    reply.remember('carol', {}, {});
    reply.keepCookie();
    expect(cookiesOf(reply).map((line) => claimsOf(line).sub)).toEqual(['carol']);
  });

  it('is refused from another site and leaves what was said before; a page of this site and a program may', () => {
    const { reply } = replyOf({ claims: old, headers: { 'sec-fetch-site': 'cross-site' } });
    expect(() => reply.remember('mallory', {}, {})).toThrow(
      expect.objectContaining({ code: 'cross_origin_refused', status: 403 }),
    );
    expect(cookiesOf(reply).map((line) => claimsOf(line).sub)).toEqual(['alice']);
    for (const headers of [{}, { 'sec-fetch-site': 'same-origin' }]) {
      const own = replyOf({ headers }).reply;
      own.remember('bob', {}, {});
      expect(cookiesOf(own)).toHaveLength(1);
    }
  });

  it('is refused whole when one cookie is too large or a domain is not configured', () => {
    const { reply } = replyOf({ cookie: { domains: ['a.example', 'b.example'] } });
    expect(() => reply.remember('bob', { x: 'y'.repeat(4000) }, {})).toThrow(AuthError);
    expect(() => reply.remember('bob', {}, { domains: ['a.example', 'evil.example'] })).toThrow(
      ConfigurationError,
    );
    expect(cookiesOf(reply)).toEqual([]);
    reply.remember('bob', {}, { domains: ['b.example'] });
    expect(cookiesOf(reply)).toEqual([expect.stringContaining('; Domain=b.example;')]);
    reply.forget();
    expect(cookiesOf(reply).map((line) => /Domain=([^;]*)/.exec(line)?.[1])).toEqual([
      'a.example',
      'b.example',
      undefined,
    ]);
  });

  it('tells the log that it has no effect without a cookie policy, and needs a key that signs', () => {
    const { reply, logged } = replyOf({ options: { policies: [headerPolicy()] } });
    reply.remember('bob', {}, {});
    expect([cookiesOf(reply), logged]).toEqual([[], [{ event: 'remember_without_cookie' }]]);
    const publicKey = pemOf(pairFor('ES256').publicKey);
    const readOnly = replyOf({
      options: { privateKey: undefined, publicKey, algorithm: 'ES256', expiration: undefined },
    }).reply;
    expect(() => readOnly.remember('bob', {}, {})).toThrow(ConfigurationError);
  });
});
