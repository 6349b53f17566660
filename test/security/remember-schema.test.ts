import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { cookiePolicy } from '../../src/authn/cookie.ts';
import type { SecurityEvent } from '../../src/base/events.ts';
import { createSecurity } from '../../src/config/create-security.ts';
import { setCookies, view } from '../support/security.ts';

const roles = z.object({ sub: z.string(), roles: z.array(z.string()) });
const later = roles.refine(async ({ roles: names }) => !names.includes('banned'), {
  path: ['roles'],
});

async function open(claims: typeof roles = roles) {
  const events: SecurityEvent[] = [];
  const note = (event: object): void => void events.push(event as SecurityEvent);
  const logger = { warn: note, error: note };
  const policies = [cookiePolicy()];
  const privateKey = Buffer.alloc(64, 7);
  const security = createSecurity({ privateKey, audit: 'off', claims, policies, logger });
  const auth = await security.authenticate(view({}));
  return { auth, events };
}

describe('remember with a claims schema', () => {
  it.each([
    ['at once', roles.refine(({ roles: names }) => !names.includes('banned'), { path: ['roles'] })],
    ['later', later as unknown as typeof roles],
  ])('refuses %s the claims that the schema would refuse', async (_when, schema) => {
    const { auth } = await open(schema);
    const login = async () => auth.remember('alice', { roles: ['banned'] });
    await expect(login).rejects.toThrow(/^createSecurity would reject the token. .*roles/);
    expect(setCookies(auth.take(200))).toEqual([]);
  });

  it('sets the cookie once an asynchronous schema has accepted the claims', async () => {
    const { auth, events } = await open(later as unknown as typeof roles);
    await auth.remember('alice', { roles: [] });
    expect(setCookies(auth.take(200))).toHaveLength(1);
    expect(events).toEqual([]);
  });

  it('sets no cookie and says so if the response begins before', async () => {
    const { auth, events } = await open(later as unknown as typeof roles);
    const waiting = auth.remember('alice', { roles: [] });
    expect(setCookies(auth.take(200))).toEqual([]);
    expect(events).toMatchObject([{ event: 'remember_unfinished' }]);
    await waiting;
  });

  it('lets a logout that was called after it take effect', async () => {
    const { auth } = await open(later as unknown as typeof roles);
    const waiting = auth.remember('alice', { roles: [] });
    await auth.forget();
    await waiting;
    expect(setCookies(auth.take(200))).toEqual([expect.stringContaining('Max-Age=0')]);
  });

  it('leaves no rejection unhandled if it is not awaited', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { auth } = await open(later as unknown as typeof roles);
    void auth.remember('alice', { roles: ['banned'] });
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  it('refuses an option that it does not have', async () => {
    const { auth } = await open();
    expect(() => auth.remember('alice', { roles: [] }, { maxAge: 5 } as never)).toThrow(
      /^remember has no option "maxAge"/,
    );
  });
});
