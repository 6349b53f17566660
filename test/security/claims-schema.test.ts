import { type } from 'arktype';
import * as v from 'valibot';
import { describe, expect, expectTypeOf, it } from 'vitest';
import * as z from 'zod';
import { createSecurity } from '../../src/index.ts';
import { claimsSchema } from '../../src/security/claims-schema.ts';
import { contextOf } from '../../src/security/internals.ts';
import { FAILURES, foreign, NONSENSE_SOON_OR_LATER } from '../support/nonsense.ts';
import { bearer, handMade, SECRET, setUp } from '../support/security.ts';

const roles = z.array(z.string());
const SCHEMAS = [
  ['zod', z.object({ sub: z.string(), roles })],
  [
    'zod, asynchronous',
    z.object({ sub: z.string(), roles: roles.refine(async ({ length }) => length < 9) }),
  ],
  ['valibot', v.object({ sub: v.string(), roles: v.array(v.string()) })],
  ['arktype', type({ sub: 'string', roles: 'string[]' })],
] as const;

/** A schema whose `validate` is this function. */
const schemaOf = (validate: unknown) =>
  ({ '~standard': { version: 1, vendor: 'x', validate } }) as never;
const authWith = async (validate: unknown, claims: object = { sub: 'alice' }) => {
  const set = setUp({ claims: schemaOf(validate) });
  return { ...set, auth: await set.security.authenticate(bearer(handMade(claims))) };
};

describe('a claims schema', () => {
  it.each(SCHEMAS)('of %s accepts claims, and gives them its type', async (_, claims) => {
    const security = createSecurity({
      privateKey: SECRET,
      expiration: '1m',
      claims,
      callback: (_id, context) => {
        expectTypeOf(context.claims.roles).toEqualTypeOf<string[]>();
        return context.claims.roles.map((role) => `role:${role}`);
      },
    });
    const token = await security.createToken('alice', { roles: ['admin'] } as never);
    const auth = await security.authenticate(bearer(token));
    if (auth.isAuthenticated) expectTypeOf(auth.claims.roles).toEqualTypeOf<string[]>();
    expect(auth.principals).toContain('role:admin');
    expect(Object.isFrozen(auth.claims)).toBe(true);
  });

  it.each(SCHEMAS)('of %s refuses claims of another type', async (_, claims) => {
    const { security } = setUp({ claims: claims as never });
    const auth = await security.authenticate(bearer(handMade({ sub: 'alice', roles: 'admin' })));
    expect(auth).toMatchObject({
      isAuthenticated: false,
      claims: null,
      failure: { code: 'token_claims_invalid' },
    });
  });

  it('gives handlers its output', async () => {
    const { auth } = await authWith(() => ({ value: { id: 7 } }));
    expect([auth.claims, auth.userId]).toEqual([{ id: 7 }, 'alice']);
  });

  it('is copied and frozen down to plain objects and lists; other objects are left alone', async () => {
    const date = new Date(0);
    const { auth } = await authWith(() => ({ value: { list: [{ x: 1 }], date } }));
    const claims = auth.claims as { list: object[]; date: Date };
    expect(claims).toEqual({ list: [{ x: 1 }], date });
    expect([claims, claims.list, claims.list[0]].every(Object.isFrozen)).toBe(true);
    expect([claims.date === date, Object.isFrozen(date)]).toEqual([true, false]);
  });

  it.each([
    ['an object of the application', () => ({ settings: { list: [1] } })],
    ['one that is frozen on top only', () => Object.freeze({ settings: { list: [1] } })],
    ['a list', () => Object.freeze({ settings: [[1]] })],
  ])('gives each request a copy of %s, which stays as it is (R075)', async (_, makeValue) => {
    const value = makeValue() as { settings: object };
    const set = setUp({ claims: schemaOf(() => ({ value })) });
    const read = async () =>
      (await set.security.authenticate(bearer(handMade({ sub: 'alice' })))).claims as typeof value;
    const [first, second] = [await read(), await read()];
    const inner = Object.values(first.settings)[0] as number[];
    expect(() => inner.push(2)).toThrow(TypeError);
    expect([first, second]).toEqual([value, value]);
    expect(first.settings).not.toBe(second.settings);
    expect(Object.isFrozen(value.settings)).toBe(false);
  });

  it('gives handlers claims that inherit nothing (R016)', async () => {
    const { auth } = await authWith(() => ({ value: { id: 7 } }));
    Object.assign(Object.prototype, { isAdmin: true });
    try {
      expect((auth.claims as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    } finally {
      delete (Object.prototype as { isAdmin?: boolean }).isAdmin;
    }
  });

  it('gives handlers an instance of a class as it is', async () => {
    class Staff {
      readonly name = 'alice';
      get isStaff(): boolean {
        return this.name === 'alice';
      }
    }
    const { auth } = await authWith(() => ({ value: new Staff() }));
    expect((auth.claims as unknown as Staff).isStaff).toBe(true);
  });

  it.each([
    [
      'contains itself',
      () => {
        const circle: { self?: object } = {};
        return Object.assign(circle, { self: circle });
      },
    ],
    ['has a member called __proto__', () => JSON.parse('{"a":{"__proto__":{"x":1}}}') as object],
  ])('whose output %s is a failure of the server, not of the token', async (_, makeValue) => {
    const { auth, events } = await authWith(() => ({ value: makeValue() }));
    expect([auth.isAuthenticated, auth.failure?.code]).toEqual([false, 'user_unavailable']);
    expect(JSON.stringify(events)).toMatch(/claims schema returned/);
  });

  it('is asked before the callback, which a refusal spares', async () => {
    let asked = 0;
    const { security } = setUp({
      claims: schemaOf(() => ({ issues: [{ message: 'no' }] })),
      callback: () => (asked++, []),
    });
    await security.authenticate(bearer(handMade({ sub: 'alice' })));
    expect(asked).toBe(0);
  });
});

describe('the refusal of a claims schema', () => {
  const reasonOf = async (issues: unknown) =>
    (await authWith(() => ({ issues }))).auth.failure?.reason;

  it('names the claims, and never the message, which may quote what the client sent', async () => {
    const issues = [
      { message: 'got hunter2', path: ['roles', 0] },
      { message: 'got hunter2', path: [{ key: 'sub' }] },
      { message: 'got hunter2', path: ['roles', 0] },
    ];
    expect(await reasonOf(issues)).toBe('The claims do not fit the schema, at: roles.0, sub.');
  });

  it.each([
    ['no path', [{ message: 'x' }], '(the whole)'],
    ['an empty path', [{ message: 'x', path: [] }], '(the whole)'],
    ['a name with other characters', [{ message: 'x', path: ['a\nb'] }], 'a?b'],
    ['a symbol in the path', [{ message: 'x', path: [Symbol('s')] }], 'Symbol?s?'],
  ])('names for an issue with %s: %s', async (_, issues, names) => {
    expect(await reasonOf(issues)).toBe(`The claims do not fit the schema, at: ${names}.`);
  });

  it('names at most five claims, and of each at most 80 characters', async () => {
    const issues = Array.from({ length: 9 }, (_, i) => ({
      message: 'x',
      path: [`${i}${'y'.repeat(200)}`],
    }));
    expect((await reasonOf(issues))?.length).toBeLessThan(5 * 82 + 50);
  });

  it('is waited for if a foreign promise has it', async () => {
    const { auth } = await authWith(() => foreign({ issues: [{ message: 'never' }] }));
    expect(auth.failure?.code).toBe('token_claims_invalid');
  });

  it.each([
    ['an empty list', []],
    ['a list', [{ message: 'x' }]],
  ])('takes place for issues that are %s, whatever value stands beside', async (_, issues) => {
    const { auth } = await authWith(() => ({ issues, value: { sub: 'alice' } }));
    expect([auth.isAuthenticated, auth.failure?.code]).toEqual([false, 'token_claims_invalid']);
  });
});

describe('a claims schema that fails', () => {
  const expectUnavailable = ({ auth, events }: Awaited<ReturnType<typeof authWith>>) => {
    expect(auth).toMatchObject({
      isAuthenticated: false,
      claims: null,
      failure: { code: 'user_unavailable' },
    });
    expect(contextOf(auth).refusal('edit')?.status).toBe(503);
    expect(events[0]).toMatchObject({ event: 'schema_failed', code: 'user_unavailable' });
  };

  it.each(FAILURES)('and %s makes the request anonymous, and guards 503', async (_, fail) => {
    expectUnavailable(await authWith(fail));
  });

  it.each(NONSENSE_SOON_OR_LATER)(
    'and returns %s makes the request anonymous, and guards 503',
    async (_, make) => {
      expectUnavailable(await authWith(make));
    },
  );

  it.each(NONSENSE_SOON_OR_LATER.filter(([name]) => !/object|Map/.test(name)))(
    'and returns as value %s makes the request anonymous, and guards 503',
    async (_, make) => {
      expectUnavailable(await authWith(async () => ({ value: await make() })));
    },
  );

  it.each([
    ['null', null],
    ['a list', [{ sub: 'alice' }]],
  ])('and returns as value %s makes the request anonymous, and guards 503', async (_, value) => {
    expectUnavailable(await authWith(() => ({ value })));
  });

  it.each([
    ['null', null],
    ['a string', 'no'],
    ['a number', 7],
    ['a list of nonsense', [null]],
  ])(
    'and returns issues that are %s makes the request anonymous, and guards 503',
    async (_, issues) => {
      expectUnavailable(await authWith(() => ({ issues, value: { sub: 'alice' } })));
    },
  );

  it.each([
    ['no result', 7, 'no result of Standard Schema'],
    ['a result without claims', { value: 7 }, 'let its output be an object'],
  ])('and returns %s is reported with the cure', async (_, result, cure) => {
    const { events } = await authWith(() => result);
    expect(events[0]?.reason).toContain(cure);
  });

  it('answers verifyToken with the same failure', async () => {
    const { security } = await authWith(() => 7);
    expect(await security.verifyToken(handMade({ sub: 'alice' }))).toMatchObject({
      ok: false,
      error: { code: 'user_unavailable' },
    });
  });
});

it('claimsSchema answers at once if the schema does', () => {
  expect(claimsSchema(schemaOf((value: object) => ({ value })))({ sub: 'a' })).toEqual({
    ok: true,
    claims: { sub: 'a' },
  });
});
