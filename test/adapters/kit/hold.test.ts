import { setTimeout as pause } from 'node:timers/promises';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Handshake, HoldEnd } from '../../../src/adapter.ts';
import { hold } from '../../../src/adapter.ts';
import type { SecurityOptions } from '../../../src/index.ts';
import { Allow, cookiePolicy, createSecurity, denylist, Everyone } from '../../../src/index.ts';
import { headerPolicy, memoryStore } from '../../../src/index.ts';
import { wiringOf } from '../../../src/security/internals.ts';
import { issuerOf, OWN, tokenBy } from '../../support/providers.ts';
import { bearer, login, NOW, SECRET, view } from '../../support/security.ts';

function setUp(options: Partial<SecurityOptions> = {}) {
  const events: object[] = [];
  const keep = (event: object): void => void events.push(event);
  const security = createSecurity({
    privateKey: SECRET,
    policies: [headerPolicy({ httpHeader: 'X-Token' }), cookiePolicy()],
    revocation: denylist(memoryStore()),
    logger: { warn: keep, error: keep },
    ...options,
  } as SecurityOptions);
  onTestFinished(() => security.close());
  const ends: HoldEnd[] = [];
  const open = async (token: string | null, given: Handshake['view'] = view()) =>
    hold(security, { view: given, token }, { onEnd: (reason) => ends.push(reason) });
  return { security, events, ends, open };
}

it('checks a bare token whatever header the policies read', async () => {
  const { security, open } = setUp();
  const held = await open(await security.createToken('alice'));
  expect(held.auth.userId).toBe('alice');
  expect((await open(null, bearer(await security.createToken('alice')))).auth.userId).toBe(null);
});

it('asks for the origin of a plain GET with a cookie', async () => {
  const { security, open } = setUp();
  const cookie = await login({ security });
  expect((await security.authenticate(view({ cookie }))).userId).toBe('alice');
  await expect(open(null, view({ cookie }))).rejects.toMatchObject({
    code: 'cross_origin_refused',
  });
  const own = view({ cookie, 'sec-fetch-site': 'same-origin' });
  expect((await open(null, own)).auth.userId).toBe('alice');
});

it('rejects for a refused credential, and keeps nothing of it', async () => {
  const { security, open } = setUp();
  await expect(open('no.token.here')).rejects.toMatchObject({ status: 401 });
  await expect(open({} as never)).rejects.toMatchObject({ code: 'token_malformed' });
  expect(wiringOf(security).ends.size).toBe(0);
});

it('takes swaps in order, so that the last token counts', async () => {
  const callback = async (_: unknown, { claims }: { claims: Record<string, unknown> }) =>
    pause(claims['slow'] === true ? 30 : 0, [`step:${String(claims['step'])}`]);
  const { security, open } = setUp({ callback } as Partial<SecurityOptions>);
  const token = (step: number, slow: boolean) => security.createToken('alice', { step, slow });
  const held = await open(await token(0, false));
  const both = [held.swap(await token(1, true)), held.swap(await token(2, false))];
  expect(held.pending).not.toBe(null);
  expect(await Promise.all(both)).toEqual([null, null]);
  expect(held.auth.principals).toContain('step:2');
  await pause(0);
  expect(held.pending).toBe(null);
  expect(wiringOf(security).ends.size).toBe(1);
});

it('stays with its token if the next one cannot be checked now', async () => {
  let fails = false;
  const callback = (): string[] => {
    if (fails) throw new Error('database');
    return [];
  };
  const { security, open, ends } = setUp({ callback });
  const held = await open(await security.createToken('alice'));
  fails = true;
  expect(await held.swap(await security.createToken('alice'))).toMatchObject({ status: 503 });
  expect([held.auth.userId, held.ended, ends]).toEqual(['alice', null, []]);
});

it('ends for the same id of another issuer or another type of id', async () => {
  const { security, open, ends } = setUp();
  const held = await open(await security.createToken(1));
  expect(await held.swap(await security.createToken('1'))).toMatchObject({
    code: 'token_claims_invalid',
  });
  expect(await held.swap(await security.createToken(1))).toMatchObject({ code: 'token_revoked' });
  expect(ends).toEqual(['refused']);
});

it('ends if the principals have changed and cannot be loaded, or the user is gone', async () => {
  let answer: () => string[] | null = () => [];
  const { security, open, ends } = setUp({ callback: { cacheFor: 3600, load: () => answer() } });
  await open(await security.createToken('alice'));
  await open(await security.createToken('bob'));
  answer = () => null;
  await security.changed('alice');
  await vi.waitFor(() => expect(ends).toEqual(['refused']));
  answer = () => {
    throw new Error('database');
  };
  await security.changed('bob');
  await vi.waitFor(() => expect(ends).toEqual(['refused', 'unavailable']));
});

it('asks again by check, and ends if the credential is refused by then', async () => {
  let isKnown = true;
  const { open, security, ends } = setUp({ callback: () => (isKnown ? [] : null) });
  const held = await open(await security.createToken('alice'));
  const { auth } = held;
  await held.check();
  expect([held.auth === auth, held.auth.userId, held.ended]).toEqual([false, 'alice', null]);
  isKnown = false;
  await held.check();
  expect([held.ended, ends]).toEqual(['refused', ['refused']]);
  await held.check();
  expect(ends).toEqual(['refused']);
});

it('asks again by the token that it has, and not by the one before', async () => {
  const { security, open, ends } = setUp();
  const first = await security.createToken('alice');
  const held = await open(first);
  expect(await held.swap(await security.createToken('alice'))).toBe(null);
  await security.revokeToken(first);
  await held.check();
  expect([held.ended, ends]).toEqual([null, []]);
});

it('waits for check to hear of a change where work ends with its request', async () => {
  vi.stubGlobal('navigator', { userAgent: 'Cloudflare-Workers' });
  onTestFinished(() => void vi.unstubAllGlobals());
  let role = 'role:one';
  const { security, open } = setUp({ callback: () => [role], revocation: undefined } as never);
  const held = await open(await security.createToken('alice'));
  role = 'role:two';
  await security.changed('alice');
  expect([held.pending, held.auth.principals.at(-1)]).toEqual([null, 'role:one']);
  await held.check();
  expect(held.auth.principals.at(-1)).toBe('role:two');
});

it('ends, and does not reject, if check fails', async () => {
  const { open, security, ends } = setUp({ revocation: undefined } as never);
  const held = await open(await security.createToken('alice'));
  Object.assign(security, { authenticateToken: () => Promise.reject(new Error('no')) });
  await held.check();
  expect(ends).toEqual(['unavailable']);
});

it('hears of a change without a revocation too', async () => {
  let role = 'one';
  const callback = { cacheFor: 3600, load: () => [`role:${role}`] };
  const { security, open } = setUp({ callback, revocation: undefined, audit: 'off' });
  const held = await open(await security.createToken('alice'));
  role = 'two';
  await security.changed('alice');
  await vi.waitFor(() => expect(held.auth.principals).toContain('role:two'));
});

it('does nothing more after release, also for a swap that is under way', async () => {
  const { security, open, ends } = setUp({ callback: async () => pause(10, []) });
  const held = await open(await security.createToken('alice'));
  const swapping = held.swap(await security.createToken('bob'));
  held.release();
  await swapping;
  await security.revokeAll();
  expect([ends, wiringOf(security).ends.size]).toEqual([[], 0]);
});

it('reports what its callbacks throw', async () => {
  const { security, events } = setUp();
  const token = await security.createToken('alice');
  const failing = () => {
    throw new Error('own');
  };
  await hold(security, { view: view(), token }, { onEnd: failing });
  await security.revokeUser('alice');
  expect(events).toMatchObject([{ event: 'handler_failed', err: { message: 'own' } }]);
});

it('takes no token that is wider than the limits of the connection', async () => {
  const { security, open, ends } = setUp({ root: { acl: [] } });
  const token = (only?: readonly string[]) =>
    security.createToken('alice', {}, only === undefined ? {} : { only });
  const held = await open(await token(['read', 'write']));
  expect(await held.swap(await token(['write']))).toBe(null);
  expect(held.auth.limits).toMatchObject({ permissions: ['write'] });
  expect(await held.swap(await token(['read', 'write']))).toMatchObject({
    code: 'token_claims_invalid',
  });
  expect(ends).toEqual(['refused']);
  const other = await open(await token(['read']));
  expect(await other.swap(await token())).toMatchObject({ code: 'token_claims_invalid' });
  const wide = await open(await token());
  expect(await wide.swap(await token(['read']))).toBe(null);
});

it('takes no token that may be used more often than that of the connection', async () => {
  const { security, open, ends } = setUp({ root: { acl: [] } });
  const token = (uses?: number) =>
    security.createToken('alice', {}, { only: ['read'], ...(uses !== undefined && { uses }) });
  const held = await open(await token(2));
  expect(await held.swap(await token(2))).toBe(null);
  await held.check();
  expect(await held.swap(await token(1))).toBe(null);
  expect(await held.swap(await token(2))).toMatchObject({ code: 'token_claims_invalid' });
  const other = await open(await token(2));
  expect(await other.swap(await token())).toMatchObject({ code: 'token_claims_invalid' });
  expect(ends).toEqual(['refused', 'refused']);
});

it('does not go on as the user alone, or by another actor', async () => {
  const { security, open, ends } = setUp({
    root: { acl: [[Allow, Everyone, 'support']] },
  });
  const acting = async (actor: string) => {
    const auth = await security.authenticateToken(await security.createToken(actor));
    return auth.actAs('bob', 'support');
  };
  const held = await open(await acting('sue'));
  expect(await held.swap(await acting('sue'))).toBe(null);
  expect(await held.swap(await acting('eve'))).toMatchObject({ code: 'token_claims_invalid' });
  const bob = await open(await security.createToken('bob'));
  expect(await bob.swap(await acting('sue'))).toMatchObject({ code: 'token_claims_invalid' });
  expect(ends).toEqual(['refused', 'refused']);
});

it('does not go on by the actor of another issuer who has the same id', async () => {
  const more = { limits: true, userId: () => 'bob' } as const;
  const { open, ends } = setUp({
    issuer: OWN,
    clock: () => NOW * 1000,
    issuers: [issuerOf('a', more), issuerOf('b', more)],
    revocation: undefined,
  });
  const actingBy = (name: string) =>
    tokenBy(name, { act: { sub: 'sue' }, lim: {} }, { typ: 'limited+jwt' });
  const held = await open(actingBy('a'));
  expect(await held.swap(actingBy('a'))).toBe(null);
  expect(await held.swap(actingBy('b'))).toMatchObject({ code: 'token_claims_invalid' });
  expect(ends).toEqual(['refused']);
});
