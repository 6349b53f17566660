import { describe, expect, it } from 'vitest';
import { generateKeyPairSync } from 'node:crypto';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import { headerPolicy } from '../../src/authn/header.ts';
import { AuthError, ConfigurationError } from '../../src/index.ts';
import type { AuthContext, Resource, SecurityOptions } from '../../src/index.ts';
import { Allow, Authenticated, Everyone } from '../../src/authz/acl-types.ts';
import { isFreshness, readFreshness } from '../../src/security/freshness.ts';
import {
  bearer,
  cookieFrom,
  handMade,
  login,
  NOW,
  SESSION,
  setUp,
  sliding,
  thrownBy,
  view,
} from '../support/security.ts';

const ROOT: Resource = { acl: [[Allow, Authenticated, 'pay']] };
const OPEN: Resource = { acl: [[Allow, Everyone, 'pay']] };
const FRESH = { maxAuthAge: '5m' } as const;
const CHALLENGE = 'Bearer realm="api", error="insufficient_user_authentication"';

const start = (options: Partial<SecurityOptions> = {}) =>
  setUp({ root: ROOT, expiration: '1h', ...options });
const refusal = (auth: AuthContext, ...rest: [never, never?]) =>
  thrownBy(() => auth.require('pay', ...(rest as [never]))) as AuthError;

/** Returns the code of the refusal of a token, or null. */
async function codeFor(claims: object, freshness: object = FRESH, header?: object) {
  const policies = [headerPolicy(), cookiePolicy()];
  const { security } = start({ policies });
  const token = handMade({ sub: 'alice', exp: NOW + 3600, ...claims }, header);
  const request =
    header === SESSION ? view({ cookie: `__Host-Http-Authorization=${token}` }) : bearer(token);
  const auth = await security.authenticate(request);
  expect(auth.userId).toBe('alice');
  try {
    auth.require('pay', freshness);
    return null;
  } catch (error) {
    return (error as AuthError).code;
  }
}

describe('require with maxAuthAge', () => {
  it('passes a login of that age, and refuses an older one with the challenge of RFC 9470', async () => {
    const set = start();
    const auth = await set.security.authenticate(bearer(await set.security.createToken('alice')));
    set.wait(300);
    auth.require('pay', FRESH);
    auth.require('pay', ROOT, FRESH);
    set.wait(1);
    const error = refusal(auth, FRESH as never);
    expect(AuthError.isAuthError(error)).toBe(true);
    expect([error.status, error.code]).toEqual([401, 'authentication_insufficient']);
    expect(error.headers).toEqual({
      'Cache-Control': 'no-store',
      'WWW-Authenticate': `${CHALLENGE}, max_age="300"`,
    });
    expect(error.reason).toContain('5 minutes');
    expect(set.events.at(-1)).toMatchObject({
      event: 'request_refused',
      code: 'authentication_insufficient',
      permission: 'pay',
    });
  });

  it('asks it last: 404, 403 and the plain 401 of anonymous requests come first', async () => {
    const set = start({ root: OPEN });
    const auth = await set.security.authenticate(bearer(await set.security.createToken('alice')));
    set.wait(301);
    const closed: Resource = { acl: [] };
    expect(refusal(auth, closed as never, FRESH as never).code).toBe('permission_denied');
    expect(refusal(auth, null as never, FRESH as never).code).toBe('resource_missing');
    expect(refusal(auth, undefined as never, FRESH as never).code).toBe('resource_missing');
    const anonymous = await set.security.authenticate(view());
    anonymous.require('pay');
    const error = refusal(anonymous, FRESH as never);
    expect(error.code).toBe('credentials_missing');
    expect(error.headers['WWW-Authenticate']).toBe('Bearer realm="api"');
  });

  it('does not count the renewals of a session: only a login makes it fresh', async () => {
    const set = sliding({ sessionLifetime: '1h' });
    const ask = async (cookie: string) => set.security.authenticate(view({ cookie }));
    const seconds = { maxAuthAge: 60 } as const;
    let cookie = await login(set);
    for (let at = 0; at < 2; at++) {
      set.wait(40);
      cookie = cookieFrom((await ask(cookie)).take(200));
    }
    const auth = await ask(cookie);
    expect(auth.claims?.['iat']).toBe(NOW + 80);
    expect((thrownBy(() => auth.require('pay', OPEN, seconds)) as AuthError).code).toBe(
      'authentication_insufficient',
    );
    const again = await ask(await login(set));
    expect(() => again.require('pay', OPEN, seconds)).not.toThrow();
  });

  it.each([
    ['the time of the login', { iat: NOW, auth_time: NOW - 300 }, null],
    ['an older one', { iat: NOW, auth_time: NOW - 301 }, 'authentication_insufficient'],
    ['iat, if there is no other', { iat: NOW - 300 }, null],
    ['an older iat', { iat: NOW - 301 }, 'authentication_insufficient'],
    [
      'the earlier of both',
      { iat: NOW - 301, auth_time: NOW - 299 },
      'authentication_insufficient',
    ],
    ['a time that is a little ahead, as no age', { iat: NOW + 30, auth_time: NOW + 30 }, null],
    ['auth_time without iat', { auth_time: NOW - 299 }, null],
    ['no time', {}, 'authentication_insufficient'],
  ])('counts %s', async (_, claims, code) => {
    expect(await codeFor(claims)).toBe(code);
  });

  it('refuses a cookie of another server without auth_time: that may have renewed it', async () => {
    expect(await codeFor({ iat: NOW }, FRESH, SESSION)).toBe('authentication_insufficient');
    expect(await codeFor({ iat: NOW, auth_time: NOW }, FRESH, SESSION)).toBeNull();
  });

  it('refuses a token of others without auth_time, though it was just issued', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const issuer = setUp({ privateKey, algorithm: 'EdDSA' });
    const { security } = start({ privateKey: undefined, publicKey, algorithm: 'EdDSA' } as never);
    const codeOf = async (claims: object) => {
      const token = await issuer.security.createToken('alice', { ...claims });
      const auth = await security.authenticate(bearer(token));
      auth.require('pay');
      try {
        auth.require('pay', FRESH);
        return null;
      } catch (error) {
        return (error as AuthError).code;
      }
    };
    expect(await codeOf({})).toBe('authentication_insufficient');
    expect(await codeOf({ auth_time: NOW - 60 })).toBeNull();
  });
});

describe('require with acr', () => {
  it.each([
    ['urn:mfa', 'urn:mfa', null],
    ['urn:mfa', ['urn:key', 'urn:mfa'], null],
    ['urn:pwd', ['urn:key', 'urn:mfa'], 'authentication_insufficient'],
    [undefined, 'urn:mfa', 'authentication_insufficient'],
    [['urn:mfa'], 'urn:mfa', 'authentication_insufficient'],
  ])('compares the claim %j with %j', async (acr, asked, code) => {
    expect(await codeFor({ iat: NOW, acr }, { acr: asked })).toBe(code);
  });

  it('names the values in the challenge, with the age if both are asked for', async () => {
    const set = start();
    const auth = await set.security.authenticate(bearer(await set.security.createToken('alice')));
    const challengeOf = (freshness: object) =>
      refusal(auth, freshness as never).headers['WWW-Authenticate'];
    expect(challengeOf({ acr: ['urn:key', 'urn:mfa'] })).toBe(
      `${CHALLENGE}, acr_values="urn:key urn:mfa"`,
    );
    expect(challengeOf({ acr: 'urn:mfa', maxAuthAge: 60 })).toBe(
      `${CHALLENGE}, max_age="60", acr_values="urn:mfa"`,
    );
  });
});

describe('a freshness', () => {
  it.each([
    ['a maxAuthAge of 0', { maxAuthAge: 0 }],
    ['half a second', { maxAuthAge: 1.5 }],
    ['no duration', { maxAuthAge: 'soon' }],
    ['undefined, as of a misspelt variable', { maxAuthAge: undefined }],
    ['no acr', { acr: [] }],
    ['an empty acr', { acr: '' }],
    ['an acr that would end the quotes', { acr: 'a", realm="evil' }],
    ['an acr with a space', { acr: 'a b' }],
    ['another name', { maxAuthAge: 5, maxage: 5 }],
    ['nothing', {}],
    ['no object', undefined],
    ['null', null],
  ])('is a ConfigurationError if it has %s', async (_, given) => {
    expect(() => readFreshness(given, 'require')).toThrow(ConfigurationError);
    const { security } = start();
    const auth = await security.authenticate(bearer(await security.createToken('alice')));
    expect(() => auth.require('pay', ROOT, given as never)).toThrow(ConfigurationError);
  });

  it('is not taken for a resource, nor a resource for one', () => {
    expect(isFreshness({ maxAuthAge: 5 })).toBe(true);
    expect(isFreshness({ acr: 'a', acl: [] })).toBe(false);
    expect(isFreshness({ acl: [] })).toBe(false);
    expect(isFreshness({})).toBe(false);
    expect(isFreshness(Object.create({ acr: 'a' }))).toBe(false);
    expect(isFreshness(null)).toBe(false);
  });
});
