import { describe, expect, it } from 'vitest';
import {
  Allow,
  claimPrincipals,
  cookiePolicy,
  Deny,
  Everyone,
  headerPolicy,
  ticketPolicy,
  user,
} from '../../src/index.ts';
import type {
  AuthenticationPolicy,
  ReplyHeader,
  Resource,
  SecurityOptions,
} from '../../src/index.ts';
import { contextOf } from '../../src/security/internals.ts';
import { AuthError } from '../../src/base/errors.ts';
import { bearer, handMade, NOW, post, setUp, view } from '../support/security.ts';

const root: Resource = {
  acl: [
    [Allow, user('alice'), ['read', 'edit']],
    [Deny, Everyone, 'nothing'],
  ],
};
const report: Resource = { name: 'report:7', parent: root };
const policies = [headerPolicy(), ticketPolicy(), cookiePolicy({ reissueTime: 10 })];
const PROTECTED = [
  ['Cache-Control', 'no-store'],
  ['Referrer-Policy', 'no-referrer'],
];
const protectedIn = (headers: readonly ReplyHeader[]) =>
  headers.filter(([name]) => name !== 'Vary' && name !== 'Set-Cookie');
const tickets = (options: Partial<SecurityOptions> = {}) => setUp({ root, policies, ...options });

async function ticketOf({ security }: ReturnType<typeof setUp>): Promise<string> {
  const auth = await security.authenticate(bearer(await security.createToken('alice')));
  return auth.ticket('read', report);
}

describe('a response to an address with a ticket', () => {
  it('is not stored and passes its address on to no page, at every status, by every policy', async () => {
    const set = tickets();
    const ticket = await ticketOf(set);
    const token = await set.security.createToken('alice');
    for (const url of [`/?ticket=${ticket}`, '/?ticket=x', '/?ticket=', '/?a&%74icket=x&ticket=y'])
      for (const status of [200, 204, 304, 400, 404, 500])
        for (const more of [{ url }, { url, method: 'POST' }])
          for (const request of [view({}, more), bearer(token, more)]) {
            const auth = await set.security.authenticate(request);
            expect(contextOf(auth).leavesResponseAlone).toBe(false);
            expect(protectedIn(auth.take(status))).toEqual(PROTECTED);
          }
  });

  it('has that also with the cookie of a login or logout', async () => {
    const { security } = tickets();
    const login = await security.authenticate(post());
    const auth = await security.authenticate({ ...post(), url: '/?ticket=x' });
    await Promise.all([login.remember('alice'), auth.remember('alice')]);
    const headers = auth.take(200);
    expect(headers.filter(([name]) => name === 'Set-Cookie')).not.toEqual([]);
    expect(protectedIn(headers)).toEqual(PROTECTED);
    expect(protectedIn(login.take(200))).toEqual([['Cache-Control', 'no-store']]);
  });

  it('is not left alone without Vary and cookies', async () => {
    const { security } = setUp({ root, policies: [headerPolicy({ vary: false }), ticketPolicy()] });
    const token = await security.createToken('alice');
    const ask = async (url: string) => security.authenticate(bearer(token, { url }));
    const [addressed, plain] = [await ask('/?ticket=x'), await ask('/')];
    for (const [auth, isAlone] of [
      [addressed, false],
      [plain, true],
    ] as const) {
      expect(contextOf(auth).leavesResponseAlone).toBe(isAlone);
      expect(auth.take(200)).toEqual(isAlone ? [] : PROTECTED);
    }
  });

  it('is left alone at any other address', async () => {
    const set = tickets();
    const token = await set.security.createToken('alice');
    for (const url of ['/', '/?x=1', '/ticket', '/?Ticket=x'])
      expect(
        protectedIn((await set.security.authenticate(bearer(token, { url }))).take(200)),
      ).toEqual([]);
  });

  it('has it for a policy of the application that names its parameter', async () => {
    const own: AuthenticationPolicy = {
      kind: 'query',
      challenge: 'Bearer',
      vary: null,
      session: null,
      parameter: 'access_token',
      find: ({ url }) => new URL(url, 'http://host').searchParams.get('access_token'),
      refineFailure: (failure) => failure,
      checkRequest: null,
    };
    const { security } = setUp({ root, policies: [own] });
    const url = `/?access_token=${await security.createToken('alice')}`;
    const auth = await security.authenticate(view({}, { url }));
    expect(auth.userId).toBe('alice');
    expect(auth.take(200)).toEqual(PROTECTED);
  });

  it('passes no ticket on to the login page', async () => {
    const { security } = tickets();
    for (const [url, location] of [
      ['/a?b=1&ticket=x&c=2', '/login?return_to=%2Fa%3Fb%3D1%26c%3D2'],
      ['/a?ticket=x', '/login?return_to=%2Fa'],
    ] as const) {
      const auth = contextOf(
        await security.authenticate(view({ 'sec-fetch-dest': 'document' }, { url })),
      );
      auth.loginPage = '/login';
      expect(auth.loginLocation(new AuthError('token_expired'))).toBe(location);
    }
  });
});

describe('the text of a ticket', () => {
  it('is in no event, whatever becomes of the request', async () => {
    const set = tickets({
      callback: claimPrincipals('roles', 'role:'),
      root: () => {
        throw new Error('The table is gone.');
      },
    });
    const own = tickets();
    const ticket = await ticketOf(own);
    const claims = { sub: 'alice', lim: { permissions: ['read'], resource: 'report:7' } };
    const typ = { alg: 'HS512', typ: 'ticket+jwt' };
    const all = [
      ticket,
      `${ticket}x`,
      handMade({ ...claims, exp: NOW - 1 }, typ),
      handMade({ ...claims, exp: NOW + 60, iss: 'https://other.example.com' }, typ),
      handMade({ ...claims, exp: NOW + 60, lim: { secret: 'limit' } }, typ),
      await own.security.createToken('alice'),
      'not-a-token',
    ];
    for (const { security } of [set, own])
      for (const text of all)
        for (const url of [
          `/a/b?x=1&ticket=${text}&y#z`,
          `/a/b?ticket=${text}&ticket=${text}`,
          `/a/b?%74icket=${text}`,
          `http://host/a/b?ticket=${text}`,
          `/a/b#?ticket=${text}`,
        ])
          for (const method of ['GET', 'POST'])
            for (const headers of [{}, { authorization: `Basic ${'x'.repeat(9)}` }]) {
              const auth = await security.authenticate(view(headers, { url, method }));
              for (const run of [
                () => auth.require('read', report),
                () => auth.require('edit', report),
                () => auth.require('read'),
                () => auth.require('read', null),
                () => auth.require('read', report, { maxAuthAge: '1s' }),
              ])
                try {
                  run();
                } catch {
                  // Reported.
                }
              await auth.ticket('edit', report).catch(() => null);
              auth.take(401);
            }
    const events = [...set.events, ...own.events];
    expect(events.length).toBeGreaterThan(500);
    const shown = events.map((event) => JSON.stringify(event)).join('\n');
    for (const text of all) expect(shown).not.toContain(text);
    expect(shown).not.toContain('ticket=');
    expect(shown).toContain('"path":"/a/b"');
  });
});
