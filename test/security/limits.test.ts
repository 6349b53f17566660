import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Acl, AuthContext, CreateTokenOptions, Limits, Resource } from '../../src/index.ts';
import {
  Allow,
  AllPermissions,
  cookiePolicy,
  Deny,
  Everyone,
  headerPolicy,
  Public,
  user,
} from '../../src/index.ts';
import { aclFor } from '../../src/query.ts';
import { checkRule, ruleOf } from '../../src/security/guard.ts';
import { isNoWider, isWithin, nameOf } from '../../src/security/limits.ts';
import { bearer, handMade, NOW, revocable, setUp } from '../support/security.ts';

const LIMITED = { alg: 'HS512', typ: 'limited+jwt' };
const ALL: Acl = [[Allow, user('alice'), AllPermissions]];
const root: Resource = { name: 'site', acl: ALL };
const report: Resource = { name: 'report 7', parent: root };
const page: Resource = { name: 'page 1', parent: report };
const other: Resource = { name: 'report 8', parent: root };

/** The context of a request of alice with a token of these limits; null for none. */
async function authWith(lim: object | null, options: object = {}): Promise<AuthContext> {
  const { security } = setUp({ root, permissions: ['read', 'edit', 'constructor'], ...options });
  const claims = { sub: 'alice', exp: NOW + 60 };
  const token = lim === null ? handMade(claims) : handMade({ ...claims, lim }, LIMITED);
  return security.authenticate(bearer(token));
}

const codeOf = (run: () => unknown): unknown => {
  try {
    run();
    return null;
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
};

describe('a context of a limited token', () => {
  it('permits what the ACLs allow and its limits have', async () => {
    const auth = await authWith({ permissions: ['read'] });
    expect([auth.permits('read'), auth.permits('edit')]).toEqual([true, false]);
    expect([auth.permits('read', page), auth.permits('edit', page)]).toEqual([true, false]);
    const none: Resource = { name: 'closed', acl: [[Deny, Everyone, 'read']], parent: root };
    expect(auth.permits('read', none)).toBe(false);
    expect(auth.permits('read', null)).toBe(false);
  });

  it('is not widened by the name of a member that all objects have', async () => {
    const auth = await authWith({ permissions: [] });
    expect(auth.permits('constructor')).toBe(false);
    expect((await authWith({ permissions: ['constructor'] })).permits('constructor')).toBe(true);
  });

  it('holds for a resource by its name, and for what is inside it', async () => {
    const auth = await authWith({ resource: 'report 7' });
    expect([report, page].map((at) => auth.permits('edit', at))).toEqual([true, true]);
    expect([root, other].map((at) => auth.permits('edit', at))).toEqual([false, false]);
    expect(auth.permits('edit')).toBe(false);
    expect(auth.permits('edit', null)).toBe(false);
  });

  it('takes no inherited name for that of a resource', async () => {
    class Report {
      readonly parent = root;
      get name(): string {
        return 'report 7';
      }
    }
    const inherited = Object.create({ name: 'report 7' }, { parent: { value: root } }) as Resource;
    const auth = await authWith({ resource: 'report 7' });
    for (const odd of [new Report(), inherited, { name: 7 as never, parent: root }])
      expect([auth.permits('edit', odd), nameOf(odd)]).toEqual([false, null]);
  });

  it('says in its decision that the token refuses, and what the ACL would say if that does', async () => {
    const auth = await authWith({ permissions: ['read'] });
    const outside = auth.decide('edit', page);
    expect(outside).toMatchObject({ allowed: false, ace: null, aceIndex: -1, lineageIndex: -1 });
    expect(outside.reason).toBe(
      'Denied: the token is limited to "read", and was asked for the permission "edit".',
    );
    expect(outside.trace()).toEqual([
      {
        resource: root,
        lineageIndex: 2,
        aceIndex: 0,
        ace: [Allow, user('alice'), AllPermissions],
        outcome: 'outside limits',
      },
      { resource: page, lineageIndex: -1, aceIndex: -1, ace: null, outcome: 'decided' },
    ]);
    expect(JSON.parse(JSON.stringify(outside))).toMatchObject({
      allowed: false,
      permission: 'edit',
    });
    expect(auth.decide('read', page)).toMatchObject({ allowed: true, aceIndex: 0 });
    const closed: Resource = { acl: [[Deny, Everyone, 'edit']] };
    const denied = auth.decide('edit', closed);
    expect(denied).toMatchObject({ allowed: false, aceIndex: 0 });
    expect(denied.trace().map(({ outcome }) => outcome)).toEqual(['decided']);
    const inside = await authWith({ resource: 'report 7', permissions: ['read'] });
    expect(inside.decide('read', other).reason).toBe(
      'Denied: the token is limited to "read", on the resource "report 7" and what is inside it, and was asked for the permission "read" on "report 8".',
    );
  });

  it('throws permission_denied with the reason', async () => {
    const { security, events } = setUp({ root });
    const token = handMade({ sub: 'alice', lim: { permissions: ['read'] }, exp: NOW + 9 }, LIMITED);
    const auth = await security.authenticate(bearer(token));
    auth.require('read');
    expect(codeOf(() => auth.require('edit'))).toBe('permission_denied');
    expect(events.at(-1)).toMatchObject({
      event: 'request_refused',
      reason: expect.stringMatching(/limited to "read"/),
    });
  });

  it('names no scope that would be enough, because the token would still be limited', async () => {
    const acl: Acl = [[Allow, 'scope:write', 'edit']];
    const options = { root: { acl }, scopes: ['write'] };
    const challengeOf = async (lim: object | null): Promise<unknown> => {
      const refused = await checkRule(await authWith(lim, options), ruleOf('edit', [], false), []);
      return refused?.headers['WWW-Authenticate'];
    };
    expect(await challengeOf(null)).toMatch(/scope="write"/);
    expect(await challengeOf({ permissions: ['read'] })).not.toMatch(/scope=/);
  });

  it('counts in permissions, and in list', async () => {
    const template = aclFor<{ id: number }>()([[Allow, user('alice'), AllPermissions]]);
    const auth = await authWith({ permissions: ['read'] });
    expect(auth.permissions()).toEqual(['read']);
    expect([auth.list(template, 'read'), auth.list(template, 'edit')]).toEqual(['all', 'none']);
    const inside = await authWith({ resource: 'report 7' });
    expect(inside.permissions()).toEqual([]);
    expect(inside.permissions(page)).toEqual(['read', 'edit', 'constructor']);
    expect(inside.list(template, 'read')).toBe('none');
  });

  it('shows its limits, and null without any', async () => {
    expect((await authWith(null)).limits).toBeNull();
    expect((await authWith({})).limits).toMatchObject({ permissions: null, resource: null });
    expect((await authWith({ permissions: ['read'] })).limits).toMatchObject({
      permissions: ['read'],
      resource: null,
    });
  });

  it('hands out a copy of its limits, which widens nothing', async () => {
    const auth = await authWith({ permissions: ['read'] });
    const { limits } = auth;
    const permissions = limits?.permissions as string[];
    expect(() => permissions.push('edit')).toThrow(TypeError);
    expect(() => Object.assign(limits as object, { permissions: null })).toThrow(TypeError);
    expect(auth.permits('edit')).toBe(false);
  });

  it('is as before with limits that leave out nothing', async () => {
    const auth = await authWith({});
    expect([auth.permits('read'), auth.permits('edit', page)]).toEqual([true, true]);
    expect(checkRule(auth, ruleOf(undefined, [], true), [])).toBeNull();
  });
});

describe('a guard and a limited token', () => {
  it.each([{ permissions: ['read'] }, { resource: 'report 7' }])(
    'refuses it if no permission is asked for: %j',
    async (lim) => {
      const auth = await authWith(lim);
      const refused = await checkRule(auth, ruleOf(undefined, [], true), []);
      expect(refused).toMatchObject({ code: 'permission_denied', status: 403 });
      expect(refused?.reason).toMatch(/no permission is asked for/);
      expect(checkRule(auth, ruleOf(Public, [], false), [])).toBeNull();
    },
  );

  it('answers 404 only if the permission is within the limits', async () => {
    const codes = async (lim: object): Promise<unknown[]> => {
      const auth = await authWith(lim);
      return [
        codeOf(() => auth.require('read', null)),
        codeOf(() => auth.require('edit', undefined)),
        ((await checkRule(auth, ruleOf('read', [() => null], false), [])) ?? { code: null }).code,
      ];
    };
    expect(await codes({ permissions: ['read'] })).toEqual([
      'resource_missing',
      'permission_denied',
      'resource_missing',
    ]);
    expect(await codes({ resource: 'report 7' })).toEqual(Array(3).fill('permission_denied'));
    expect(await codes({})).toEqual(Array(3).fill('resource_missing'));
  });

  it('answers 401 first for a token that is refused', async () => {
    const { security, wait } = setUp({ root });
    const token = handMade({ sub: 'alice', lim: { permissions: ['read'] }, exp: NOW + 9 }, LIMITED);
    wait(10);
    const auth = await security.authenticate(bearer(token));
    expect(await checkRule(auth, ruleOf(undefined, [], true), [])).toMatchObject({
      code: 'token_expired',
    });
  });
});

describe('the limits of a cached token', () => {
  it('are not those of another token of the same user', async () => {
    const { security } = setUp({ root });
    const claims = { sub: 'alice', exp: NOW + 60 };
    const tokens = [
      handMade(claims),
      handMade({ ...claims, lim: { permissions: ['read'] } }, LIMITED),
      handMade({ ...claims, lim: {} }, LIMITED),
      handMade({ ...claims, lim: { resource: 'report 7' } }, LIMITED),
    ];
    for (let time = 0; time < 4; time++) {
      const asked = tokens.map(async (token) => {
        const auth = await security.authenticate(bearer(token));
        return [auth.permits('edit'), auth.permits('edit', page)];
      });
      expect(await Promise.all(asked)).toEqual([
        [true, true],
        [false, false],
        [true, true],
        [false, true],
      ]);
    }
  });
});

describe('isNoWider', () => {
  const limits = (
    permissions: string[] | null,
    resource: string | null = null,
    uses: number | null = null,
  ): Limits => ({ permissions, resource, uses });

  it.each([
    [null, null, true],
    [limits(['a']), null, true],
    [null, limits(null), false],
    [limits(null), limits(null), true],
    [limits(null), limits(['a']), false],
    [limits(['a']), limits(['a', 'b']), true],
    [limits(['a', 'c']), limits(['a', 'b']), false],
    [limits([]), limits(['a']), true],
    [limits(['a'], 'r'), limits(['a'], 'r'), true],
    [limits(['a'], 'r'), limits(['a'], 's'), false],
    [limits(['a']), limits(['a'], 'r'), false],
    [null, limits(null, null, 1), false],
    [limits(null), limits(null, null, 1), false],
    [limits(null, null, 1), limits(null), true],
    [limits(null, null, 2), limits(null, null, 2), true],
    [limits(null, null, 1), limits(null, null, 2), true],
    [limits(null, null, 3), limits(null, null, 2), false],
  ])('compares %j with %j: %s', (one, other, isNarrow) => {
    expect(isNoWider(one, other)).toBe(isNarrow);
  });

  it('lets through no limits that allow more in any way, and those that allow no more', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const resource = fc.option(fc.constantFrom('site', 'report 7', 'page 1'), { nil: null });
    const uses = fc.option(fc.integer({ min: 1, max: 3 }), { nil: null });
    const some = fc.record({
      permissions: fc.option(fc.uniqueArray(name), { nil: null }),
      resource,
      uses,
    });
    const any = fc.option(some, { nil: null });
    const allows = (one: Limits | null, permission: string, at: Resource, time: number): boolean =>
      one === null || (isWithin(one, permission, at) && time <= (one.uses ?? time));
    const isWider = (one: Limits | null, two: Limits | null): boolean =>
      ['a', 'b', 'c'].some((permission) =>
        [root, report, page, other].some((at) =>
          [1, 2, 3, 4].some(
            (time) => allows(one, permission, at, time) && !allows(two, permission, at, time),
          ),
        ),
      );
    fc.assert(
      fc.property(any, any, any, (one, two, three) => {
        if (isNoWider(one, two)) expect(isWider(one, two)).toBe(false);
        if (isNoWider(one, two) && isNoWider(two, three)) expect(isNoWider(one, three)).toBe(true);
        expect(isNoWider(one, one) && isNoWider(one, null)).toBe(true);
        if (two !== null && one !== null) {
          const both = { ...one, permissions: two.permissions, uses: two.uses };
          if (one.resource === two.resource) expect(isNoWider(both, two)).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('isWithin', () => {
  it('fails on a lineage that cannot be one, as the ACLs do', () => {
    const loop: { name: string; parent?: Resource } = { name: 'a' };
    loop.parent = { name: 'b', parent: loop };
    const limits = { permissions: null, resource: 'c' } as Limits;
    expect(() => isWithin(limits, 'read', loop)).toThrow(/lead back/);
  });
});

describe('a request with a limited token', () => {
  const options = {
    root,
    permissions: ['read', 'edit'],
    policies: [headerPolicy(), cookiePolicy({ reissueTime: 10 })],
    refresh: { cookie: { path: '/refresh' } },
  };

  it.each([{ only: ['read'] as const }, { resource: report }])(
    'makes no other token: %j',
    async (limits) => {
      const { security, events } = revocable(options);
      const token = await security.createToken('alice', {}, limits);
      const auth = await security.authenticate(bearer(token, { method: 'POST' }));
      const refused = { code: 'permission_denied', status: 403 };
      await expect(auth.createToken('alice')).rejects.toMatchObject(refused);
      await expect(auth.createToken('alice', {}, { only: ['read'] })).rejects.toMatchObject(
        refused,
      );
      await expect(auth.issueTokens('alice')).rejects.toMatchObject(refused);
      await expect(auth.refreshTokens()).rejects.toMatchObject(refused);
      expect(() => auth.remember('alice')).toThrow(expect.objectContaining(refused));
      expect(auth.take(200).filter(([name]) => name === 'Set-Cookie')).toEqual([]);
      expect(events.filter(({ event }) => event === 'request_refused')).toHaveLength(5);
      expect(events.at(-1)?.reason).toMatch(/^remember was called .* limited token/);
    },
  );

  it('may end itself', async () => {
    const { security } = revocable(options);
    const make = () => security.createToken('alice', {}, { only: ['read'] });
    const [one, two] = [await make(), await make()];
    await (await security.authenticate(bearer(one))).forget();
    await (await security.authenticate(bearer(two))).revoke();
    for (const token of [one, two])
      expect((await security.authenticate(bearer(token))).failure?.code).toBe('token_revoked');
  });
});

describe('limits over many calls', () => {
  const names = ['read', 'edit', 'share', 'support'] as const;
  const resources = [root, report, page, other];
  const subset = fc.option(fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }), {
    nil: undefined,
  });
  const firstLimits = fc.record(
    { only: subset, resource: fc.option(fc.constantFrom(root, report), { nil: undefined }) },
    { requiredKeys: [] },
  );
  const call = fc.oneof(
    fc.record({ kind: fc.constant('forward' as const), only: subset }),
    fc.record({ kind: fc.constant('createToken' as const), only: subset }),
    fc.record({ kind: fc.constantFrom('actAs' as const, 'issueTokens' as const) }),
  );

  it('only shrink: no call gains a permission that the first context did not have', async () => {
    const { security } = revocable({ root, audience: 'here', expiration: '1h', refresh: {} });
    const allowed = (auth: AuthContext): string[] =>
      resources.flatMap((at) =>
        names.flatMap((name) => (auth.permits(name, at) ? [`${name} ${at.name}`] : [])),
      );
    const given = <T extends object>(options: T): T =>
      Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
    await fc.assert(
      fc.asyncProperty(firstLimits, fc.array(call, { maxLength: 6 }), async (first, calls) => {
        const limits = given(first) as CreateTokenOptions;
        let auth = await security.authenticate(
          bearer(await security.createToken('alice', {}, limits)),
        );
        const before = allowed(auth);
        const isLimited = auth.limits !== null;
        for (const step of calls) {
          const only = 'only' in step ? given({ only: step.only }) : {};
          const make = {
            forward: () => auth.forward({ audience: 'here', ...only }),
            createToken: () => auth.createToken('alice', {}, only),
            actAs: () => auth.actAs('alice', 'support'),
            issueTokens: async () => (await auth.issueTokens('alice')).access_token,
          }[step.kind];
          const made = await make().catch(() => null);
          if (isLimited && step.kind !== 'forward') expect(made).toBeNull();
          if (made === null) continue;
          auth = await security.authenticate(bearer(made));
          expect(auth.failure).toBeNull();
          if (isLimited) expect(before).toEqual(expect.arrayContaining(allowed(auth)));
        }
      }),
      { numRuns: 150 },
    );
  });
});
