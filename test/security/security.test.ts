import { describe, expect, it, vi } from 'vitest';
import { Allow, cookiePolicy, createSecurity, keyRing } from '../../src/index.ts';
import type { AuthContext, SecurityOptions } from '../../src/index.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { contextOf, wiringOf } from '../../src/security/internals.ts';
import { pairFor, pemOf } from '../keys/sample-keys.ts';
import { DOWN, FAILURES } from '../support/nonsense.ts';
import {
  authFor,
  bearer,
  claimsIn,
  handMade,
  headerIn,
  login,
  NOW,
  post,
  SECRET,
  setUp,
  sliding,
  START,
  view,
} from '../support/security.ts';

const TOKEN = handMade({ sub: 'alice', exp: NOW + 60 });

/** A promise that is settled by hand. */
function later<T>() {
  let settle!: (value: T) => void;
  let fail!: (error: unknown) => void;
  const promise = new Promise<T>((resolve, reject) => {
    settle = resolve;
    fail = reject;
  });
  return { promise, settle, fail };
}

describe('a security', () => {
  it('answers questions of a request only: it has neither permits nor decide', () => {
    const { security } = setUp();
    expect('permits' in security || 'decide' in security).toBe(false);
  });

  it('signs with HS512 by default', async () => {
    const token = await setUp().security.createToken('alice');
    expect(headerIn(token)).toEqual({ alg: 'HS512', typ: 'JWT' });
  });

  it('keeps requests of two securities apart, whose cookies have different names', async () => {
    const [shop, staff] = ['shop', 'staff'].map((cookieName) =>
      setUp({ policies: [cookiePolicy({ cookieName })] }),
    ) as [ReturnType<typeof setUp>, ReturnType<typeof setUp>];
    const cookie = `${await login(shop, 'alice')}; ${await login(staff, 'bob')}`;
    const contexts = [
      await shop.security.authenticate(view({ cookie })),
      await staff.security.authenticate(view({ cookie })),
    ];
    expect(contexts.map(({ userId }) => userId)).toEqual(['alice', 'bob']);
    expect(contexts.map((context) => contextOf(context).isOf(wiringOf(shop.security)))).toEqual([
      true,
      false,
    ]);
  });

  it('rotates its keys without logging anyone out, until the old one is removed', async () => {
    const [old, fresh] = ['2025', '2026'].map((kid, index) => ({
      kty: 'oct',
      alg: 'HS512',
      kid,
      k: Buffer.alloc(64, `${index}key`).toString('base64url'),
    })) as [object, object];
    const withKeys = (...keys: object[]) =>
      setUp({ privateKey: undefined, keys: keyRing(keys as never), audit: 'off' }).security;
    const token = await withKeys(old).createToken('alice');
    const rotated = withKeys(fresh, old);
    expect((await rotated.authenticate(bearer(token))).userId).toBe('alice');
    expect(headerIn(await rotated.createToken('bob'))['kid']).toBe('2026');
    expect((await withKeys(fresh).authenticate(bearer(token))).failure?.code).toBe(
      'token_key_unknown',
    );
  });

  it('lets no caller change a verified token that it keeps', async () => {
    const { security } = setUp();
    const token = await security.createToken('alice');
    const { verifier } = wiringOf(security);
    const results = [1, 2, 3, 4].map(() => verifier.verify(token, NOW));
    expect([results[2] === results[3], Object.isFrozen(results[3])]).toEqual([true, true]);
  });
});

describe('authenticateToken', () => {
  it('finds out whose token it is, without a policy and a session', async () => {
    const auth = await setUp().security.authenticateToken(TOKEN);
    expect(auth).toMatchObject({ userId: 'alice', isAuthenticated: true, policy: null });
  });

  it('answers at once if nothing has to be waited for', () => {
    expect(setUp().security.authenticateToken(TOKEN)).not.toBeInstanceOf(Promise);
  });

  it.each([
    ['refused', 'x.y.z', 'token_malformed'],
    ['expired', handMade({ sub: 'a', exp: NOW }), 'token_expired'],
    ['empty', '', 'token_malformed'],
    ['no string', 7 as never, 'token_malformed'],
    ['undefined', undefined as never, 'token_malformed'],
  ])('is anonymous with a reason for a token that is %s', async (_, token, code) => {
    const auth = await setUp().security.authenticateToken(token);
    expect([auth.isAuthenticated, auth.failure?.code]).toEqual([false, code]);
  });

  it('asks the callback and the root with the request that opened the connection', async () => {
    const request = view({}, { url: '/socket' });
    const seen: unknown[] = [];
    const { security } = setUp({
      callback: (_id, context) => (seen.push(context.view), ['role:a']),
      root: (given) => (seen.push(given), { acl: [[Allow, 'role:a', 'send']] }),
    });
    const auth = await security.authenticateToken(TOKEN, request);
    expect(auth.permits('send')).toBe(true);
    expect(seen).toEqual([request, request]);
  });

  it('gives callback and root an empty request if there is none', async () => {
    const seen: unknown[] = [];
    const { security, events } = setUp({
      callback: (_id, { view: request }) => {
        seen.push(request.method, request.url, request.header('cookie'));
        return null;
      },
    });
    await security.authenticateToken(TOKEN);
    expect(seen).toEqual(['', '', undefined]);
    expect(events).toMatchObject([{ event: 'authentication_refused', method: '', path: '' }]);
  });

  it('checks no origin, and renews no session', async () => {
    const set = sliding();
    const token = await set.security.createToken('alice');
    set.wait(20);
    const auth = await set.security.authenticateToken(
      token,
      post({ 'sec-fetch-site': 'cross-site' }),
    );
    expect([auth.userId, auth.take(200)]).toEqual(['alice', [['Vary', 'Cookie']]]);
  });
});

describe('verifyToken', () => {
  const schema = (validate: unknown): Partial<SecurityOptions> => ({
    claims: { '~standard': { version: 1, vendor: 'x', validate } } as never,
  });

  it('returns claims and header of a good token', async () => {
    expect(await setUp().security.verifyToken(TOKEN)).toEqual({
      ok: true,
      claims: { sub: 'alice', exp: NOW + 60 },
      header: { alg: 'HS512', typ: 'JWT' },
    });
  });

  it.each([
    ['refused', 'x.y.z', 'token_malformed'],
    ['expired', handMade({ sub: 'a', exp: NOW }), 'token_expired'],
    ['no string', null as never, 'token_malformed'],
  ])('returns why a token is %s', async (_, token, code) => {
    expect(await setUp().security.verifyToken(token)).toMatchObject({ ok: false, error: { code } });
  });

  it('applies the schema, and returns its output', async () => {
    const { security } = setUp(schema(() => ({ value: { id: 7 } })));
    expect(await security.verifyToken(TOKEN)).toMatchObject({ ok: true, claims: { id: 7 } });
  });

  it('returns the refusal of the schema', async () => {
    const { security } = setUp(schema(async () => ({ issues: [{ message: 'no' }] })));
    expect(await security.verifyToken(TOKEN)).toMatchObject({
      ok: false,
      error: { code: 'token_claims_invalid' },
    });
  });

  it('returns a promise only if the schema does', () => {
    expect(setUp().security.verifyToken(TOKEN)).not.toBeInstanceOf(Promise);
    const { security } = setUp(schema(async (value: object) => ({ value })));
    expect(security.verifyToken(TOKEN)).toBeInstanceOf(Promise);
  });

  it('accepts a token without a user, and asks neither callback nor root', async () => {
    let asked = 0;
    const { security } = setUp({ callback: () => (asked++, []), root: () => (asked++, null) });
    expect([(await security.verifyToken(handMade({}))).ok, asked]).toEqual([true, 0]);
  });
});

describe('createToken', () => {
  const made = async (options: object) =>
    claimsIn(await setUp({ audience: 'shop' }).security.createToken('a', {}, options));

  it.each([
    ['undefined: that of the security', { expiration: undefined }, NOW + 60],
    ['a duration', { expiration: '2h' }, NOW + 7200],
    ['null: none', { expiration: null }, undefined],
    ["'never': none", { expiration: 'never' }, undefined],
  ])('takes as expiration %s', async (_, options, exp) => {
    expect((await made(options))['exp']).toBe(exp);
  });

  it.each([
    ['undefined: that of the security', { audience: undefined }, 'shop'],
    ['another', { audience: 'other' }, 'other'],
    ['null: none', { audience: null }, undefined],
  ])('takes as audience %s', async (_, options, aud) => {
    expect((await made(options))['aud']).toBe(aud);
  });

  it.each([
    [-1, RangeError],
    [0, RangeError],
    [Number.NaN, RangeError],
    ['soon', TypeError],
  ])('rejects the expiration %j', async (expiration, kind) => {
    const token = setUp().security.createToken('a', {}, { expiration } as never);
    await expect(token).rejects.toThrow(kind);
  });

  it('rejects without a key that can sign', async () => {
    const { security } = setUp({
      privateKey: undefined,
      publicKey: pemOf(pairFor('ES256').publicKey),
      algorithm: 'ES256',
      expiration: undefined,
    });
    await expect(security.createToken('a')).rejects.toThrow(/privateKey/);
  });

  it.each(['{"__proto__":null}', '{"__proto__":5}', '{"__proto__":{"jti":"x","exp":1}}'])(
    'rejects claims with a member __proto__: %s',
    async (text) => {
      const claims = JSON.parse(text) as Record<string, unknown>;
      await expect(setUp().security.createToken('a', claims)).rejects.toThrow();
      const jsonReplacer = (_: string, value: unknown) => value;
      await expect(setUp({ jsonReplacer }).security.createToken('a', claims)).rejects.toThrow();
    },
  );
});

describe('close', () => {
  it('waits for a request that is in flight, which then ends as if nothing happened', async () => {
    const answer = later<string[]>();
    const { security } = setUp({ callback: () => answer.promise });
    const auth = security.authenticate(bearer(TOKEN));
    let closed = false;
    const closing = security.close().then(() => (closed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    answer.settle(['role:a']);
    await closing;
    const { userId, principals } = await auth;
    expect([userId, principals]).toEqual(['alice', expect.arrayContaining(['role:a'])]);
  });

  it.each(['authenticateToken', 'verifyToken'] as const)('waits for %s', async (method) => {
    const answer = later<object>();
    const validate = () => answer.promise;
    const claims = { '~standard': { version: 1, vendor: 'x', validate } } as never;
    const { security } = setUp({ claims });
    const running = security[method](TOKEN);
    let closed = false;
    const closing = security.close().then(() => (closed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    answer.settle({ value: {} });
    await Promise.all([closing, running]);
  });

  it('waits for the function of the root', async () => {
    const found = later<null>();
    const { security } = setUp({ root: () => found.promise });
    const auth = security.authenticate(view());
    let closed = false;
    const closing = security.close().then(() => (closed = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(closed).toBe(false);
    found.settle(null);
    await Promise.all([closing, auth]);
  });

  it('does not wait forever if a request in flight fails', async () => {
    const answer = later<string[]>();
    const { security } = setUp({ callback: () => answer.promise });
    const auth = security.authenticate(bearer(TOKEN));
    const closing = security.close();
    answer.fail(DOWN);
    await closing;
    expect((await auth).failure?.code).toBe('user_unavailable');
  });

  it('may be called twice', async () => {
    const { security } = setUp();
    await Promise.all([security.close(), security.close()]);
    await security.close();
  });

  const calls: [string, (security: ReturnType<typeof setUp>['security']) => unknown][] = [
    ['authenticate', (security) => security.authenticate(view())],
    ['authenticateToken', (security) => security.authenticateToken(TOKEN)],
    ['verifyToken', (security) => security.verifyToken(TOKEN)],
  ];
  it.each(calls)('makes every later %s throw a ConfigurationError', async (_, call) => {
    const { security } = setUp();
    await security.close();
    expect(() => call(security)).toThrow(ConfigurationError);
    expect(() => call(security)).toThrow(/This security is closed/);
  });

  it('makes every later createToken reject', async () => {
    const { security } = setUp();
    await security.close();
    await expect(security.createToken('alice')).rejects.toThrow(ConfigurationError);
  });

  it('refuses calls at once, also while a request is in flight', () => {
    const { security } = setUp({ callback: () => new Promise(() => undefined) });
    void security.authenticate(bearer(TOKEN));
    void security.close();
    expect(() => security.authenticate(view())).toThrow(ConfigurationError);
  });
});

describe('what a security reports', () => {
  const placed = { method: 'PUT', url: '/a?access_token=hunter2' };

  it('is a refused credential, with the policy, the method and the path without its query', async () => {
    const { security, events } = setUp();
    await security.authenticate(bearer(handMade({ sub: 'a', exp: NOW }), placed));
    expect(events).toEqual([
      {
        event: 'authentication_refused',
        code: 'token_expired',
        reason: 'The token expired 0 seconds ago: get a new one.',
        policy: 'header',
        issuer: null,
        method: 'PUT',
        path: '/a',
      },
    ]);
  });

  it.each([
    ['no credential', view()],
    ['a good credential', bearer(TOKEN)],
  ])('is nothing for a request with %s', async (_, request) => {
    const { security, events } = setUp();
    await security.authenticate(request);
    expect(events).toEqual([]);
  });

  it('is a principal that was dropped', async () => {
    const { security, events } = setUp({ callback: () => ['role:a', 'system.Admin'] });
    expect((await authFor({ security })).principals).not.toContain('system.Admin');
    expect(events).toMatchObject([{ event: 'principal_dropped' }]);
  });

  it.each(FAILURES)('decides nothing: a logger that %s is ignored', async (_, fail) => {
    const rejections: unknown[] = [];
    const keep = (error: unknown): void => void rejections.push(error);
    process.on('unhandledRejection', keep);
    const { security } = setUp({ logger: { warn: fail, error: fail } });
    const refused = await security.authenticate(bearer('x.y.z'));
    expect(() => refused.require('edit')).toThrow(
      expect.objectContaining({ code: 'token_malformed' }),
    );
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', keep);
    expect(rejections).toEqual([]);
  });
});

describe('without a logger, the console', () => {
  const printed = async (
    environment: string | undefined,
    use: (auth: AuthContext) => unknown,
    options: Partial<SecurityOptions> = {},
  ) => {
    vi.stubEnv('NODE_ENV', environment);
    const lines: unknown[] = [];
    const keep = (...line: unknown[]): void => void lines.push(line[0]);
    vi.spyOn(console, 'warn').mockImplementation(keep);
    vi.spyOn(console, 'error').mockImplementation(keep);
    try {
      const security = createSecurity({ privateKey: SECRET, clock: () => START, ...options });
      use(await security.authenticate(bearer(TOKEN)));
    } finally {
      vi.unstubAllEnvs();
      vi.restoreAllMocks();
    }
    return lines;
  };
  const refuse = (auth: AuthContext) => expect(() => auth.require('edit')).toThrow();
  const failing = (): never => {
    throw DOWN;
  };

  it('shows a refusal in development', async () => {
    expect(await printed('development', refuse)).toEqual([
      expect.stringMatching(/^pyramidion: Denied:/),
    ]);
  });

  it.each(['production', 'test', 'Development', '', undefined])(
    'shows no refusal with NODE_ENV %j',
    async (environment) => {
      expect(await printed(environment, refuse)).toEqual([]);
    },
  );

  it.each(['production', 'test', undefined])(
    'shows with NODE_ENV %j that the server failed',
    async (environment) => {
      const lines = await printed(environment, () => undefined, { callback: failing });
      expect(lines).toEqual([
        expect.stringMatching(/^pyramidion: The callback threw/),
        expect.stringMatching(/^pyramidion: The user could not be looked up/),
      ]);
    },
  );

  it.each(['development', 'test'])(
    'shows with NODE_ENV %j findings of the audit',
    async (environment) => {
      const lines = await printed(environment, () => undefined, { expiration: 'never' });
      expect(lines).toEqual([expect.stringMatching(/^pyramidion: expiration/)]);
    },
  );
});
