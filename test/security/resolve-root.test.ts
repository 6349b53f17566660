import { describe, expect, it } from 'vitest';
import { Allow, AuthError, Authenticated, Everyone } from '../../src/index.ts';
import type { Resource, SecurityOptions } from '../../src/index.ts';
import { contextOf } from '../../src/security/internals.ts';
import { DOWN, FAILURES, foreign, NONSENSE_SOON_OR_LATER } from '../support/nonsense.ts';
import { bearer, handMade, setUp, thrownBy, view } from '../support/security.ts';

const OPEN: Resource = { acl: [[Allow, Everyone, 'view']] };
const rooted = async (root: unknown, request = bearer(handMade({ sub: 'alice' }))) => {
  const set = setUp({ root: root as SecurityOptions['root'] });
  return { ...set, auth: await set.security.authenticate(request) };
};

describe('the root resource', () => {
  it('is asked if no resource is named', async () => {
    const { auth } = await rooted(OPEN);
    expect([auth.permits('view'), auth.permits('edit')]).toEqual([true, false]);
  });

  it('is not asked if another resource is named', async () => {
    const { auth } = await rooted(OPEN);
    expect(auth.permits('view', { acl: [] })).toBe(false);
  });

  it('permits nothing if there is none', async () => {
    expect((await rooted(undefined)).auth.permits('view')).toBe(false);
  });
});

describe('a function of the root', () => {
  it('gets the view of the request', async () => {
    const seen: unknown[] = [];
    const request = view({}, { url: '/tenants/7' });
    await rooted((given: unknown) => void seen.push(given), request);
    expect(seen).toEqual([request]);
  });

  it('gives every request its own root', async () => {
    const root = ({ method }: { method: string }) => ({ acl: [[Allow, Authenticated, method]] });
    const { auth } = await rooted(root);
    expect([auth.permits('GET'), auth.permits('POST')]).toEqual([true, false]);
  });

  it('is called once for each request, however often the root is needed', async () => {
    let asked = 0;
    const { auth } = await rooted(() => (asked++, OPEN));
    expect([auth.permits('view'), auth.permits('edit'), auth.decide('view').allowed]).toEqual([
      true,
      false,
      true,
    ]);
    auth.require('view');
    expect(asked).toBe(1);
  });

  it('is called for an anonymous request as well', async () => {
    expect((await rooted(() => OPEN, view())).auth.permits('view')).toBe(true);
  });

  it.each([
    ['a promise', async () => OPEN],
    ['a foreign promise', () => foreign(OPEN)],
  ])('may return %s, which is waited for before the handler runs', async (_, root) => {
    const { auth } = await rooted(root);
    expect(auth.permits('view')).toBe(true);
  });

  it('is waited for after an asynchronous callback too', async () => {
    const { security } = setUp({
      callback: async () => ['role:a'],
      root: () => foreign({ acl: [[Allow, 'role:a', 'view']] }) as Promise<Resource>,
    });
    const auth = await security.authenticate(bearer(handMade({ sub: 'alice' })));
    expect(auth.permits('view')).toBe(true);
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
  ])('may return %s: without a root nothing is permitted', async (_, value) => {
    const { auth, events } = await rooted(() => value);
    expect([auth.permits('view'), events]).toEqual([false, []]);
  });

  it('may return a class, whose static members are a resource', async () => {
    const root = class {
      static acl = OPEN.acl;
    };
    expect((await rooted(() => root)).auth.permits('view')).toBe(true);
  });
});

describe('a function of the root that fails', () => {
  it.each(FAILURES)('and %s is reported, and the request goes on', async (_, fail) => {
    const { auth, events } = await rooted(fail);
    expect(auth.userId).toBe('alice');
    expect(auth.permits('view', OPEN)).toBe(true);
    expect(events).toEqual([expect.objectContaining({ event: 'root_failed', code: null })]);
  });

  it.each([
    ['permits', (auth: Auth) => auth.permits('view')],
    ['decide', (auth: Auth) => auth.decide('view')],
    ['require', (auth: Auth) => auth.require('view')],
    ['a guard', (auth: Auth) => contextOf(auth).refusal('view')],
  ] as const)('throws its error when %s needs the root', async (_, need) => {
    const { auth } = await rooted(() => {
      throw DOWN;
    });
    expect(thrownBy(() => need(auth))).toBe(DOWN);
  });

  it.each(
    NONSENSE_SOON_OR_LATER.filter(
      ([name]) => !/undefined|empty object|object with|Map|function/.test(name),
    ),
  )('returns %s: that is reported, and throws when the root is needed', async (_, make) => {
    const { auth, events } = await rooted(make);
    expect(events.map(({ event }) => event)).toEqual(['root_failed']);
    expect(() => auth.permits('view')).toThrow();
  });

  it('answers with the AuthError that it threw, in the form of the framework', async () => {
    class Mine extends Error {}
    const missing = (): never => {
      throw new AuthError('resource_missing');
    };
    const { auth } = await rooted(missing, {
      ...bearer(handMade({ sub: 'alice' })),
      thrown: ({ code }) => new Mine(code),
    });
    expect(thrownBy(() => auth.require('view'))).toEqual(new Mine('resource_missing'));
  });
});

type Auth = Awaited<ReturnType<typeof rooted>>['auth'];
