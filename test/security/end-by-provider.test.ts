import { describe, expect, it } from 'vitest';
import type {
  IssuerOptions,
  ProviderSession,
  RequestView,
  SecurityOptions,
  Store,
} from '../../src/index.ts';
import { allowlist, cookiePolicy, denylist, headerPolicy, memoryStore } from '../../src/index.ts';
import { issOf, issuerOf, OWN, ownAndOthers, tokenBy } from '../support/providers.ts';
import type { SetUp } from '../support/security.ts';
import {
  bearer,
  claimsIn,
  cookieFrom,
  NOW,
  post,
  START,
  tokenIn,
  view,
} from '../support/security.ts';

const LOGOUT = 'http://schemas.openid.net/event/backchannel-logout';
const REVOKED = 'https://schemas.openid.net/secevent/caep/event-type/session-revoked';
const FORM = 'application/x-www-form-urlencoded';
const EVENT = 'application/secevent+jwt';

type World = SetUp & { readonly store: Store; readonly now: () => number };

async function world(
  a: Partial<IssuerOptions> = {},
  { list = denylist, ...more }: { list?: typeof denylist } & Partial<SecurityOptions> = {},
): Promise<World> {
  let now = START;
  const clock = () => now;
  const store = memoryStore({ clock });
  const set = ownAndOthers(
    { logoutAudience: 'web', maxTokenAge: '1h', ...a },
    {
      clock,
      revocation: list(store),
      refresh: {},
      policies: [headerPolicy(), cookiePolicy({ reissueTime: 10, sessionLifetime: '2h' })],
      ...more,
    },
  );
  await set.security.ready();
  now += 10_000;
  return { ...set, store, now: () => now / 1000, wait: (seconds) => void (now += seconds * 1000) };
}

async function logIn({ security }: SetUp, providerSession: ProviderSession): Promise<string> {
  const auth = await security.authenticate(post({ 'sec-fetch-site': 'same-origin' }));
  await auth.remember('alice', {}, { providerSession });
  return cookieFrom(auth.take(200));
}

const codeOf = async ({ security }: SetUp, credential: string): Promise<string> => {
  const given = credential.includes('=') ? view({ cookie: credential }) : bearer(credential);
  return (await security.authenticate(given)).failure?.code ?? 'ok';
};

let count = 0;
function logoutBy(name: string, { now }: World, claims: object, header: object = {}): string {
  const iat = now();
  const all = { aud: 'web', sub: undefined, jti: `j${count++}`, iat, exp: iat + 120 };
  return tokenBy(name, { ...all, events: { [LOGOUT]: {} }, ...claims }, header);
}
const LOGOUT_TYPE = { typ: 'logout+jwt' };
const logout = ({ security }: World, token: string) =>
  security.endByProvider({ contentType: FORM, body: `logout_token=${token}` });

function eventBy(name: string, set: World, subject: unknown, claims: object = {}): string {
  const members = { exp: undefined, sub_id: subject, events: { [REVOKED]: {} }, ...claims };
  return logoutBy(name, set, members, { typ: 'secevent+jwt' });
}
const push = ({ security }: World, token: string) =>
  security.endByProvider({ contentType: EVENT, body: token });

describe('a logout token with sid', () => {
  it('ends the sessions that began with it, whatever their kind, and no other', async () => {
    const set = await world();
    const cookie = await logIn(set, { issuer: 'a', sid: 's1', sub: 'alice' });
    const other = await logIn(set, { issuer: 'a', sid: 's2', sub: 'alice' });
    const elsewhere = await logIn(set, { issuer: 'b', sid: 's1', sub: 'alice' });
    const pair = await set.security.issueTokens(
      'bob',
      {},
      { providerSession: { issuer: 'a', sid: 's1' } },
    );
    const theirs = tokenBy('a', { sid: 's1', iat: set.now(), jti: 't' });
    const own = await set.security.createToken('alice');
    expect(await logout(set, logoutBy('a', set, { sid: 's1', sub: 'alice' }, LOGOUT_TYPE))).toEqual(
      {
        status: 200,
        headers: { 'Cache-Control': 'no-store' },
        body: '',
        ended: { issuer: 'a', sid: 's1', users: [] },
      },
    );
    for (const ended of [cookie, pair.access_token, theirs])
      expect(await codeOf(set, ended)).toBe('token_revoked');
    await expect(set.security.refreshTokens(pair.refresh_token)).rejects.toMatchObject({
      code: 'token_revoked',
    });
    for (const good of [other, elsewhere, own]) expect(await codeOf(set, good)).toBe('ok');
  });

  it('ends the connections of those sessions at once, and no other', async () => {
    const set = await world();
    const ended: string[] = [];
    const open = async (name: string, given: RequestView) =>
      (await set.security.authenticate(given)).onEnd((why) => ended.push(`${name} ${why}`));
    await open('one', view({ cookie: await logIn(set, { issuer: 'a', sid: 's1', sub: 'bob' }) }));
    await open(
      'other',
      view({ cookie: await logIn(set, { issuer: 'a', sid: 's2', sub: 'carol' }) }),
    );
    await open('elsewhere', view({ cookie: await logIn(set, { issuer: 'b', sid: 's1' }) }));
    await open('theirs', bearer(tokenBy('a', { sid: 's1', iat: set.now(), jti: 't' })));
    await logout(set, logoutBy('a', set, { sid: 's1' }, LOGOUT_TYPE));
    expect(ended.toSorted()).toEqual(['one revoked', 'theirs revoked']);
    await logout(set, logoutBy('a', set, { sub: 'carol' }, LOGOUT_TYPE));
    expect(ended).toHaveLength(3);
    expect(ended.at(-1)).toBe('other revoked');
  });

  it('ends a session that was renewed, and tokens that were refreshed', async () => {
    const set = await world();
    const cookie = await logIn(set, { issuer: 'a', sid: 's1' });
    const providerSession = { issuer: 'a', sid: 's1', sub: undefined };
    const pair = await set.security.issueTokens('alice', {}, { providerSession });
    set.wait(20);
    const auth = await set.security.authenticate(view({ cookie }));
    const renewed = cookieFrom(auth.take(200));
    expect(renewed).not.toBe(cookie);
    const next = await set.security.refreshTokens(pair.refresh_token);
    for (const token of [tokenIn(renewed), next.access_token, next.refresh_token])
      expect(claimsIn(token)['provider_session']).toEqual({ issuer: 'a', sid: 's1' });
    await logout(set, logoutBy('a', set, { sid: 's1' }));
    for (const ended of [renewed, next.access_token])
      expect(await codeOf(set, ended)).toBe('token_revoked');
  });

  it('ends a session that was renewed with other claims', async () => {
    const onReissue = () => ({ role: 'editor', provider_session: { issuer: 'a', sid: 'other' } });
    const policies = [cookiePolicy({ reissueTime: 10, sessionLifetime: '2h', onReissue })];
    const set = await world({}, { policies });
    const cookie = await logIn(set, { issuer: 'a', sid: 's1' });
    set.wait(20);
    const auth = await set.security.authenticate(view({ cookie }));
    const renewed = cookieFrom(auth.take(200));
    expect(claimsIn(tokenIn(renewed))['role']).toBe('editor');
    await logout(set, logoutBy('a', set, { sid: 's1' }));
    expect(await codeOf(set, renewed)).toBe('token_revoked');
  });

  it.each([denylist, allowlist])('ends a session that begins after it (%o)', async (list) => {
    const issuers = ['a', 'b'].map((name) =>
      issuerOf(name, { maxTokenAge: '1h', logoutAudience: 'web' }),
    );
    const set = await world({}, { list, issuers, refresh: undefined });
    await logout(set, logoutBy('a', set, { sid: 's1' }));
    set.wait(5);
    const cookie = await logIn(set, { issuer: 'a', sid: 's1' });
    expect(await codeOf(set, cookie)).toBe('token_revoked');
    const { entries } = await set.store.changes(null, 0);
    const until = entries.find(({ kind }) => kind === 'session')?.until ?? 0;
    expect(until).toBeGreaterThan((set.now() + 7200 - 10) * 1000);
  });
});

describe('a logout token of a user', () => {
  it('ends the tokens of the user there and our sessions that began with that user', async () => {
    const set = await world();
    const cookie = await logIn(set, { issuer: 'a', sid: 's1', sub: 'alice' });
    const bob = await logIn(set, { issuer: 'a', sid: 's2', sub: 'bob' });
    const elsewhere = await logIn(set, { issuer: 'b', sub: 'alice' });
    const theirs = tokenBy('a', { iat: set.now() });
    set.wait(5);
    const { ended } = await logout(set, logoutBy('a', set, { sub: 'alice' }));
    expect(ended).toEqual({ issuer: 'a', sid: null, users: ['alice'] });
    for (const one of [cookie, theirs]) expect(await codeOf(set, one)).toBe('token_revoked');
    for (const good of [bob, elsewhere]) expect(await codeOf(set, good)).toBe('ok');
    set.wait(1);
    const again = await logIn(set, { issuer: 'a', sid: 's3', sub: 'alice' });
    expect(await codeOf(set, again)).toBe('ok');
  });

  it('ends a session whose ID token was issued before it', async () => {
    const set = await world();
    const iat = set.now();
    set.wait(2);
    await logout(set, logoutBy('a', set, { sub: 'alice' }));
    set.wait(2);
    const cookie = await logIn(set, { issuer: 'a', sub: 'alice', iat });
    expect(await codeOf(set, cookie)).toBe('token_revoked');
  });

  it('also ends the tokens that name the user by another claim', async () => {
    const set = await world({ userIdClaim: 'oid' });
    const theirs = tokenBy('a', { oid: 'o1', iat: set.now() });
    set.wait(5);
    await logout(set, logoutBy('a', set, { sub: 'alice', oid: 'o1' }));
    expect(await codeOf(set, theirs)).toBe('token_revoked');
  });
});

describe('a security event', () => {
  it.each([
    [{ format: 'opaque', id: 's1' }],
    [{ format: 'iss_sub', iss: issOf('a'), sub: 'alice' }],
    [{ format: 'complex', session: { format: 'opaque', id: 's1' } }],
    [{ format: 'complex', user: { format: 'iss_sub', iss: issOf('a'), sub: 'alice' } }],
  ])('ends what its subject names: %o', async (subject) => {
    const set = await world();
    const cookie = await logIn(set, { issuer: 'a', sid: 's1', sub: 'alice' });
    set.wait(2);
    const { status, body } = await push(set, eventBy('a', set, subject));
    expect({ status, body }).toEqual({ status: 202, body: '' });
    expect(await codeOf(set, cookie)).toBe('token_revoked');
  });

  it.each([
    ['another format', { format: 'email', email: 'a@example.com' }],
    ['a user of another issuer', { format: 'iss_sub', iss: issOf('b'), sub: 'alice' }],
    ['no subject', undefined],
    ['a list', [{ format: 'opaque', id: 's1' }]],
    ['an id that is no string', { format: 'opaque', id: 7 }],
    ['a device alone', { format: 'complex', device: { format: 'opaque', id: 's1' } }],
  ])('is refused for %s', async (_what, subject) => {
    const set = await world();
    const { status, body } = await push(set, eventBy('a', set, subject));
    expect([status, JSON.parse(body).err]).toEqual([400, 'invalid_request']);
  });

  it('of another kind is accepted and ends nothing', async () => {
    const set = await world();
    const events = { 'https://schemas.openid.net/secevent/ssf/event-type/verification': {} };
    const answer = await push(set, eventBy('a', set, undefined, { events }));
    expect(answer).toMatchObject({ status: 202, ended: null });
    const { entries } = await set.store.changes(null, 0);
    expect(entries.filter(({ kind }) => kind !== 'all')).toEqual([]);
  });

  it.each([
    [{ iss: 'https://other.example/' }, {}, 'invalid_issuer'],
    [{ aud: 'another' }, {}, 'invalid_audience'],
    [{}, { kid: 'b' }, 'invalid_key'],
    [{ iat: NOW - 8 * 86_400 }, {}, 'invalid_request'],
  ])('is refused with the code of RFC 8935: %o %o %s', async (claims, header, err) => {
    const set = await world();
    const subject = { format: 'opaque', id: 's1' };
    const members = { exp: undefined, sub_id: subject, events: { [REVOKED]: {} }, ...claims };
    const token = logoutBy('a', set, members, { typ: 'secevent+jwt', ...header });
    const answer = await push(set, token);
    expect(answer).toMatchObject({ status: 400, ended: null });
    expect(answer.headers).toEqual({
      'Cache-Control': 'no-store',
      'Content-Type': 'application/json',
    });
    expect(JSON.parse(answer.body)).toEqual({ err, description: 'The token is not accepted.' });
  });
});

describe('endByProvider', () => {
  it.each<[string, object, object]>([
    ['of another audience', { aud: 'https://api.example.com' }, {}],
    ['without aud', { aud: undefined }, {}],
    ['with a nonce, as an ID token has', { nonce: 'n' }, {}],
    ['without events', { events: undefined }, {}],
    ['with another event', { events: { other: {} } }, {}],
    ['whose event is no object', { events: { [LOGOUT]: true } }, {}],
    ['whose events are a list', { events: [LOGOUT] }, {}],
    ['without sid and sub', { sid: undefined }, {}],
    ['with a sid that is no string', { sid: 7 }, {}],
    ['without jti', { jti: undefined }, {}],
    ['without exp', { exp: undefined }, {}],
    ['without iat', { iat: undefined }, {}],
    ['that has expired', { iat: NOW - 400, exp: NOW - 200 }, {}],
    ['that is old, and has long to live', { iat: NOW - 700, exp: NOW + 1e6 }, {}],
    ['of an access token of RFC 9068', {}, { typ: 'at+jwt' }],
    ['of a security event', {}, { typ: 'secevent+jwt' }],
    ['of a session', {}, { typ: 'session+jwt' }],
    ['without a signature', {}, { alg: 'none' }],
    ['signed by the key of another', {}, { kid: 'b' }],
    ['of the application itself', { iss: OWN }, {}],
    ['of an issuer without logoutAudience', { iss: issOf('b') }, {}],
  ])('refuses a logout token %s', async (_what, claims, header) => {
    const set = await world();
    const cookie = await logIn(set, { issuer: 'a', sid: 's1', sub: 'alice' });
    const answer = await logout(set, logoutBy('a', set, { sid: 's1', ...claims }, header));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body).error).toBe('invalid_request');
    expect(set.events.at(-1)?.event).toBe('provider_logout_refused');
    expect(await codeOf(set, cookie)).toBe('ok');
  });

  it.each([
    ['no type', undefined, 'logout_token='],
    ['JSON', 'application/json', 'logout_token='],
    ['a form for an event', EVENT, 'logout_token='],
    ['a token twice', FORM, 'logout_token=x&logout_token='],
    ['another name', FORM, 'token='],
  ])('refuses a body of %s', async (_what, contentType, before) => {
    const set = await world();
    const body = before + logoutBy('a', set, { sid: 's1' });
    expect((await set.security.endByProvider({ contentType, body })).status).toBe(400);
  });

  it('takes a media type in any case and with parameters', async () => {
    const set = await world();
    const body = `state=1&logout_token=${logoutBy('a', set, { sid: 's1' }, { typ: undefined })}`;
    const contentType = 'Application/X-WWW-Form-Urlencoded; charset=UTF-8';
    expect((await set.security.endByProvider({ contentType, body })).status).toBe(200);
  });

  it('answers a repeated message as the first, and ends nothing again', async () => {
    const set = await world();
    const token = logoutBy('a', set, { sub: 'alice' });
    expect((await logout(set, token)).status).toBe(200);
    set.wait(2);
    const cookie = await logIn(set, { issuer: 'a', sub: 'alice' });
    set.wait(2);
    expect((await logout(set, token)).status).toBe(200);
    expect(await codeOf(set, cookie)).toBe('ok');
  });

  it('asks for another try if the store fails, and the try counts', async () => {
    const set = await world();
    const cookie = await logIn(set, { issuer: 'a', sid: 's1' });
    const append = set.store.append.bind(set.store);
    set.store.append = () => Promise.reject(new Error('down'));
    const token = logoutBy('a', set, { sid: 's1' });
    const failed = await logout(set, token);
    expect(failed).toMatchObject({ status: 503, body: '', ended: null });
    expect(failed.headers).toMatchObject({ 'Retry-After': '5', 'Cache-Control': 'no-store' });
    set.store.append = append;
    expect((await logout(set, token)).status).toBe(200);
    expect(await codeOf(set, cookie)).toBe('token_revoked');
  });

  it('says in the log that logoutAudience is missing', async () => {
    const set = await world();
    await logout(set, logoutBy('b', set, { sid: 's1' }));
    expect(set.events.at(-1)).toMatchObject({
      event: 'provider_logout_refused',
      issuer: 'b',
      reason: expect.stringContaining('logoutAudience'),
    });
  });

  it('needs issuers and a revocation, and the text of a body', async () => {
    const { security } = await world();
    const message = { contentType: FORM, body: 'logout_token=x' };
    await expect(
      security.endByProvider({ contentType: FORM, body: { logout_token: 'x' } as never }),
    ).rejects.toThrow('before it is parsed');
    const alone = ownAndOthers({}, {}).security;
    await expect(alone.endByProvider(message)).rejects.toThrow('needs the option revocation');
  });
});

describe('a logout token', () => {
  it.each([undefined, 'JWT', 'logout+jwt'])('opens nothing, with typ %s', async (typ) => {
    const set = await world({ audience: 'web' });
    const token = logoutBy('a', set, { sub: 'alice' }, { typ });
    expect(await codeOf(set, token)).toBe('token_type_refused');
  });
});

describe('providerSession', () => {
  it.each([
    [{ issuer: 'c', sid: 's' }, 'None of issuers'],
    [{ issuer: 'a' }, 'sid or sub'],
    [{ issuer: 'a', sid: '' }, 'sid or sub'],
    [{ issuer: 'a', sid: 7 }, 'sid or sub'],
    [{ issuer: 'a', sid: 's', iat: '7' }, 'sid or sub'],
    [{ issuer: 'own', sid: 's' }, 'None of issuers'],
    [{ issuer: 'a', sidd: 's' }, 'did you mean sid?'],
    ['s1', 'is no object'],
  ])('%o is a TypeError', async (providerSession, message) => {
    const set = await world();
    const auth = await set.security.authenticate(post({ 'sec-fetch-site': 'same-origin' }));
    const given = { providerSession: providerSession as never };
    expect(() => auth.remember('alice', {}, given)).toThrow(message);
    await expect(set.security.issueTokens('alice', {}, given)).rejects.toThrow(message);
  });

  it('of a token of another issuer means nothing', async () => {
    const set = await world(
      {},
      { issuers: [issuerOf('a', { logoutAudience: 'web' }), issuerOf('b')] },
    );
    const claims = { provider_session: { issuer: 'a', sid: 's1' }, iat: set.now() };
    const token = tokenBy('b', claims);
    await logout(set, logoutBy('a', set, { sid: 's1' }));
    expect(await codeOf(set, token)).toBe('ok');
  });

  it('is a claim that an application cannot give', async () => {
    const { security } = await world();
    const claims = { provider_session: { issuer: 'a', sid: 's1' } };
    await expect(security.createToken('alice', claims)).rejects.toThrow('{ providerSession:');
  });
});
