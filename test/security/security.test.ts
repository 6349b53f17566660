import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Allow, headerPolicy } from '../../src/index.ts';
import type { AuthContext } from '../../src/index.ts';
import { bearer, handMade, secret, setUp, START, view } from './set-up.ts';

const now = START / 1000;

describe('a request', () => {
  it('asks the callback once, however often its answer is used, and with the claims and the view', async () => {
    const asked: unknown[] = [];
    for (const wrap of [(answer: string[]) => answer, async (answer: string[]) => answer]) {
      const { security } = setUp({
        root: { acl: [[Allow, 'role:a', 'edit']] },
        callback: (id, { claims, view: seen }) => {
          asked.push([id, claims['x'], seen.method]);
          return wrap(['role:a']);
        },
      });
      const auth = await security.authenticate(bearer(handMade({ sub: 'alice', x: 1 })));
      expect([
        auth.permits('edit'),
        auth.permits('edit'),
        auth.decide('edit').allowed,
        auth.principals.length,
      ]).toEqual([true, true, true, 4]);
      auth.require('edit');
    }
    expect(asked).toEqual([
      ['alice', 1, 'GET'],
      ['alice', 1, 'GET'],
    ]);
  });

  it('asks it for nobody whose token is refused, and not without one', async () => {
    let asked = 0;
    const { security } = setUp({ callback: () => (asked++, []) });
    for (const request of [
      view(),
      bearer('x.y.z'),
      bearer(handMade({ sub: 'a', exp: now })),
      bearer(handMade({})),
      bearer(handMade({ sub: {} })),
    ])
      await security.authenticate(request);
    expect(asked).toBe(0);
  });

  it('is answered at once when nothing has to be waited for, and by a promise when something has', async () => {
    const token = bearer(handMade({ sub: 'a' }));
    for (const [options, waits] of [
      [{}, false],
      [{ callback: () => [] }, false],
      [{ callback: async () => [] }, true],
    ] as const) {
      const found = setUp(options).security.authenticate(token);
      expect(found instanceof Promise).toBe(waits);
      expect((await found).userId).toBe('a');
    }
    for (const request of [view(), bearer('x')])
      expect(setUp({ callback: async () => [] }).security.authenticate(request)).not.toBeInstanceOf(
        Promise,
      );
  });

  it('of a user whom the callback does not know is of nobody, though the claims can be read', async () => {
    const auth = await setUp({ callback: () => null }).security.authenticate(
      bearer(handMade({ sub: 7, x: 1 })),
    );
    expect(auth).toMatchObject({
      isAuthenticated: false,
      userId: null,
      unauthenticatedUserId: 7,
      claims: { sub: 7, x: 1 },
    });
    expect([auth.principals, auth.failure?.code]).toEqual([['system.Everyone'], 'user_unknown']);
  });

  it('is let fail by an error of the callback, and never goes on as nobody or somebody', async () => {
    const broken = new Error('the database is gone');
    const failing = (): never => {
      throw broken;
    };
    expect(() =>
      setUp({ callback: failing }).security.authenticate(bearer(handMade({ sub: 'a' }))),
    ).toThrow(broken);
    await expect(
      setUp({ callback: async () => failing() }).security.authenticate(
        bearer(handMade({ sub: 'a' })),
      ),
    ).rejects.toBe(broken);
  });

  it('asks about the root that a function gives for it, when no resource is named', async () => {
    const { security } = setUp({ root: (seen) => ({ acl: [[Allow, 'user:a', seen.method]] }) });
    const auth = await security.authenticate(bearer(handMade({ sub: 'a' })));
    expect([
      auth.permits('GET'),
      auth.permits('POST'),
      auth.permits('x', { acl: [[Allow, 'user:a', 'x']] }),
    ]).toEqual([true, false, true]);
    expect(auth.permits('GET', null)).toBe(false);
  });

  it('is told apart by the types: somebody has an id and claims', async () => {
    const auth: AuthContext = await setUp().security.authenticate(bearer(handMade({ sub: 'a' })));
    if (!auth.isAuthenticated) throw new Error('nobody');
    const id: string | number = auth.userId;
    expect([id, auth.claims.sub]).toEqual(['a', 'a']);
  });
});

describe('a token', () => {
  const forged = (claims: object) => handMade(claims).replace(/.{4}$/, 'AAAA');

  it('is told to be forged before a word of it is believed', async () => {
    const { security } = setUp({ audience: 'shop', requiredClaims: ['jti'] });
    for (const claims of [
      { exp: 1 },
      { nbf: now + 99 },
      { aud: 'x' },
      { sub: {} },
      {},
      { exp: 'x' },
    ])
      expect(await security.verifyToken(forged(claims))).toMatchObject({
        ok: false,
        error: { code: 'token_signature_invalid' },
      });
  });

  it('with a member that is there twice says the last, to every reader', async () => {
    const payload = Buffer.from(`{"sub":"mallory","sub":"alice","\\u0073ub":"bob"}`).toString(
      'base64url',
    );
    const input = `${Buffer.from('{"alg":"none","alg":"HS512"}').toString('base64url')}.${payload}`;
    const token = `${input}.${createHmac('sha512', secret).update(input).digest('base64url')}`;
    const auth = await setUp().security.authenticate(bearer(token));
    expect([auth.userId, auth.claims?.sub]).toEqual(['bob', 'bob']);
  });

  it('may have claims called then, constructor and hasOwnProperty, which do nothing', async () => {
    const claims = JSON.parse(
      '{"sub":"a","then":"x","constructor":{"prototype":{}},"hasOwnProperty":1,"toString":null}',
    ) as object;
    const result = await setUp({ requiredClaims: ['then'] }).security.verifyToken(handMade(claims));
    expect(result.ok && result.claims).toEqual(claims);
    expect(({} as { prototype?: object }).prototype).toBeUndefined();
  });

  it('in the query, the body or another header is not looked at', async () => {
    const token = handMade({ sub: 'a' });
    const { security } = setUp({ policies: [headerPolicy()] });
    for (const name of [
      'x-authorization',
      'proxy-authorization',
      'x-forwarded-authorization',
      'cookie',
      'authorization_',
    ])
      expect(
        (await security.authenticate(view({ [name]: `Bearer ${token}` }))).isAuthenticated,
      ).toBe(false);
  });

  it('and a key are in no message and no log line', async () => {
    const { security, logged } = setUp();
    const token = handMade({ sub: 'a', exp: now });
    const auth = await security.authenticate(bearer(token));
    const written = JSON.stringify([logged, auth.failure]) + String(auth.failure?.message);
    for (const part of [secret, ...token.split('.')]) expect(written).not.toContain(part);
  });
});
