import { describe, expect, it } from 'vitest';
import { Allow, AuthError, Authenticated, cookiePolicy } from '../../src/index.ts';
import type { Resource } from '../../src/index.ts';
import { authFor, bearer, handMade, NOW, post, setUp, thrownBy } from '../support/security.ts';

const ROOT: Resource = {
  acl: [
    [Allow, Authenticated, 'view'],
    [Allow, 'user:alice', 'edit'],
  ],
};

describe('a refusal is reported', () => {
  const place = { method: 'PUT', url: '/reports/7?access_token=hunter2#x' };

  it('with permission, principals, method and the path without its query', async () => {
    const set = setUp({ root: ROOT });
    const auth = await authFor(set, 'alice', place);
    expect(() => auth.require('delete')).toThrow();
    expect(set.events).toEqual([
      {
        event: 'request_refused',
        code: 'permission_denied',
        reason: auth.decide('delete').reason,
        permission: 'delete',
        principals: ['system.Everyone', 'system.Authenticated', 'user:alice'],
        method: 'PUT',
        path: '/reports/7',
      },
    ]);
  });

  it('with a copy of the principals, so that a logger cannot change those of the request', async () => {
    const set = setUp({ root: ROOT });
    const auth = await authFor(set);
    expect(() => auth.require('delete')).toThrow();
    const [{ principals }] = set.events as unknown as [{ principals: string[] }];
    principals.splice(0, 3, 'system.Everyone');
    expect(auth.principals).toHaveLength(3);
    expect(auth.permits('edit')).toBe(true);
  });

  it('without a permission if the resource is missing', async () => {
    const set = setUp({ root: ROOT });
    const auth = await authFor(set, 'alice', place);
    expect(() => auth.require('delete', null)).toThrow();
    expect(set.events).toMatchObject([{ code: 'resource_missing', permission: null }]);
  });

  it('when a login of another site is refused', async () => {
    const set = setUp({ policies: [cookiePolicy()] });
    const auth = await set.security.authenticate(post({ 'sec-fetch-site': 'cross-site' }));
    expect(thrownBy(() => auth.remember('mallory'))).toMatchObject({
      code: 'cross_origin_refused',
    });
    expect(set.events).toMatchObject([{ event: 'request_refused', code: 'cross_origin_refused' }]);
  });

  it('when the cookie of a login is too large', async () => {
    const set = setUp({ policies: [cookiePolicy()] });
    const auth = await set.security.authenticate(post());
    expect(() => auth.remember('bob', { x: 'y'.repeat(5000) })).toThrow(AuthError);
    expect(set.events).toMatchObject([{ event: 'request_refused', code: 'cookie_too_large' }]);
  });

  it.each([
    ['a refused token', () => handMade({ sub: 'a', exp: NOW })],
    ['a token in a malformed header', () => `${handMade({ sub: 'a' })} x`],
  ])('without the token, the key or the query: %s', async (_, make) => {
    const set = setUp();
    const token = make();
    const auth = await set.security.authenticate(bearer(token, place));
    expect(() => auth.require('edit')).toThrow();
    expect(set.events.map(({ event }) => event)).toEqual([
      'authentication_refused',
      'request_refused',
    ]);
    const written = JSON.stringify(set.events);
    for (const part of ['hunter2', 'test-only', ...token.split(/[. ]/)].filter((p) => p.length > 1))
      expect(written).not.toContain(part);
  });

  it('not when a permission is granted', async () => {
    const set = setUp({ root: ROOT });
    (await authFor(set)).require('edit');
    expect(set.events).toEqual([]);
  });
});
