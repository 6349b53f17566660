import { describe, expect, it } from 'vitest';
import type { CookieParts } from '../../../src/adapter.ts';
import { writeToJar } from '../../../src/adapter.ts';
import type { AuthContext } from '../../../src/index.ts';
import {
  AuthError,
  ConfigurationError,
  cookiePolicy,
  denylist,
  memoryStore,
} from '../../../src/index.ts';
import { COOKIE, setUp, sliding, view } from '../../support/security.ts';

const SITE = { 'sec-fetch-site': 'same-origin' };
const POST = { method: 'POST' };

/** Returns an auth context and the cookies that it has set. */
async function open(
  { security } = sliding(),
  headers: Readonly<Record<string, string>> = {},
): Promise<{ auth: AuthContext; jar: CookieParts[]; renew: () => void }> {
  const auth = await security.authenticate(view({ ...SITE, ...headers }, POST));
  const jar: CookieParts[] = [];
  return { auth, jar, renew: writeToJar({ set: (cookie) => jar.push(cookie) }, auth) };
}

/** Logs in and returns the `Cookie` of the next request. */
async function logIn(set = sliding()): Promise<string> {
  const { auth, jar } = await open(set);
  await auth.remember('alice');
  return `${COOKIE}=${jar[0]?.value}`;
}

describe('writeToJar', () => {
  it('sets the cookie of a login at once', async () => {
    const { auth, jar } = await open();
    await auth.remember('alice');
    expect(jar).toMatchObject([{ name: COOKIE, secure: true, httpOnly: true, maxAge: 60 }]);
  });

  it('clears it at a logout', async () => {
    const set = sliding();
    const { auth, jar } = await open(set, { cookie: await logIn(set) });
    await auth.forget();
    expect(jar).toMatchObject([{ name: COOKIE, value: '', maxAge: 0 }]);
  });

  it('clears it though the store fails, and throws the error', async () => {
    const store = memoryStore();
    const policies = [cookiePolicy()];
    const set = setUp({ policies, revocation: denylist(store) });
    const cookie = await logIn(set);
    const { auth, jar } = await open(set, { cookie });
    store.append = () => Promise.reject(new Error('down'));
    await expect(Promise.resolve(auth.forget())).rejects.toMatchObject({
      code: 'store_unavailable',
    });
    expect(jar).toMatchObject([{ name: COOKIE, maxAge: 0 }]);
    await set.security.close();
  });

  it('sets nothing at a login that is refused', async () => {
    const { auth, jar } = await open(sliding(), { 'sec-fetch-site': 'cross-site' });
    expect(() => auth.remember('alice')).toThrow(AuthError);
    expect(jar).toEqual([]);
  });

  it('sets the cookie of a renewal when it is asked to', async () => {
    const set = sliding();
    const cookie = await logIn(set);
    set.wait(11);
    const { jar, renew } = await open(set, { cookie });
    expect(jar).toEqual([]);
    renew();
    expect(jar).toMatchObject([{ name: COOKIE, maxAge: 60 }]);
  });

  it('throws what the jar throws', async () => {
    const auth = await sliding().security.authenticate(view(SITE, POST));
    const set = (): never => {
      throw new Error('not in a page');
    };
    writeToJar({ set }, auth);
    expect(() => auth.remember('alice')).toThrow('not in a page');
  });

  it('refuses to set a cookie in two domains, of which a jar would keep one', async () => {
    const domains = ['a.example', 'b.example'];
    const { auth, jar } = await open(sliding({ domains, cookieName: 'session' }));
    expect(() => auth.remember('alice')).toThrow(ConfigurationError);
    await auth.remember('alice', {}, { domains: ['b.example'] });
    await auth.forget();
    expect(jar.map(({ domain, maxAge }) => [domain, maxAge])).toEqual([
      ['b.example', 60],
      ['a.example', 0],
    ]);
  });
});
