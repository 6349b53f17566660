import { describe, expect, it } from 'vitest';
import { Allow, cookiePolicy, Everyone, headerPolicy } from '../../src/index.ts';
import type { AuthContext, AuthenticationPolicy, SecurityOptions } from '../../src/index.ts';
import { failure } from '../../src/base/errors.ts';
import { Attempt } from '../../src/security/attempt.ts';
import { contextOf, wiringOf } from '../../src/security/internals.ts';
import type { Step } from '../../src/security/pipeline.ts';
import { REQUEST_STEPS, runSteps, TOKEN_STEPS, VERIFY_STEPS } from '../../src/security/pipeline.ts';
import { FAILURES, foreign, NONSENSE_SOON_OR_LATER } from '../support/nonsense.ts';
import {
  bearer,
  claimsIn,
  COOKIE,
  cookieFrom,
  handMade,
  login,
  NOW,
  post,
  setCookies,
  setUp,
  signed,
  sliding,
  tokenIn,
  view,
} from '../support/security.ts';

const TOKEN = handMade({ sub: 'alice', exp: NOW + 60 });
const REFUSED = failure('token_revoked');

/** What a guard would answer: the status of the refusal, or 200. */
const statusOf = (auth: AuthContext) => contextOf(auth).refusal('edit')?.status ?? 200;

describe('runSteps', () => {
  const attemptWith = (token: string | null = TOKEN) =>
    new Attempt(wiringOf(setUp().security), view(), token);
  const recorded = () => {
    const ran: string[] = [];
    const step =
      (name: string, act: Step = () => undefined): Step =>
      (attempt) => {
        ran.push(name);
        return act(attempt);
      };
    return { ran, step };
  };
  const refuse: Step = (attempt) => void (attempt.failure = REFUSED);
  const wait: Step = () => Promise.resolve();
  const waitAndRefuse: Step = async (attempt) => void (attempt.failure = REFUSED);

  it('runs the steps in order and returns no promise if none waits', () => {
    const { ran, step } = recorded();
    expect(runSteps([step('a'), step('b'), step('c')], attemptWith())).toBeUndefined();
    expect(ran).toEqual(['a', 'b', 'c']);
  });

  it('stops at the first failure', () => {
    const { ran, step } = recorded();
    const attempt = attemptWith();
    expect(runSteps([step('a'), step('b', refuse), step('c')], attempt)).toBeUndefined();
    expect([ran, attempt.failure]).toEqual([['a', 'b'], REFUSED]);
  });

  it('stops if no credential was found', () => {
    const { ran, step } = recorded();
    expect(runSteps([step('a'), step('b')], attemptWith(null))).toBeUndefined();
    expect(ran).toEqual(['a']);
  });

  it('waits for each step that returns a promise, and only then runs the next', async () => {
    const { ran, step } = recorded();
    const waiting = runSteps(
      [step('a', wait), step('b'), step('c', wait), step('d')],
      attemptWith(),
    );
    expect(ran).toEqual(['a']);
    expect(waiting).toBeInstanceOf(Promise);
    await waiting;
    expect(ran).toEqual(['a', 'b', 'c', 'd']);
  });

  it('stops at a failure that had to be waited for', async () => {
    const { ran, step } = recorded();
    await runSteps([step('a', waitAndRefuse), step('b')], attemptWith());
    expect(ran).toEqual(['a']);
  });
});

describe('the lists of steps', () => {
  it('have for a request each step in the order of the design', () => {
    expect(REQUEST_STEPS.map(({ name }) => name)).toEqual([
      'findCredential',
      'verifyCredential',
      'checkLive',
      'checkRequest',
      'applySchema',
      'resolvePrincipals',
      'prepareRenewal',
    ]);
  });

  it('have for a token without a request all steps but the first', () => {
    expect(TOKEN_STEPS).toEqual(REQUEST_STEPS.slice(1));
  });

  it('have for verifyToken those that do not depend on the request or the user', () => {
    expect(VERIFY_STEPS.map(({ name }) => name)).toEqual([
      'verifyCredential',
      'checkLive',
      'applySchema',
    ]);
    expect(VERIFY_STEPS.every((step) => REQUEST_STEPS.includes(step))).toBe(true);
  });
});

describe('authenticate', () => {
  const passing = {
    '~standard': { version: 1, vendor: 'x', validate: (value: object) => ({ value }) },
  };
  const later = {
    '~standard': { version: 1, vendor: 'x', validate: async (value: object) => ({ value }) },
  };
  const soon: Partial<SecurityOptions>[] = [
    {},
    { callback: () => [] },
    { root: { acl: [] } },
    { root: () => ({ acl: [] }) },
    { claims: passing as never },
    { policies: [headerPolicy(), cookiePolicy({ reissueTime: 1, onReissue: () => undefined })] },
  ];
  const late: [string, Partial<SecurityOptions>][] = [
    ['the callback', { callback: async () => [] }],
    ['the schema', { claims: later as never }],
    ['the function of the root', { root: async () => ({ acl: [] }) }],
    ['a foreign promise', { callback: () => foreign([]) }],
  ];

  it.each(soon)('answers at once if nothing waits (case %#)', (options) => {
    const auth = setUp(options).security.authenticate(bearer(TOKEN));
    expect(auth).not.toBeInstanceOf(Promise);
    expect((auth as AuthContext).userId).toBe('alice');
  });

  it.each(late)('returns a promise if it has to wait for %s', async (_, options) => {
    const auth = setUp(options).security.authenticate(bearer(TOKEN));
    expect(auth).toBeInstanceOf(Promise);
    expect((await auth).userId).toBe('alice');
  });

  it('returns a promise if it has to wait for onReissue', async () => {
    const set = sliding({ onReissue: async () => undefined });
    const cookie = await login(set);
    set.wait(10);
    const auth = set.security.authenticate(view({ cookie }));
    expect(auth).toBeInstanceOf(Promise);
    expect((await auth).userId).toBe('alice');
  });

  it.each([
    ['no credential', view()],
    ['a refused token', bearer('x.y.z')],
    ['a malformed credential', view({ authorization: 'Bearer' })],
  ])('answers a request with %s at once, without the callback', (_, request) => {
    let asked = 0;
    const callback = async () => (asked++, []);
    expect(setUp({ callback }).security.authenticate(request)).not.toBeInstanceOf(Promise);
    expect(asked).toBe(0);
  });
});

describe('the search for a credential', () => {
  const two = () => setUp({ policies: [headerPolicy(), cookiePolicy()] });

  it('takes the first policy that finds one', async () => {
    const set = two();
    const cookie = await login(set, 'bob');
    const both = await set.security.authenticate(
      view({ cookie, authorization: `Bearer ${TOKEN}` }),
    );
    expect([both.userId, both.policy]).toEqual(['alice', 'header']);
  });

  it('goes on to the next policy if one finds none', async () => {
    const set = two();
    const auth = await set.security.authenticate(view({ cookie: await login(set, 'bob') }));
    expect([auth.userId, auth.policy]).toEqual(['bob', 'cookie']);
  });

  it.each([
    ['a refused token', 'Bearer x.y.z', 'token_malformed'],
    ['a malformed credential', 'Bearer', 'credentials_malformed'],
    ['a repeated credential', [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`], 'credentials_malformed'],
  ] as const)('is final with %s, though a later policy has a good one', async (_, sent, code) => {
    const set = two();
    const cookie = await login(set, 'bob');
    const auth = await set.security.authenticate(view({ cookie, authorization: sent }));
    expect([auth.userId, auth.failure?.code, auth.policy]).toEqual([null, code, 'header']);
  });

  it.each([
    ['bare', TOKEN],
    ['behind another scheme', `DPoP ${TOKEN}`],
  ])(
    'refuses a token in Authorization that is %s, unless a later policy finds another',
    async (_, authorization) => {
      const set = two();
      const alone = await set.security.authenticate(view({ authorization }));
      expect([alone.failure?.code, alone.policy]).toEqual(['credentials_malformed', 'header']);
      expect(alone.failure?.reason).toContain('write "Bearer <token>"');
      const cookie = await login(set, 'bob');
      const both = await set.security.authenticate(view({ cookie, authorization }));
      expect([both.userId, both.failure]).toEqual(['bob', null]);
    },
  );

  it('reports a credential of another scheme, which counts as none', async () => {
    const { security, events } = two();
    const auth = await security.authenticate(view({ authorization: 'Basic YTpi' }));
    expect([auth.failure, auth.policy]).toEqual([null, null]);
    expect(events).toMatchObject([
      { event: 'credential_ignored', policy: 'header', reason: expect.stringContaining('Bearer') },
    ]);
    expect(JSON.stringify(events)).not.toContain('YTpi');
  });

  it('lets a second header policy read what the first cannot', async () => {
    const policies = [headerPolicy(), headerPolicy({ authType: 'Token' })];
    const { security, events } = setUp({ policies });
    const auth = await security.authenticate(view({ authorization: `Token ${TOKEN}` }));
    expect([auth.userId, events]).toEqual(['alice', []]);
  });

  it.each([
    'x-authorization',
    'proxy-authorization',
    'x-forwarded-authorization',
    'cookie',
    'authorization_',
  ])('does not read the header %s by default', async (name) => {
    const auth = await setUp().security.authenticate(view({ [name]: `Bearer ${TOKEN}` }));
    expect([auth.isAuthenticated, auth.failure]).toEqual([false, null]);
  });
});

describe('the verification', () => {
  it.each([
    ['expired', { exp: 1 }],
    ['not yet valid', { nbf: NOW + 99 }],
    ['for another audience', { aud: 'x' }],
    ['with a sub that is no user id', { sub: {} }],
    ['without a required claim', {}],
    ['with an exp that is no time', { exp: 'x' }],
  ])('refuses a forged token that is %s for its signature, before any claim', async (_, claims) => {
    const { security } = setUp({ audience: 'shop', requiredClaims: ['jti'] });
    const forged = handMade(claims).replace(/.{4}$/, 'AAAA');
    expect((await security.authenticate(bearer(forged))).failure?.code).toBe(
      'token_signature_invalid',
    );
  });

  it('lets the policy refine the failure', async () => {
    const auth = await setUp().security.authenticate(view({ authorization: 'Bearer a b' }));
    expect(auth.failure?.code).toBe('credentials_malformed');
  });

  it('accepts no token if the clock is no number', async () => {
    let time = 0;
    const { security } = setUp({ clock: () => time });
    time = Number.NaN;
    for (const token of [TOKEN, handMade({ sub: 'a', nbf: 5 })])
      expect((await security.authenticate(bearer(token))).isAuthenticated).toBe(false);
  });
});

describe('the check of the request', () => {
  it('refuses a cookie on an unsafe request of another site, and no claim is believed', async () => {
    const set = setUp({ policies: [cookiePolicy()] });
    const cookie = await login(set);
    const auth = await set.security.authenticate(post({ cookie, 'sec-fetch-site': 'cross-site' }));
    expect(auth).toMatchObject({
      isAuthenticated: false,
      claims: null,
      unauthenticatedUserId: null,
      failure: { code: 'cross_origin_refused' },
    });
    expect(statusOf(auth)).toBe(403);
  });

  it('refuses a cookie on a WebSocket handshake of another site, which is a GET', async () => {
    const set = setUp({ policies: [cookiePolicy()], root: { acl: [] } });
    const cookie = await login(set);
    const handshake = { cookie, upgrade: 'websocket', connection: 'Upgrade' };
    const foreignPage = { ...handshake, origin: 'https://evil.example', host: 'a.example' };
    expect((await set.security.authenticate(view(foreignPage))).failure?.code).toBe(
      'cross_origin_refused',
    );
    const ownPage = { ...handshake, origin: 'https://a.example', host: 'a.example' };
    expect((await set.security.authenticate(view(ownPage))).userId).toBe('alice');
  });

  it('concerns the policy that found the credential alone', async () => {
    const set = setUp({ policies: [headerPolicy(), cookiePolicy()] });
    const cookie = await login(set, 'bob');
    const request = { cookie, authorization: `Bearer ${TOKEN}`, 'sec-fetch-site': 'cross-site' };
    expect((await set.security.authenticate(post(request))).userId).toBe('alice');
  });

  it('comes after the verification: a forged cookie of another site is a forged one', async () => {
    const set = setUp({ policies: [cookiePolicy()] });
    const auth = await set.security.authenticate(post({ cookie: `${COOKIE}=x.y.z` }));
    expect(auth.failure?.code).toBe('token_malformed');
  });
});

describe('the callback', () => {
  it.each([
    ['synchronous', (roles: string[]) => roles],
    ['asynchronous', async (roles: string[]) => roles],
  ])(
    'is called once for each request if it is %s, with claims, view and issuer',
    async (_, wrap) => {
      const asked: unknown[] = [];
      const { security } = setUp({
        root: { acl: [[Allow, 'role:a', 'edit']] },
        callback: (id, { claims, view: seen, issuer }) => {
          asked.push([id, claims['x'], seen, issuer]);
          return wrap(['role:a']);
        },
      });
      const request = bearer(handMade({ sub: 'alice', x: 1 }));
      const auth = await security.authenticate(request);
      auth.require('edit');
      expect([auth.permits('edit'), auth.decide('edit').allowed]).toEqual([true, true]);
      expect(auth.principals).toEqual([
        'system.Everyone',
        'system.Authenticated',
        'user:alice',
        'role:a',
      ]);
      expect(asked).toEqual([['alice', 1, request, null]]);
    },
  );

  it.each([
    ['is refused', bearer('x.y.z')],
    ['has expired', bearer(handMade({ sub: 'a', exp: NOW }))],
    ['names no user', bearer(handMade({}))],
    ['names a user that is no user id', bearer(handMade({ sub: {} }))],
  ])('is not called if the token %s', async (_, request) => {
    let asked = 0;
    const auth = await setUp({ callback: () => (asked++, []) }).security.authenticate(request);
    expect([asked, auth.isAuthenticated]).toEqual([0, false]);
  });

  it.each([
    ['at once', () => null],
    ['later', async () => null],
    ['by a foreign promise', () => foreign(null)],
  ])(
    'makes the user unknown if it returns null %s, and claims stay readable',
    async (_, callback) => {
      const { security } = setUp({ callback });
      const auth = await security.authenticate(bearer(handMade({ sub: 7, x: 1 })));
      expect(auth).toMatchObject({
        isAuthenticated: false,
        userId: null,
        unauthenticatedUserId: 7,
        claims: { sub: 7, x: 1 },
        principals: ['system.Everyone'],
        failure: { code: 'user_unknown' },
      });
      expect(statusOf(auth)).toBe(401);
    },
  );

  it.each(FAILURES)(
    'that %s makes the request anonymous, reported, and guards 503',
    async (_, fail) => {
      const { security, events } = setUp({ callback: fail });
      const auth = await security.authenticate(bearer(TOKEN));
      expect(auth).toMatchObject({
        isAuthenticated: false,
        userId: null,
        principals: ['system.Everyone'],
        failure: { code: 'user_unavailable' },
      });
      expect(statusOf(auth)).toBe(503);
      expect(events).toContainEqual(
        expect.objectContaining({ event: 'callback_failed', code: 'user_unavailable' }),
      );
    },
  );

  it('that fails is reported with the error that it threw', async () => {
    const [[, fail]] = FAILURES as [[string, () => never]];
    const { security, events } = setUp({ callback: fail });
    await security.authenticate(bearer(TOKEN));
    expect(events[0]).toEqual({
      event: 'callback_failed',
      code: 'user_unavailable',
      reason: 'The callback threw or rejected, so the request is anonymous and guards answer 503.',
      err: expect.objectContaining({ message: 'the database is down' }),
    });
  });

  it.each(NONSENSE_SOON_OR_LATER)(
    'that returns %s makes the request anonymous, and guards 503',
    async (_, make) => {
      const { security, events } = setUp({ callback: make as never });
      const auth = await security.authenticate(bearer(TOKEN));
      expect([auth.isAuthenticated, auth.principals, statusOf(auth)]).toEqual([
        false,
        ['system.Everyone'],
        503,
      ]);
      expect(events.map(({ event }) => event)).toContain('callback_failed');
    },
  );

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['returns no string', () => 7],
    ['returns a principal of the system', () => 'system.Everyone'],
  ])('is of no use if userPrincipal %s: guards answer 503', async (_, userPrincipal) => {
    const { security, events } = setUp({ userPrincipal: userPrincipal as never });
    const auth = await security.authenticate(bearer(TOKEN));
    expect([auth.isAuthenticated, statusOf(auth)]).toEqual([false, 503]);
    expect(events.map(({ event }) => event)).toContain('callback_failed');
  });
});

describe('the user id', () => {
  it.each([['alice'], ['4'], [4], [-1], [0]])('keeps its type: %j', async (sub) => {
    expect((await setUp().security.authenticate(bearer(handMade({ sub })))).userId).toBe(sub);
  });

  it.each([[1.5], [2 ** 53], [null], [true], [[]], [['alice']], [{}], ['']])(
    'is refused if it is neither a string nor a safe integer: %j',
    async (sub) => {
      const auth = await setUp().security.authenticate(bearer(handMade({ sub })));
      expect(auth.failure?.code).toBe('token_claims_invalid');
    },
  );

  it('is taken from the claim of userIdClaim', async () => {
    const security = setUp({ userIdClaim: 'uid' }).security;
    const auth = await security.authenticate(bearer(handMade({ sub: 'a', uid: 'bob' })));
    expect([auth.userId, auth.principals[2]]).toEqual(['bob', 'user:bob']);
  });

  it.each([undefined, null, true, ['bob'], { toString: 'bob' }, '', 1.5])(
    'is refused if the claim of userIdClaim is %j, which the verifier does not check',
    async (uid) => {
      const security = setUp({ userIdClaim: 'uid' }).security;
      const auth = await security.authenticate(bearer(handMade({ sub: 'a', uid })));
      expect([auth.isAuthenticated, auth.failure?.code]).toEqual([false, 'token_claims_invalid']);
    },
  );

  it('is the last of repeated members, for every reader', async () => {
    const token = signed(
      '{"alg":"none","alg":"HS512"}',
      '{"sub":"mallory","sub":"alice","\\u0073ub":"bob"}',
    );
    const auth = await setUp().security.authenticate(bearer(token));
    expect([auth.userId, auth.claims?.sub]).toEqual(['bob', 'bob']);
  });
});

describe('the renewal of a session', () => {
  const due = async (onReissue: (claims: object) => unknown) => {
    const set = sliding({ onReissue: onReissue as never });
    const cookie = await login(set, 'alice', { roles: ['old'] });
    set.wait(10);
    return { ...set, auth: await set.security.authenticate(view({ cookie })) };
  };
  const renewed = (auth: AuthContext) => claimsIn(tokenIn(cookieFrom(auth.take(200))));

  const answers: [string, unknown, string[]][] = [
    ['undefined, and keeps the claims', undefined, ['old']],
    ['an object, and replaces the claims', { roles: ['new'] }, ['new']],
  ];
  const ways: [string, (answer: unknown) => unknown][] = [
    ['at once', (answer) => answer],
    ['in a promise', async (answer) => answer],
    ['in a foreign promise', (answer) => foreign(answer)],
  ];
  it.each(
    answers.flatMap(([name, answer, roles]) =>
      ways.map(([way, give]) => ({ name, way, onReissue: () => give(answer), roles })),
    ),
  )('asks onReissue, which $way returns $name', async ({ onReissue, roles }) => {
    const { auth } = await due(onReissue);
    expect(renewed(auth)).toMatchObject({ sub: 'alice', roles });
  });

  it.each([
    ['at once', () => null],
    ['later', async () => null],
  ])('does not take place if onReissue returns null %s', async (_, onReissue) => {
    const { auth, events } = await due(onReissue);
    expect([auth.isAuthenticated, setCookies(auth.take(200))]).toEqual([true, []]);
    expect(events).toEqual([]);
  });

  it.each(FAILURES)(
    'does not take place if onReissue %s, and the request stays authenticated',
    async (_, fail) => {
      const { auth, events } = await due(fail);
      expect([auth.userId, auth.failure, setCookies(auth.take(200))]).toEqual(['alice', null, []]);
      expect(events.map(({ event }) => event)).toEqual(['reissue_failed']);
    },
  );

  it.each(
    NONSENSE_SOON_OR_LATER.filter(([name]) => !/undefined|empty object|object with|Map/.test(name)),
  )('does not take place if onReissue returns %s', async (_, make) => {
    const { auth, events } = await due(make);
    expect([auth.userId, setCookies(auth.take(200))]).toEqual(['alice', []]);
    expect(events.map(({ event }) => event)).toEqual(['reissue_failed']);
  });

  it('does not ask onReissue before the session is due', async () => {
    let asked = 0;
    const set = sliding({ onReissue: () => void asked++ });
    const cookie = await login(set);
    set.wait(9);
    await set.security.authenticate(view({ cookie }));
    expect(asked).toBe(0);
  });

  it('does not ask onReissue for a user whom the callback does not know', async () => {
    let asked = 0;
    const set = setUp({
      policies: [cookiePolicy({ reissueTime: 10, onReissue: () => void asked++ })],
      callback: () => null,
    });
    const cookie = await login(set);
    set.wait(10);
    await set.security.authenticate(view({ cookie }));
    expect(asked).toBe(0);
  });
});

describe('what a client sends', () => {
  const sound = { sub: 'a', iat: NOW, exp: NOW + 60 };
  const odd: [string, unknown][] = [
    ['no claims', {}],
    ['a list as payload', []],
    ['null as payload', null],
    ['no sub', { ...sound, sub: undefined }],
    ['a sub of null', { ...sound, sub: null }],
    ['an iat of null', { ...sound, iat: null }],
    ['an iat that is a string', { ...sound, iat: '1' }],
    ['an exp that is a list', { ...sound, exp: [] }],
    ['an exp of null', { ...sound, exp: null }],
    ['an exp that is a string', { ...sound, exp: 'soon' }],
    ['an nbf of null', { ...sound, nbf: null }],
    ['an auth_time that is a string', { ...sound, auth_time: 'then' }],
    ['deeply nested JSON', { ...sound, x: JSON.parse(`${'['.repeat(400)}${']'.repeat(400)}`) }],
  ];
  const tokens: [string, string][] = [
    ...odd.map(([name, claims]): [string, string] => [`a token with ${name}`, handMade(claims)]),
    ['one character', 'x'],
    ['three characters with dots', 'a.b.c'],
    ['nested lists in the header', `${'['.repeat(3000)}.a.b`],
    ['nothing', ''],
    ['dots', '..'],
    ['characters beyond ASCII', '\u00e9.\u00e9.\u00e9'],
  ];

  const sent = tokens.flatMap(([name, token]) => [
    { name, place: 'cookie', headers: { cookie: `${COOKIE}=${token}` } },
    { name, place: 'header', headers: { authorization: `Bearer ${token}` } },
  ]);
  it.each(sent)('in the $place neither throws nor authenticates: $name', async ({ headers }) => {
    const set = setUp({
      policies: [headerPolicy(), cookiePolicy({ reissueTime: 10, sessionLifetime: '2m' })],
      root: { acl: [[Allow, Everyone, 'view']] },
    });
    set.wait(10);
    const auth = await set.security.authenticate(view(headers));
    expect([auth.isAuthenticated, setCookies(auth.take(200))]).toEqual([false, []]);
  });

  it('authenticates with claims named then, constructor and hasOwnProperty, which do nothing', async () => {
    const claims: unknown = JSON.parse(
      '{"sub":"a","then":"x","constructor":{"prototype":{}},"hasOwnProperty":1,"toString":null}',
    );
    const { security } = setUp({ requiredClaims: ['then'] });
    expect((await security.authenticate(bearer(handMade(claims)))).claims).toEqual(claims);
    expect(({} as { prototype?: object }).prototype).toBeUndefined();
  });
});

it('an own policy can be written from the documented members alone', async () => {
  const queryPolicy: AuthenticationPolicy = {
    kind: 'query',
    challenge: 'Bearer',
    vary: null,
    session: null,
    find: ({ url }) => new URL(url, 'http://host').searchParams.get('access_token'),
    refineFailure: (refused) => refused,
    checkRequest: () => null,
  };
  const { security } = setUp({ policies: [queryPolicy] });
  const auth = await security.authenticate(view({}, { url: `/a?access_token=${TOKEN}` }));
  expect([auth.userId, auth.policy, auth.take(200)]).toEqual(['alice', 'query', []]);
});

describe('the kind of a token (R035)', () => {
  const both = () => setUp({ policies: [headerPolicy(), cookiePolicy({ reissueTime: 10 })] });
  const codeOf = async (set: ReturnType<typeof setUp>, headers: Record<string, string>) =>
    (await set.security.authenticate(view(headers))).failure?.code;
  const sessionOf = async (set: ReturnType<typeof setUp>): Promise<string> =>
    (await login(set)).slice(COOKIE.length + 1);

  it('keeps an access token from being taken, or renewed, as a session', async () => {
    const set = both();
    const token = await set.security.createToken('alice');
    set.wait(20);
    expect(await codeOf(set, { cookie: `${COOKIE}=${token}` })).toBe('token_type_refused');
  });

  it('keeps a session token from being taken in a header or on a socket', async () => {
    const set = both();
    const token = await sessionOf(set);
    expect(await codeOf(set, { authorization: `Bearer ${token}` })).toBe('token_type_refused');
    const auth = await set.security.authenticateToken(token);
    expect(auth.failure?.code).toBe('token_type_refused');
  });

  it('is asked again for a token that was verified as another kind before', async () => {
    const set = both();
    const token = await set.security.createToken('alice');
    for (let time = 0; time < 3; time++) {
      const auth = await set.security.authenticate(view({ authorization: `Bearer ${token}` }));
      expect(auth.userId).toBe('alice');
      expect(await codeOf(set, { cookie: `${COOKIE}=${token}` })).toBe('token_type_refused');
    }
  });

  it('is asked by verifyToken, for access unless another is named', async () => {
    const set = both();
    const session = await sessionOf(set);
    const refused = { ok: false, error: { code: 'token_type_refused' } };
    expect(await set.security.verifyToken(session)).toMatchObject(refused);
    expect(await set.security.verifyToken(session, { kind: 'session' })).toMatchObject({
      ok: true,
    });
    expect(await set.security.verifyToken(TOKEN, { kind: 'session' })).toMatchObject(refused);
    expect(() => set.security.verifyToken(TOKEN, { kind: 'other' as never })).toThrow(TypeError);
  });

  it('may be access in a cookie that accepts it, which then never slides', async () => {
    const accepts = ['session', 'access'] as const;
    const set = setUp({ policies: [cookiePolicy({ reissueTime: 10, accepts })] });
    const token = await set.security.createToken('alice');
    set.wait(20);
    const auth = await set.security.authenticate(view({ cookie: `${COOKIE}=${token}` }));
    expect([auth.userId, auth.take(200)]).toEqual(['alice', [['Vary', 'Cookie']]]);
  });

  it.each(['refresh+jwt', 'ticket+jwt', 'dpop+jwt', 'at+jwt'])(
    'is refused everywhere if the typ is %s',
    async (typ) => {
      const set = both();
      const token = handMade(
        { sub: 'a', exp: NOW + 60, lim: typ[0] === 't' ? {} : undefined },
        { alg: 'HS512', typ },
      );
      expect(await codeOf(set, { authorization: `Bearer ${token}` })).toBe('token_type_refused');
      expect(await codeOf(set, { cookie: `${COOKIE}=${token}` })).toBe('token_type_refused');
    },
  );

  it('keeps the id of the session through every renewal, and gives each login its own', async () => {
    const set = both();
    const token = await sessionOf(set);
    const first = claimsIn(token);
    expect(first.sid).toMatch(/^[\w-]{30}$/);
    set.wait(20);
    const auth = await set.security.authenticate(view({ cookie: `${COOKIE}=${token}` }));
    const [cookie = ''] = auth
      .take(200)
      .flatMap(([name, value]) => (name === 'Set-Cookie' ? [value] : []));
    const renewed = claimsIn(cookie.slice(COOKIE.length + 1).split(';')[0] as string);
    expect(renewed.iat).toBe(NOW + 20);
    expect(renewed.sid).toBe(first.sid);
    expect(claimsIn(await sessionOf(set)).sid).not.toBe(first.sid);
  });
});
