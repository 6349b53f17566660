import { describe, expect, it } from 'vitest';
import { proxyAuth } from '../../../src/adapters/next.ts';
import type { ProxyRequest } from '../../../src/adapters/next/proxy-auth.ts';
import {
  ConfigurationError,
  denylist,
  headerPolicy,
  memoryStore,
  ticketPolicy,
} from '../../../src/index.ts';
import { bearer, COOKIE, handMade, login, NOW, setUp, sliding } from '../../support/security.ts';

const URL_HEADER = 'x-pyramidion-url';

function request(method: string, headers: Record<string, string> = {}): ProxyRequest {
  const asked = new Request('https://site.example/reports?page=2', {
    method,
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
  });
  return Object.assign(asked, { nextUrl: { pathname: '/reports', search: '?page=2' } });
}

/** Returns what stands behind the proxy, and the headers that it got. */
function behind() {
  const seen: Headers[] = [];
  const go = (init: { request: { headers: Headers } }) => {
    seen.push(init.request.headers);
    return new Response('page');
  };
  return { seen, go };
}

describe('proxyAuth', () => {
  it.each([undefined, null, {}, { defaultPermission: 'view' }])(
    'takes %j for no function',
    (go) => {
      const make = () => proxyAuth(setUp().security, go as never);
      expect(make).toThrow(ConfigurationError);
      expect(make).toThrow('NextResponse.next(init)');
    },
  );

  it('passes on the address of the page, and never the one that a client has sent', async () => {
    const { seen, go } = behind();
    await proxyAuth(setUp().security, go)(request('GET', { [URL_HEADER]: '/elsewhere' }));
    expect(seen[0]?.get(URL_HEADER)).toBe('/reports?page=2');
  });

  it('renews the cookie of a page, and shows the new one to what is behind it', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(15);
    const { seen, go } = behind();
    const response = await proxyAuth(
      set.security,
      go,
    )(request('GET', { cookie: `a=1; ${cookie}; b=2` }));
    const [line, ...more] = response.headers.getSetCookie();
    expect(more).toEqual([]);
    const renewed = line?.split(';', 1)[0];
    expect(renewed).toMatch(new RegExp(`^${COOKIE}=`));
    expect(renewed).not.toBe(cookie);
    expect(new Set(seen[0]?.get('cookie')?.split('; '))).toEqual(new Set(['a=1', 'b=2', renewed]));
  });

  it('leaves the cookie of a request that writes to the action or the route handler', async () => {
    const set = sliding();
    const cookie = await login(set);
    set.wait(15);
    const { seen, go } = behind();
    const response = await proxyAuth(set.security, go)(request('POST', { cookie }));
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(seen[0]?.get('cookie')).toBe(cookie);
  });

  it('uses nothing of a token that may be used once, which what is behind it uses', async () => {
    const { security } = setUp({
      policies: [ticketPolicy(), headerPolicy()],
      revocation: denylist(memoryStore({ clock: () => NOW * 1000 })),
      issuer: 'site',
    });
    const claims = { sub: 'alice', iss: 'site', iat: NOW + 1, exp: NOW + 60, jti: 'one' };
    const token = handMade({ ...claims, lim: { uses: 1 } }, { alg: 'HS512', typ: 'limited+jwt' });
    const { go } = behind();
    for (let time = 0; time < 3; time++)
      await proxyAuth(security, go)(request('GET', { authorization: `Bearer ${token}` }));
    expect((await security.authenticate(bearer(token))).userId).toBe('alice');
    expect((await security.authenticate(bearer(token))).failure?.code).toBe('token_revoked');
    await security.close();
  });

  it('protects the answer to an address with a ticket', async () => {
    const { security } = setUp({ policies: [ticketPolicy()] });
    const { go } = behind();
    const asked = new Request('https://site.example/?ticket=x');
    const nextUrl = { pathname: '/', search: '?ticket=x' };
    const response = await proxyAuth(security, go)(Object.assign(asked, { nextUrl }));
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
  });

  it('refuses no request', async () => {
    const { go } = behind();
    const asked = request('GET', { authorization: 'Bearer broken' });
    expect((await proxyAuth(setUp().security, go)(asked)).status).toBe(200);
  });
});
