import { describe, expect, it } from 'vitest';
import {
  Allow,
  ConfigurationError,
  cookiePolicy,
  createSecurity,
  headerPolicy,
  ticketPolicy,
  user,
} from '../../src/index.ts';
import type { AuthContext, RequestView, Resource } from '../../src/index.ts';
import {
  bearer,
  cookieFrom,
  handMade,
  NOW,
  post,
  SECRET,
  setUp,
  view,
} from '../support/security.ts';

const root: Resource = { acl: [[Allow, user('alice'), ['read', 'edit']]] };
const report: Resource = { name: 'report:7', parent: root };
const TICKET = { alg: 'HS512', typ: 'ticket+jwt' };

function at(url: string, more: Partial<RequestView> = {}): RequestView {
  return view({}, { url, ...more });
}

const policies = [headerPolicy(), ticketPolicy(), cookiePolicy()];
const tickets = (options: object = {}) => setUp({ root, policies, ...options });

/** A ticket for reading the report, made in a request of alice. */
async function ticketOf({ security }: ReturnType<typeof setUp>): Promise<string> {
  const auth = await security.authenticate(bearer(await security.createToken('alice')));
  return auth.ticket('read', report);
}

const summary = ({ userId, failure, policy }: AuthContext): unknown =>
  failure === null ? [userId, policy] : failure.code;

describe('ticketPolicy', () => {
  it('authenticates a ticket in the address of a request that reads', async () => {
    const set = tickets();
    const ticket = await ticketOf(set);
    for (const method of ['GET', 'HEAD']) {
      const auth = await set.security.authenticate(at(`/chart?ticket=${ticket}`, { method }));
      expect(summary(auth)).toEqual(['alice', 'ticket']);
      expect([auth.permits('read', report), auth.permits('edit', report)]).toEqual([true, false]);
      expect(auth.permits('read')).toBe(false);
    }
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'get', 'QUERY', 'CONNECT'])(
    'ignores it in a request of the method %s',
    async (method) => {
      const set = tickets();
      const auth = await set.security.authenticate(
        at(`/?ticket=${await ticketOf(set)}`, { method }),
      );
      expect([auth.isAuthenticated, auth.failure]).toEqual([false, null]);
    },
  );

  it('ignores it in the handshake of a WebSocket, which writes', async () => {
    const set = tickets();
    const url = `/?ticket=${await ticketOf(set)}`;
    const auth = await set.security.authenticate(view({ upgrade: 'websocket' }, { url }));
    expect(auth.isAuthenticated).toBe(false);
  });

  it('refuses it as soon as a middleware has made another method of the request', async () => {
    const set = tickets();
    const request = { ...at(`/?ticket=${await ticketOf(set)}`), method: 'GET' };
    const auth = await set.security.authenticate(request);
    expect(auth.permits('read', report)).toBe(true);
    Object.assign(request, { method: 'DELETE' });
    expect(auth.permits('read', report)).toBe(false);
    expect(auth.failure?.code).toBe('token_type_refused');
  });

  it('refuses a parameter that is repeated, however its name is encoded', async () => {
    const set = tickets();
    const ticket = await ticketOf(set);
    for (const url of [`/?ticket=${ticket}&ticket=${ticket}`, `/?ticket=&%74icket=${ticket}`])
      expect(summary(await set.security.authenticate(at(url)))).toBe('credentials_malformed');
  });

  it('takes an empty parameter for none', async () => {
    for (const url of ['/?ticket=', '/?ticket', '/?x=1'])
      expect((await tickets().security.authenticate(at(url))).failure).toBeNull();
  });

  it('takes tickets only', async () => {
    const set = setUp({ root, policies, typ: 'at+jwt' });
    const { security } = set;
    const claims = { sub: 'alice', exp: NOW + 60 };
    for (const token of [
      await security.createToken('alice'),
      handMade(claims, { alg: 'HS512', typ: 'session+jwt' }),
      handMade(claims, { alg: 'HS512', typ: 'refresh+jwt' }),
      handMade({ ...claims, lim: {} }, { alg: 'HS512', typ: 'limited+jwt' }),
      handMade({ ...claims, lim: {} }, { alg: 'HS512', typ: 'x-ticket+jwt' }),
    ])
      expect(summary(await security.authenticate(at(`/?ticket=${token}`)))).toBe(
        'token_type_refused',
      );
    const token = await security.createToken('alice');
    expect((await security.authenticate(at(`/?ticket=${token}`))).failure?.reason).toBe(
      'Only a ticket is taken from an address, and this is another token: make a ticket with auth.ticket, and send other tokens in a header.',
    );
    for (const [token, code] of [
      [handMade(claims, TICKET), 'token_claims_invalid'],
      [handMade({ ...claims, lim: { hosts: [] } }, TICKET), 'token_claims_invalid'],
      [handMade({ ...claims, lim: {}, exp: NOW - 1 }, TICKET), 'token_expired'],
      [`${handMade({ ...claims, lim: {} }, TICKET)}x`, 'token_signature_invalid'],
      ['x', 'token_malformed'],
    ] as const)
      expect(summary(await security.authenticate(at(`/?ticket=${token}`)))).toBe(code);
  });

  it('is not asked without it in policies', async () => {
    const set = tickets();
    const url = `/?ticket=${await ticketOf(set)}`;
    const { security } = setUp({ root, policies: [headerPolicy(), cookiePolicy()] });
    const auth = await security.authenticate(at(url));
    expect([auth.isAuthenticated, auth.failure]).toEqual([false, null]);
    expect(auth.take(200)).toEqual([['Vary', 'Authorization, Cookie']]);
  });

  it('lets a ticket nowhere else: in a header, a cookie, a message, a refresh', async () => {
    const set = tickets();
    const { security } = set;
    const ticket = await ticketOf(set);
    const [, , cookies] = policies;
    const name = (cookies as ReturnType<typeof cookiePolicy>).settings.cookieName;
    for (const auth of [
      await security.authenticate(bearer(ticket)),
      await security.authenticate(view({ cookie: `${name}=${ticket}` })),
      await security.authenticateToken(ticket),
    ])
      expect(summary(auth)).toBe('token_type_refused');
    expect(await security.verifyToken(ticket)).toMatchObject({
      ok: false,
      error: { code: 'token_type_refused' },
    });
    expect(await security.verifyToken(ticket, { kind: 'ticket' })).toMatchObject({ ok: true });
  });

  it('never renews a session', async () => {
    const set = setUp({
      root,
      policies: [ticketPolicy(), cookiePolicy({ reissueTime: 10, sessionLifetime: '2m' })],
    });
    const login = await set.security.authenticate(post());
    await login.remember('alice');
    const cookie = cookieFrom(login.take(200));
    set.wait(15);
    const session = await set.security.authenticate(view({ cookie }));
    const ticket = await session.ticket('read', report);
    const auth = await set.security.authenticate(view({ cookie }, { url: `/?ticket=${ticket}` }));
    expect(auth.policy).toBe('ticket');
    expect(auth.take(200).map(([field]) => field)).not.toContain('Set-Cookie');
  });

  it('leaves the rights of the cookie aside if it comes first, and else the ticket', async () => {
    const cookies = cookiePolicy();
    for (const [order, used] of [
      [[ticketPolicy(), cookies], 'ticket'],
      [[cookies, ticketPolicy()], 'cookie'],
    ] as const) {
      const { security } = setUp({ root, policies: order });
      const login = await security.authenticate(post());
      await login.remember('alice');
      const cookie = cookieFrom(login.take(200));
      const ticket = await (await security.authenticate(view({ cookie }))).ticket('read', report);
      const auth = await security.authenticate(view({ cookie }, { url: `/?ticket=${ticket}` }));
      expect([auth.policy, auth.permits('edit', report)]).toEqual([used, used === 'cookie']);
      // A ticket that is refused gives no room to the cookie.
      const bad = await security.authenticate(view({ cookie }, { url: '/?ticket=x' }));
      expect(bad.isAuthenticated).toBe(used === 'cookie');
    }
  });

  it('reads the parameter that its option names', async () => {
    const { security } = setUp({
      root,
      policies: [headerPolicy(), ticketPolicy({ parameter: 't' })],
    });
    const auth = await security.authenticate(bearer(await security.createToken('alice')));
    const ticket = await auth.ticket('read', report);
    expect((await security.authenticate(at(`/?t=${ticket}`))).userId).toBe('alice');
    expect((await security.authenticate(at(`/?ticket=${ticket}`))).userId).toBeNull();
  });

  it('refuses options and sets of policies that cannot work', () => {
    for (const parameter of ['', 'a b', 'a&b', 'ü', 'a=b', 7, null, 'x'.repeat(65)])
      expect(() => ticketPolicy({ parameter: parameter as string })).toThrow(ConfigurationError);
    expect(() => ticketPolicy({ paramter: 'x' } as object)).toThrow('did you mean parameter?');
    expect(() =>
      createSecurity({ privateKey: SECRET, policies: [ticketPolicy(), ticketPolicy()] }),
    ).toThrow('two policies for the parameter ticket');
    expect(() =>
      setUp({ policies: [ticketPolicy(), ticketPolicy({ parameter: 't' })] }),
    ).not.toThrow();
  });

  it('takes a view without an address for one without a ticket', async () => {
    const auth = await tickets().security.authenticate(at(undefined as never));
    expect([auth.isAuthenticated, auth.failure]).toEqual([false, null]);
  });
});
