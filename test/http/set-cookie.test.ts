import { parseSetCookie } from 'cookie-es';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import { AuthError } from '../../src/base/errors.ts';
import type { CookieAttributes } from '../../src/http/set-cookie.ts';
import { cookieFaults, cookieWriter, mayBeHostPrefixed } from '../../src/http/set-cookie.ts';

const NOW = 1_700_000_000; // Tue, 14 Nov 2023 22:13:20 GMT
const base: CookieAttributes = {
  name: '__Host-Authorization',
  path: '/',
  domain: null,
  secure: true,
  sameSite: 'lax',
};
const plain: CookieAttributes = { ...base, name: 'session' };

describe('cookieWriter().set', () => {
  it('writes the lifetime in both forms, Path, Secure, HttpOnly and SameSite', () => {
    expect(cookieWriter(base).set('abc', 3600, NOW)).toEqual([
      'Set-Cookie',
      '__Host-Authorization=abc; Max-Age=3600; Expires=Tue, 14 Nov 2023 23:13:20 GMT; Path=/; Secure; HttpOnly; SameSite=Lax',
    ]);
  });

  it('writes no lifetime for a cookie that ends with the browser', () => {
    expect(cookieWriter(base).set('abc', null, NOW)[1]).toBe(
      '__Host-Authorization=abc; Path=/; Secure; HttpOnly; SameSite=Lax',
    );
  });

  it('writes Domain, Path and SameSite, and no Secure if it is false', () => {
    const writer = cookieWriter({
      name: 'session',
      path: '/app',
      domain: 'example.com',
      secure: false,
      sameSite: 'strict',
    });
    expect(writer.set('a', null, NOW)[1]).toBe(
      'session=a; Path=/app; Domain=example.com; HttpOnly; SameSite=Strict',
    );
  });

  it('rounds the lifetime down, and a negative one to 0', () => {
    expect(cookieWriter(plain).set('a', 1.9, NOW + 0.9)[1]).toContain(
      '; Max-Age=1; Expires=Tue, 14 Nov 2023 22:13:21 GMT;',
    );
    expect(cookieWriter(plain).set('a', -5, NOW)[1]).toContain(
      '; Max-Age=0; Expires=Tue, 14 Nov 2023 22:13:20 GMT;',
    );
  });

  it('cuts a lifetime over 400 days to 400 days, as browsers do', () => {
    const days = 400 * 86_400;
    const header = cookieWriter(plain).set('a', days, NOW)[1];
    expect(header).toContain('; Max-Age=34560000; Expires=Wed, 18 Dec 2024 22:13:20 GMT;');
    for (const maxAge of [days + 1, 2 ** 31, 1e12])
      expect(cookieWriter(plain).set('a', maxAge, NOW)[1]).toBe(header);
    expect(cookieWriter(plain).set('a', days - 1, NOW)[1]).toContain('; Max-Age=34559999;');
  });

  it('writes a correct date past 2038, and none past the year 9999', () => {
    expect(cookieWriter(plain).set('a', 60, 2 ** 31)[1]).toContain(
      'Expires=Tue, 19 Jan 2038 03:15:08 GMT',
    );
    expect(cookieWriter(plain).set('a', 60, 253_402_300_790)[1]).toContain(
      'Expires=Fri, 31 Dec 9999 23:59:59 GMT',
    );
  });

  it('writes Partitioned, also to clear the cookie', () => {
    const writer = cookieWriter({ ...base, sameSite: 'none', partitioned: true });
    const tail = '; Path=/; Secure; HttpOnly; SameSite=None; Partitioned';
    expect(writer.set('abc', null, NOW)[1]).toBe(`__Host-Authorization=abc${tail}`);
    expect(writer.clear[1].endsWith(tail)).toBe(true);
  });

  it.each([
    [Number.NaN, NOW],
    [Number.POSITIVE_INFINITY, NOW],
    [60, Number.NaN],
  ])('throws a RangeError for a lifetime of %d at %d', (maxAge, now) => {
    expect(() => cookieWriter(plain).set('a', maxAge, now)).toThrow(RangeError);
  });

  it('accepts 4096 bytes of name and value and not one more', () => {
    const most = 4096 - plain.name.length;
    expect(cookieWriter(plain).set('a'.repeat(most), null, NOW)[1]).toHaveLength(
      4097 + '; Path=/; Secure; HttpOnly; SameSite=Lax'.length,
    );
    let thrown: unknown;
    try {
      cookieWriter(plain).set('a'.repeat(most + 1), null, NOW);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AuthError);
    expect(thrown).toMatchObject({ code: 'cookie_too_large', status: 500 });
  });

  it.each([';', ' ', ',', '"', '\\', '\n', '\r', '\t', '\u0000', '\u007f', 'ä', '€'])(
    'throws a TypeError for a value with %j, and does not repeat the value',
    (bad) => {
      const write = () => cookieWriter(plain).set(`secret${bad}Path=/x`, null, NOW);
      expect(write).toThrow(TypeError);
      expect(write).not.toThrow(/secret/);
    },
  );
});

describe('cookieWriter().clear', () => {
  it('repeats name, path, domain and attributes, and has expired', () => {
    expect(cookieWriter({ ...plain, path: '/app', domain: 'example.com' }).clear).toEqual([
      'Set-Cookie',
      'session=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/app; Domain=example.com; Secure; HttpOnly; SameSite=Lax',
    ]);
  });
});

describe('cookieFaults', () => {
  const wrong: [string, Partial<CookieAttributes>, RegExp][] = [
    ['a name with a semicolon', { name: 'a;b' }, /not a token.*use letters/],
    ['an empty name', { name: '' }, /not a token.*use letters/],
    ['a name with an equals sign', { name: 'a=b' }, /not a token.*use letters/],
    ['a name beyond ASCII', { name: 'ä' }, /not a token.*use letters/],
    ['a path that begins elsewhere', { path: 'app' }, /path.*write "\/"/],
    ['an empty path', { path: '' }, /path.*write "\/"/],
    ['a path with a semicolon', { path: '/;Domain=evil.example' }, /path.*write "\/"/],
    ['a path with a line feed', { path: '/\nSet-Cookie: a=b' }, /path.*write "\/"/],
    ['a path with a line feed at its end', { path: '/a\n' }, /path.*write "\/"/],
    ['a path with a query, which never matches', { path: '/a?b' }, /path.*write "\/"/],
    [
      'a path beyond 1024 bytes, which browsers ignore',
      { path: `/${'a'.repeat(1024)}` },
      /path.*write "\/"/,
    ],
    ['a domain with a semicolon', { domain: 'example.com;Path=/x' }, /domain.*write "example.com"/],
    ['a domain with a dot before it', { domain: '.example.com' }, /domain.*write "example.com"/],
    ['a domain in capitals', { domain: 'Example.com' }, /domain.*write "example.com"/],
    ['a domain with a port', { domain: 'example.com:80' }, /domain.*write "example.com"/],
    ['an empty domain', { domain: '' }, /domain.*write "example.com"/],
    ['a domain with an empty label', { domain: 'a..b' }, /domain.*write "example.com"/],
    [
      'a domain beyond 253 letters',
      { domain: `${'a.'.repeat(127)}b` },
      /domain.*write "example.com"/,
    ],
    [
      'an unknown SameSite',
      { sameSite: 'Lax; Domain=evil.example' as 'lax' },
      /SameSite.*write "lax"/,
    ],
    ['SameSite of the prototype', { sameSite: 'toString' as 'lax' }, /SameSite.*write "lax"/],
    ['SameSite none without Secure', { sameSite: 'none', secure: false }, /not Secure.*use "lax"/],
    [
      'Partitioned without Secure',
      { partitioned: true, secure: false },
      /Partitioned.*not Secure.*do not partition it/,
    ],
    ['__Host- without Secure', { name: '__Host-a', secure: false }, /unless it is Secure/],
    ['__Host- on a path', { name: '__Host-a', path: '/app' }, /path is "\/"/],
    ['__Host- with a domain', { name: '__Host-a', domain: 'example.com' }, /if it has a domain/],
    ['__Secure- without Secure', { name: '__Secure-a', secure: false }, /unless it is Secure/],
    ['__Http- without Secure', { name: '__Http-a', secure: false }, /unless it is Secure/],
    [
      '__Host-Http- with a domain',
      { name: '__Host-Http-a', domain: 'example.com' },
      /if it has a domain/,
    ],
    ['__host- in lower case', { name: '__host-a' }, /in the wrong case.*"__Host-"/],
    ['__SECURE- in capitals', { name: '__SECURE-a' }, /in the wrong case.*"__Secure-"/],
    [
      '__Host-http- half in lower case',
      { name: '__Host-http-a' },
      /in the wrong case.*"__Host-Http-"/,
    ],
  ];

  it.each(wrong)('reports %s, and cookieWriter throws', (_, change, message) => {
    const cookie = { ...plain, ...change };
    expect(cookieFaults(cookie)).toHaveLength(1);
    expect(cookieFaults(cookie)[0]).toMatch(message);
    expect(() => cookieWriter(cookie)).toThrow(ConfigurationError);
  });

  it('reports all faults at once', () => {
    expect(
      cookieFaults({ name: ' ', path: 'x', domain: '.', secure: false, sameSite: 'none' }),
    ).toHaveLength(4);
  });

  it.each([
    { name: '__Secure-a', domain: 'example.com', path: '/app' },
    { name: '__Host-Http-a' },
    { name: '_Host-a', secure: false },
    { sameSite: 'none' },
    { domain: 'localhost', secure: false },
    { domain: 'xn--bcher-kva.example' },
    { path: '/a,b/' },
  ] as const)('accepts %j', (change) => {
    expect(cookieFaults({ ...plain, ...change })).toEqual([]);
  });
});

describe('mayBeHostPrefixed', () => {
  it('requires Secure, the path / and no domain', () => {
    expect(mayBeHostPrefixed({ path: '/', secure: true, domains: 0 })).toBe(true);
    expect(mayBeHostPrefixed({ path: '/a', secure: true, domains: 0 })).toBe(false);
    expect(mayBeHostPrefixed({ path: '/', secure: false, domains: 0 })).toBe(false);
    expect(mayBeHostPrefixed({ path: '/', secure: true, domains: 1 })).toBe(false);
  });
});

describe('a Set-Cookie header', () => {
  // The other parser ignores names that every object inherits, such as valueOf.
  const inherited = (name: string) => name in {};
  const hostile = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom(';', '=', ' ', 'a', ',', '\r', '\n', '/', '.', '-', '"'),
      maxLength: 8,
    }),
  );

  it('is refused, or is read by another parser as exactly what was asked for', () => {
    let written = 0;
    const mixed = (good: string[]) =>
      fc.oneof({ arbitrary: fc.constantFrom(...good), weight: 2 }, hostile);
    fc.assert(
      fc.property(
        mixed(['a', '__Host-x', 'session']),
        mixed(['eyJ.eyJ.s-_', 'IiI=', '']),
        mixed(['/', '/app']),
        fc.option(mixed(['example.com'])),
        fc.constantFrom('lax', 'strict', 'none'),
        fc.boolean(),
        fc.boolean(),
        (name, value, path, domain, sameSite, secure, partitioned) => {
          fc.pre(!inherited(name));
          let text: string;
          try {
            const writer = cookieWriter({ name, path, domain, secure, sameSite, partitioned });
            text = writer.set(value, 60, NOW)[1];
          } catch (error) {
            expect(error instanceof ConfigurationError || error instanceof TypeError).toBe(true);
            return;
          }
          written++;
          expect(text).toMatch(/^[\x20-\x7e]*$/);
          expect(text.split(';')).toHaveLength(
            6 + [secure, domain !== null, partitioned].filter(Boolean).length,
          );
          expect(parseSetCookie(text, { decode: (raw) => raw })).toMatchObject({
            name,
            value,
            path,
            sameSite,
            httpOnly: true,
            maxAge: 60,
            expires: new Date((NOW + 60) * 1000),
            ...(secure ? { secure } : {}),
            ...(domain === null ? {} : { domain }),
            ...(partitioned ? { partitioned } : {}),
          });
        },
      ),
      { numRuns: 3000 },
    );
    expect(written).toBeGreaterThan(100);
  });
});
