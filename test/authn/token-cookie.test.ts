import { parseSetCookie } from 'cookie-es';
import { describe, expect, it } from 'vitest';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import { readCookieSettings } from '../../src/authn/read-cookie-settings.ts';
import { TokenCookie } from '../../src/authn/token-cookie.ts';
import { writeWebob } from '../../src/authn/webob.ts';
import type { ReplyHeader } from '../../src/http/reply-headers.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { view } from '../support/security.ts';

const NOW = 1_700_000_000;
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln-_';
const TWO = { domains: ['a.example', 'b.example'] };

const cookieOf = (options: CookiePolicyOptions = {}) =>
  new TokenCookie(readCookieSettings(options));
const lines = (headers: readonly ReplyHeader[]) =>
  headers.map(([name, value]) => `${name}: ${value}`);
const domainsOf = (headers: readonly ReplyHeader[]) =>
  headers.map(([, value]) => parseSetCookie(value)?.domain ?? null);

describe('the cookie of a token', () => {
  it('is by default secure, host-only and not readable by scripts', () => {
    expect(lines(cookieOf().set(TOKEN, 900, NOW))).toEqual([
      `Set-Cookie: __Host-Http-Authorization=${TOKEN}; Max-Age=900; Expires=Tue, 14 Nov 2023 22:28:20 GMT; Path=/; Secure; HttpOnly; SameSite=Lax`,
    ]);
  });

  it('has the attributes of the options, and without a lifetime ends with the browser', () => {
    const cookie = cookieOf({ cookiePath: '/app', httpsOnly: false, sameSite: 'strict' });
    expect(lines(cookie.set(TOKEN, null, NOW))).toEqual([
      `Set-Cookie: Authorization=${TOKEN}; Path=/app; HttpOnly; SameSite=Strict`,
    ]);
  });

  it('holds with format webob what pyramid_jwt writes', () => {
    expect(lines(cookieOf({ format: 'webob' }).set(TOKEN, null, NOW))).toEqual([
      `Set-Cookie: Authorization=${writeWebob(TOKEN)}; Path=/; Secure; HttpOnly; SameSite=Lax`,
    ]);
  });

  it('is set once for each configured domain', () => {
    expect(domainsOf(cookieOf(TWO).set(TOKEN, null, NOW))).toEqual(TWO.domains);
  });

  it.each([
    ['one of them', ['b.example'], ['b.example']],
    ['one of them twice', ['b.example', 'b.example'], ['b.example']],
    ['none, for the host alone', [], [null]],
  ])('is set for the domains that a call names: %s', (_, wanted, domains) => {
    expect(domainsOf(cookieOf(TWO).set(TOKEN, null, NOW, wanted))).toEqual(domains);
  });

  it.each([
    ['beside a configured one', TWO, ['a.example', 'evil.example']],
    ['without any that is configured', {}, ['evil.example']],
    ['of a subdomain', TWO, ['sub.a.example']],
  ])('is not set for a domain that is not configured, %s', (_, options, wanted) => {
    const set = () => cookieOf(options).set(TOKEN, null, NOW, wanted);
    expect(set).toThrow(ConfigurationError);
    expect(set).toThrow(/domains of cookiePolicy/);
  });

  it('is refused over 4096 bytes, which browsers drop', () => {
    expect(() => cookieOf().set('a'.repeat(4096), null, NOW)).toThrow(
      expect.objectContaining({ code: 'cookie_too_large' }),
    );
  });

  it.each([
    ['jwt', true],
    ['webob', false],
  ] as const)('of 3100 bytes fits in format %s: %j', (format, fits) => {
    const set = () => cookieOf({ format }).set('a'.repeat(3100), null, NOW);
    if (fits) expect(set).not.toThrow();
    else expect(set).toThrow(expect.objectContaining({ code: 'cookie_too_large' }));
  });
});

describe('the cleared cookie of a token', () => {
  it('has the attributes with which it was set', () => {
    expect(lines(cookieOf().clear(view(), null, true))).toEqual([
      'Set-Cookie: __Host-Http-Authorization=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/; Secure; HttpOnly; SameSite=Lax',
    ]);
  });

  it.each([
    ['all domains', undefined],
    ['the host alone', []],
    ['one domain', ['b.example']],
  ])('replaces what was set for %s', (_, domains) => {
    const cookie = cookieOf({ ...TWO, cookiePath: '/app' });
    const placeOf = ([, value]: ReplyHeader) => {
      const { name, path, domain, secure } = parseSetCookie(value) ?? {};
      return { name, path, domain, secure };
    };
    const cleared = cookie.clear(view(), null, false).map(placeOf);
    expect(cleared).toEqual(
      expect.arrayContaining(cookie.set(TOKEN, 60, NOW, domains).map(placeOf)),
    );
  });
});

describe('a partitioned cookie', () => {
  const PARTITIONED = { partitioned: true, sameSite: 'none' } as const;
  const isPartitioned = ([, value]: ReplyHeader) => value.endsWith('; Partitioned');

  it('says so when it is set and when it is cleared', () => {
    for (const options of [PARTITIONED, { ...PARTITIONED, ...TWO }]) {
      const cookie = cookieOf(options);
      const set = cookie.set(TOKEN, 60, NOW);
      expect(set.every(isPartitioned)).toBe(true);
      const cleared = domainsOf(cookie.clear(view(), null, true).filter(isPartitioned));
      expect(cleared).toEqual(expect.arrayContaining(domainsOf(set)));
    }
  });

  it('keeps a name that is bound to the host', () => {
    expect(cookieOf(PARTITIONED).set(TOKEN, 60, NOW)[0]?.[1]).toMatch(/^__Host-Http-/);
  });

  it('is cleared together with the one that was set before it was partitioned', () => {
    const cookie = cookieOf(PARTITIONED);
    const cleared = cookie.clear(view(), null, false);
    expect(cleared.map(isPartitioned)).toEqual([true, false]);
    const name = '__Host-Http-Authorization';
    const set = cookie.set(TOKEN, 60, NOW);
    const twice = view({ cookie: `${name}=a; ${name}=b` });
    expect(cookie.setAlone(set, twice, null)).toEqual([cleared[1], ...set]);
    expect(cookie.setAlone(set, view({ cookie: `${name}=a` }), null)).toEqual(set);
  });
});

describe('a renewed cookie', () => {
  it.each<[string, unknown, (string | null)[]]>([
    ['all domains if the login named none', undefined, ['a.example', 'b.example']],
    ['the domain that the login named', ['b.example'], ['b.example']],
    ['the host alone, as the login', [], [null]],
    ['what is still configured', ['gone.example', 'a.example'], ['a.example']],
    ['all domains if none is configured any more', ['gone.example'], ['a.example', 'b.example']],
    ['all domains if the claim is no list', 'b.example', ['a.example', 'b.example']],
  ])('is set for %s', (_, named, domains) => {
    expect(domainsOf(cookieOf(TWO).renew(TOKEN, null, NOW, named))).toEqual(domains);
  });
});

describe('a cookie that is set alone', () => {
  const request = (cookie: string) =>
    view({ cookie, host: 'shop.a.example' }, { url: '/app/login?next=/' });
  const alone = (cookie: string, options: CookiePolicyOptions = TWO) => {
    const ours = cookieOf(options);
    return ours.setAlone(ours.set(TOKEN, null, NOW), request(cookie), null);
  };

  it('clears nothing if the request carried one cookie, or another name twice', () => {
    expect(alone('Authorization=a; theme=b; theme=c')).toHaveLength(2);
  });

  it('clears first each other cookie that the browser may hold if it carried several', () => {
    const headers = alone('Authorization=a; Authorization=b');
    const cleared = headers.slice(0, -2);
    expect(headers.slice(-2)).toEqual(cookieOf(TWO).set(TOKEN, null, NOW));
    expect(cleared.every(([, value]) => value.includes('Max-Age=0'))).toBe(true);
    const places = cleared.map(([, value]) => {
      const { domain = '-', path } = parseSetCookie(value) ?? {};
      return `${domain} ${path}`;
    });
    expect(places).toEqual(
      expect.arrayContaining(['- /', '- /app', 'a.example /app', 'shop.a.example /', '- /app/']),
    );
    expect(places).not.toContain('a.example /');
    expect(new Set(places).size).toBe(places.length);
  });

  it('clears nothing under a name with __Host-, of which a browser holds one', () => {
    const name = '__Host-Http-Authorization';
    expect(alone(`${name}=a; ${name}=b`, {})).toHaveLength(1);
  });
});
