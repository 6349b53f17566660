import { describe, expect, it } from 'vitest';
import { guards } from '../../src/adapter.ts';
import { Allow, AuthError, Authenticated, Everyone, Public } from '../../src/index.ts';
import type { AuthContext, Resource, SecurityOptions } from '../../src/index.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { authenticatedOf, checkRule, ruleOf, unguardedRefusal } from '../../src/security/guard.ts';
import { letPreflightPass } from '../../src/security/access-notes.ts';
import { contextOf } from '../../src/security/internals.ts';
import { DOWN, foreign, NONSENSE } from '../support/nonsense.ts';
import { authFor, bearer, setUp, thrownBy, view } from '../support/security.ts';

const ROOT: Resource = {
  acl: [
    [Allow, Authenticated, 'view'],
    [Allow, Everyone, 'read'],
  ],
};
const OPEN: Resource = { acl: [[Allow, Everyone, 'edit']] };
const CLOSED: Resource = { acl: [] };
const options: Partial<SecurityOptions> = { root: ROOT };

const alice = () => authFor(setUp(options));
const anonymous = async () => setUp(options).security.authenticate(view());

/** What a guard of this permission and resource answers: 200, or the status of the refusal. */
async function answer(
  auth: AuthContext,
  permission: unknown,
  resource: readonly [unknown?] = [],
  required = false,
): Promise<number> {
  const rule = ruleOf(permission, resource as [], required);
  return (await checkRule(auth, rule, []))?.status ?? 200;
}

describe('a guard of a permission', () => {
  it('asks the root without a resource', async () => {
    const auth = await alice();
    expect([await answer(auth, 'view'), await answer(auth, 'edit')]).toEqual([200, 403]);
  });

  it('asks the resource', async () => {
    const auth = await alice();
    expect([await answer(auth, 'edit', [OPEN]), await answer(auth, 'view', [CLOSED])]).toEqual([
      200, 403,
    ]);
  });

  it('lets an anonymous request through if the ACL allows everyone, else answers 401', async () => {
    const auth = await anonymous();
    expect([await answer(auth, 'read'), await answer(auth, 'view')]).toEqual([200, 401]);
  });

  it('answers at once if nothing has to be waited for', async () => {
    const rule = ruleOf('edit', [() => OPEN], false);
    expect(checkRule(await alice(), rule, [])).toBeNull();
  });

  it('evaluates the ACL of a refused request once', async () => {
    let asked = 0;
    const fickle: Resource = { acl: () => (asked++ === 0 ? [] : [[Allow, Everyone, 'edit']]) };
    expect([await answer(await alice(), 'edit', [fickle]), asked]).toEqual([403, 1]);
  });
});

describe('a resource function', () => {
  it('gets the arguments of the handler', async () => {
    const seen: unknown[] = [];
    const rule = ruleOf<[string, number]>('edit', [(...args) => (seen.push(...args), OPEN)], false);
    await checkRule(await alice(), rule, ['request', 7]);
    expect(seen).toEqual(['request', 7]);
  });

  it.each([
    ['at once', () => OPEN],
    ['in a promise', async () => OPEN],
    ['in a foreign promise', () => foreign(OPEN)],
  ])('may return the resource %s', async (_, find) => {
    expect(await answer(await alice(), 'edit', [find])).toBe(200);
  });

  const missing: [string, () => unknown][] = [
    ['null', () => null],
    ['undefined', () => undefined],
    ['a promise of null', async () => null],
    ['a promise of undefined', async () => undefined],
    ['a foreign promise of null', () => foreign(null)],
  ];
  it.each(missing)('that returns %s makes a 404, never the root', async (_, find) => {
    expect(await answer(await alice(), 'view', [find])).toBe(404);
  });

  it.each(missing)('that returns %s makes a 401 for an anonymous request', async (_, find) => {
    expect(await answer(await anonymous(), 'read', [find])).toBe(401);
  });

  it.each(NONSENSE.filter(([name]) => !/undefined|then/.test(name)))(
    'that returns %s lets no request through',
    async (_, value) => {
      const rule = ruleOf('view', [() => value as never], false);
      const auth = await alice();
      // A value that has no ACL is denied; one that can have none is a mistake that is reported.
      const result = await Promise.resolve()
        .then(() => checkRule(auth, rule, []))
        .catch((error: unknown) => error);
      expect(result).toBeInstanceOf(Error);
      if (AuthError.isAuthError(result)) expect(result.status).toBe(403);
      else expect(result).toBeInstanceOf(ConfigurationError);
    },
  );

  it.each([
    [
      'throws',
      () => {
        throw new AuthError('permission_denied');
      },
    ],
    [
      'rejects with',
      async () => {
        throw new AuthError('permission_denied');
      },
    ],
  ])('that %s an AuthError refuses with it', async (_, find) => {
    expect(await answer(await alice(), 'edit', [find])).toBe(403);
  });

  it('that throws another error hands it to the framework', async () => {
    const auth = await alice();
    const fail = (): never => {
      throw DOWN;
    };
    expect(thrownBy(() => checkRule(auth, ruleOf('edit', [fail], false), []))).toBe(DOWN);
    const reject = async (): Promise<never> => fail();
    await expect(checkRule(auth, ruleOf('edit', [reject], false), [])).rejects.toBe(DOWN);
  });
});

describe('an ACL function that throws', () => {
  const refusing: Resource = {
    acl: () => {
      throw new AuthError('store_unavailable');
    },
  };

  it.each([
    ['of a resource', [refusing]],
    ['of a resource that was found later', [async () => refusing]],
  ])('an AuthError, %s, refuses with it', async (_, resource) => {
    expect(await answer(await alice(), 'edit', resource as never)).toBe(503);
  });

  it('an AuthError, of the root, refuses with it', async () => {
    const auth = await authFor(setUp({ root: refusing }));
    expect(await answer(auth, 'edit')).toBe(503);
  });
});

describe('a public guard', () => {
  it('lets everyone through without asking for the resource', async () => {
    const find = (): never => {
      throw DOWN;
    };
    expect(await answer(await anonymous(), Public, [find])).toBe(200);
  });

  it('lets a refused credential through', async () => {
    const auth = await setUp(options).security.authenticate(bearer('x.y.z'));
    expect(await answer(auth, Public)).toBe(200);
  });

  it('still needs authenticate before it', () => {
    expect(() => checkRule(undefined, ruleOf(Public, [], false), [])).toThrow(ConfigurationError);
  });
});

describe('a guard that requires a user', () => {
  it('lets a user through without a permission', async () => {
    expect(await answer(await alice(), undefined, [], true)).toBe(200);
  });

  it('answers an anonymous request with 401', async () => {
    expect(await answer(await anonymous(), undefined, [], true)).toBe(401);
  });

  it('answers an anonymous request with 401 even if the ACL allows everyone', async () => {
    expect(await answer(await anonymous(), 'read', [], true)).toBe(401);
    expect(await answer(await anonymous(), 'edit', [OPEN], true)).toBe(401);
  });

  it('asks the ACL for a user', async () => {
    const auth = await alice();
    expect([await answer(auth, 'view', [], true), await answer(auth, 'edit', [], true)]).toEqual([
      200, 403,
    ]);
  });

  it('does not look for the resource of an anonymous request', async () => {
    let asked = 0;
    await answer(await anonymous(), 'edit', [() => (asked++, OPEN)], true);
    expect(asked).toBe(0);
  });
});

describe('ruleOf rejects when the guard is made', () => {
  it.each([[undefined], [null], [''], [7], [['edit']], [{}], [true]])(
    'the permission %j',
    (permission) => {
      expect(() => ruleOf(permission, [], false)).toThrow(ConfigurationError);
      expect(() => ruleOf(permission, [], false)).toThrow(/is not a name/);
    },
  );

  it.each([[null], [''], [7]])(
    'the permission %j of a guard that requires a user',
    (permission) => {
      expect(() => ruleOf(permission, [], true)).toThrow(ConfigurationError);
    },
  );

  it('Public for a guard that requires a user: it would let everyone through', () => {
    expect(() => ruleOf(Public, [], true)).toThrow(ConfigurationError);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
  ])('a resource that is %s, which would be the root', (name, resource) => {
    const make = () => ruleOf('edit', [resource as never], false);
    expect(make).toThrow(ConfigurationError);
    expect(make).toThrow(`The resource of permit('edit') is ${name}`);
  });
});

describe('authenticatedOf', () => {
  it('returns the context of a user', async () => {
    const auth = await alice();
    expect(authenticatedOf(auth)).toBe(auth);
  });

  it('throws 401 for an anonymous request', async () => {
    const auth = await anonymous();
    expect(thrownBy(() => authenticatedOf(auth))).toMatchObject({
      code: 'credentials_missing',
      status: 401,
    });
  });

  it('throws the code of a refused credential', async () => {
    const auth = await setUp().security.authenticate(bearer('x.y.z'));
    expect(thrownBy(() => authenticatedOf(auth))).toMatchObject({ code: 'token_malformed' });
  });

  it('throws 503 if the user could not be looked up', async () => {
    const callback = (): never => {
      throw DOWN;
    };
    const auth = await authFor(setUp({ callback }));
    expect(thrownBy(() => authenticatedOf(auth))).toMatchObject({
      code: 'user_unavailable',
      status: 503,
    });
  });

  it('throws what the framework wants thrown', async () => {
    const auth = await setUp().security.authenticate(view({}, { thrown: ({ code }) => code }));
    expect(thrownBy(() => authenticatedOf(auth))).toBe('credentials_missing');
  });

  it('throws a ConfigurationError without authenticate', () => {
    expect(() => authenticatedOf(undefined)).toThrow(ConfigurationError);
  });
});

describe('the guards of a framework', () => {
  const { permit, required } = guards<[AuthContext], () => unknown, string>(
    { auth: (auth) => auth, refuse: (error) => (error as AuthError).code },
    () => () => undefined,
  );

  it("permit('edit', undefined) without options is rejected when it is made", () => {
    expect(() => permit('edit', undefined)).toThrow(ConfigurationError);
  });

  it("permit('edit', undefined, options) is about the root", () => {
    expect(() => permit('edit', undefined, {})).not.toThrow();
  });

  it.each([
    ['no arguments', () => required()],
    ['options alone', () => required({})],
    ['a permission', () => required('edit')],
  ])('required takes %s', (_, make) => {
    expect(make).not.toThrow();
  });

  it('required(Public) is rejected when it is made', () => {
    expect(() => required(Public as never)).toThrow(ConfigurationError);
  });
});

describe('a preflight', () => {
  const asked = { origin: 'https://app.example', 'access-control-request-method': 'PUT' };
  const preflight = (more: object = {}, method = 'OPTIONS') =>
    view({ ...asked, ...more }, { method });

  it('passes every guard that lets it pass, and asks no resource function', async () => {
    const auth = await setUp(options).security.authenticate(preflight());
    letPreflightPass(contextOf(auth));
    const find = () => {
      throw new Error('A preflight has nothing to find a resource by.');
    };
    const rules = [
      ruleOf('edit', [find], false),
      ruleOf('edit', [], true),
      ruleOf(undefined, [], true),
    ];
    expect(rules.map((rule) => checkRule(auth, rule, []))).toEqual([null, null, null]);
    expect(unguardedRefusal(auth, 'no rule')).toBeNull();
  });

  it('passes no check of a handler', async () => {
    const auth = await setUp(options).security.authenticate(preflight());
    letPreflightPass(contextOf(auth));
    expect(await thrownBy(() => auth.require('edit'))).toMatchObject({ status: 401 });
    expect(() => authenticatedOf(auth)).toThrow(AuthError);
  });

  it('is checked like any other request if it carries a credential (R088)', async () => {
    const { security } = setUp(options);
    const token = `Bearer ${await security.createToken('alice')}`;
    const answers = [];
    for (const authorization of [token, 'Bearer a.b.c']) {
      const auth = await security.authenticate(preflight({ authorization }));
      letPreflightPass(contextOf(auth));
      answers.push(await answer(auth, 'edit'));
    }
    expect(answers).toEqual([403, 401]);
  });

  it('is none if a middleware makes another method of it, or made it of another (R086)', async () => {
    const { security } = setUp(options);
    const answers = [];
    for (const [before, after] of [
      ['OPTIONS', 'DELETE'],
      ['POST', 'OPTIONS'],
      ['OPTIONS', 'OPTIONS'],
    ] as const) {
      const request = { ...preflight({}, before), method: before as string };
      const auth = await security.authenticate(request);
      letPreflightPass(contextOf(auth));
      request.method = after;
      answers.push(await answer(auth, 'edit'));
    }
    expect(answers).toEqual([401, 401, 200]);
  });
});
