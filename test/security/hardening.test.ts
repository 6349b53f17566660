import { describe, expect, it } from 'vitest';
import { NodeRequestView } from '../../src/adapters/_node-http.ts';
import { authenticate, permit } from '../../src/adapters/fetch.ts';
import { Allow, Authenticated, AuthError, cookiePolicy } from '../../src/index.ts';
import { bearer, handMade, setUp, START, view } from './set-up.ts';

/** What has a `then` and is no promise of ours: one of another library, or of another realm. */
// oxlint-disable-next-line unicorn/no-thenable -- that is what is handed in
const thenable = <T>(value: T) =>
  ({
    then: (take: (value: T) => void) => void setTimeout(() => take(value), 1),
  }) as unknown as Promise<T>;

describe('answers that come later', () => {
  it('are waited for from a schema, whoever made the promise', async () => {
    const claims = {
      '~standard': {
        version: 1 as const,
        vendor: 'x',
        validate: () => thenable({ issues: [{ message: 'never' }] }),
      },
    };
    const { security } = setUp({ claims: claims as never });
    const auth = await security.authenticate(bearer(await security.createToken('alice')));
    expect([auth.isAuthenticated, auth.failure?.code]).toEqual([false, 'token_claims_invalid']);
  });

  it('are waited for from a callback', async () => {
    const { security } = setUp({ callback: () => thenable(['role:a']) });
    const auth = await security.authenticate(bearer(await security.createToken('alice')));
    expect(auth.principals).toContain('role:a');
  });

  it('are waited for from a resource function', async () => {
    const { security } = setUp();
    const page = thenable({ acl: [[Allow, Authenticated, 'x']] });
    const handler = authenticate(security)(
      permit('x', () => page as never)(() => new Response('in')),
    );
    const headers = { authorization: `Bearer ${await security.createToken('a')}` };
    expect((await handler(new Request('http://a.example/', { headers }))).status).toBe(200);
  });
});

describe('an AuthError', () => {
  it('out of an ACL function is the answer of the guard', async () => {
    const acl = (): never => {
      throw new AuthError('store_unavailable');
    };
    const { security } = setUp({ root: { acl } });
    const handler = authenticate(security)(permit('x')(() => new Response('in')));
    expect((await handler(new Request('http://a.example/'))).status).toBe(503);
  });
});

describe('a header field', () => {
  it('may begin with any letter that a name may begin with', () => {
    for (const name of ['_token', '^t', '~t', 'X-Token', '1a'])
      expect(
        new NodeRequestView({ rawHeaders: [name, 'x'] } as never).header(name.toLowerCase()),
        name,
      ).toBe('x');
  });
});

describe('claims with a member that is called __proto__', () => {
  it('make no token, of whatever kind it is', async () => {
    for (const text of [
      '{"__proto__":null}',
      '{"__proto__":5}',
      '{"__proto__":{"jti":"x","exp":1}}',
    ]) {
      for (const options of [{}, { jsonReplacer: (_: string, value: unknown) => value }])
        await expect(
          setUp(options).security.createToken('a', JSON.parse(text) as object as never),
        ).rejects.toThrow(AuthError);
    }
  });

  it('are no default claims', () => {
    expect(() =>
      setUp({ defaultClaims: JSON.parse('{"__proto__":{"jti":"x"}}') as never }),
    ).toThrow(/defaultClaims/);
  });
});

describe('a clock that tells no number', () => {
  it('lets nobody in', async () => {
    const token = await setUp({ clock: () => 1e12 }).security.createToken('a');
    const { security } = setUp({ clock: () => NaN });
    expect((await security.authenticate(bearer(token))).isAuthenticated).toBe(false);
    expect(
      (await security.authenticate(bearer(handMade({ sub: 'a', nbf: 5 })))).isAuthenticated,
    ).toBe(false);
  });
});

describe('a session that cannot be carried on as it is', () => {
  const due = { sub: 'a', iat: START / 1000 - 100, exp: START / 1000 + 100 };
  const authOf = (claims: object) => {
    const { security } = setUp({ policies: [cookiePolicy({ reissueTime: 10 })], leeway: 200 });
    return security.authenticate(view({ cookie: `__Host-Authorization=${handMade(claims)}` }));
  };

  it('is carried on without an audience that names nobody', async () => {
    for (const aud of ['', [], 0, null]) {
      const auth = await authOf({ ...due, aud });
      expect(
        [auth.isAuthenticated, auth.headersFor(200).some(([name]) => name === 'Set-Cookie')],
        JSON.stringify(aud),
      ).toEqual([true, true]);
    }
  });

  it('keeps its old cookie where the next cannot be made: writing the headers does not throw', async () => {
    const auth = await authOf({ ...due, exp: due.iat });
    expect(auth.isAuthenticated).toBe(true);
    expect(auth.headersFor(200).some(([name]) => name === 'Set-Cookie')).toBe(false);
  });
});

describe('what a verifier remembers', () => {
  it('cannot be changed by whoever gets hold of it', async () => {
    const { security } = setUp();
    const token = await security.createToken('alice');
    const { verifier } = (
      security as never as { core: { verifier: { verify(text: string, now: number): object } } }
    ).core;
    const results = [1, 2, 3, 4].map(() => verifier.verify(token, START / 1000));
    expect([results[2] === results[3], Object.isFrozen(results[3])]).toEqual([true, true]);
  });
});
