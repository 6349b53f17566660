import { describe, expect, it } from 'vitest';
import { ConfigurationError, cookiePolicy, createSecurity, headerPolicy } from '../../src/index.ts';
import type { AuthContext, AuthenticationPolicy, Security } from '../../src/index.ts';
import { authAs, requestView, testClock, testSecret } from '../../src/testing.ts';
import type { SecurityOptions } from '../../src/index.ts';

const securityOf = (options: Partial<SecurityOptions> = {}): Security =>
  createSecurity({ privateKey: testSecret(), expiration: '15m', ...options });

/** Returns the context of a POST with these headers. */
const contextOf = async (
  security: Security,
  headers: Record<string, string>,
): Promise<AuthContext> => security.authenticate(requestView({ method: 'POST', headers }));

const queryPolicy: AuthenticationPolicy = {
  kind: 'query',
  challenge: 'Bearer',
  vary: null,
  session: null,
  find: () => null,
  refineFailure: (failure) => failure,
  checkRequest: () => null,
};

describe('authAs', () => {
  it.each<[string, AuthenticationPolicy[], string[]]>([
    ['the Authorization header', [headerPolicy()], ['Authorization']],
    ['another scheme', [headerPolicy({ authType: 'Token' })], ['Authorization']],
    ['another header', [headerPolicy({ httpHeader: 'X-Token' })], ['X-Token']],
    [
      'another header with a scheme',
      [headerPolicy({ httpHeader: 'X-Token', authType: 'JWT' })],
      ['X-Token'],
    ],
    ['the cookie', [cookiePolicy()], ['Cookie', 'Sec-Fetch-Site']],
    [
      'a cookie of several domains',
      [cookiePolicy({ domains: ['a.example', 'b.example'] })],
      ['Cookie', 'Sec-Fetch-Site'],
    ],
    [
      'a cookie as pyramid_jwt writes it',
      [cookiePolicy({ format: 'webob' })],
      ['Cookie', 'Sec-Fetch-Site'],
    ],
    ['the first policy that can', [queryPolicy, headerPolicy(), cookiePolicy()], ['Authorization']],
  ])('carries a token in %s, which is accepted also for a POST', async (_what, policies, names) => {
    const security = securityOf({ policies });
    const headers = await authAs(security, 'alice', { roles: ['admin'] });
    expect(Object.keys(headers)).toEqual(names);
    const auth = await contextOf(security, headers);
    expect([auth.userId, auth.claims?.['roles']]).toEqual(['alice', ['admin']]);
  });

  it('carries the token by the kind of policy that is asked for', async () => {
    const security = securityOf({ policies: [headerPolicy(), cookiePolicy()] });
    const headers = await authAs(security, 'alice', {}, { policy: 'cookie' });
    expect((await contextOf(security, headers)).policy).toBe('cookie');
  });

  it.each(['header', 'cookie'] as const)(
    'takes the lifetime of the token in a %s',
    async (policy) => {
      const clock = testClock();
      const security = securityOf({ policies: [headerPolicy(), cookiePolicy()], clock });
      const headers = await authAs(security, 'alice', {}, { policy, expiration: '10s' });
      expect((await contextOf(security, headers)).userId).toBe('alice');
      clock.advance('10s');
      expect((await contextOf(security, headers)).failure?.code).toBe('token_expired');
    },
  );

  it('replaces nothing: the callback has to know the user', async () => {
    const security = securityOf({ callback: (id) => (id === 'alice' ? ['role:admin'] : null) });
    const alice = await contextOf(security, await authAs(security, 'alice'));
    expect(alice.principals).toContain('role:admin');
    const bob = await contextOf(security, await authAs(security, 'bob'));
    expect(bob.failure?.code).toBe('user_unknown');
  });

  it.each<[string, AuthenticationPolicy[], { policy?: 'cookie' }, string]>([
    ['none of the policies can carry a token', [queryPolicy], {}, 'among: query'],
    ['no policy is of the kind', [headerPolicy()], { policy: 'cookie' }, 'of the kind "cookie"'],
  ])('throws if %s', async (_what, policies, options, text) => {
    const promise = authAs(securityOf({ policies }), 'alice', {}, options);
    await expect(promise).rejects.toThrow(ConfigurationError);
    await expect(promise).rejects.toThrow(text);
  });

  it('throws for a value that is no security', async () => {
    await expect(authAs({} as never, 'alice')).rejects.toThrow(ConfigurationError);
  });
});
