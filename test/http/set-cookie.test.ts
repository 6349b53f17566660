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

describe('the Set-Cookie that keeps a value', () => {
  it('has the lifetime in both forms, the path and the three guards', () => {
    expect(cookieWriter(base).set('abc', 3600, NOW)).toEqual([
      'Set-Cookie',
      '__Host-Authorization=abc; Max-Age=3600; Expires=Tue, 14 Nov 2023 23:13:20 GMT; Path=/; Secure; HttpOnly; SameSite=Lax',
    ]);
  });

  it('has no lifetime when the browser is to forget it on closing', () => {
    expect(cookieWriter(base).set('abc', null, NOW)[1]).toBe(
      '__Host-Authorization=abc; Path=/; Secure; HttpOnly; SameSite=Lax',
    );
  });

  it('names the domain, the path, SameSite, and leaves Secure out where it is told to', () => {
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

  it('rounds the lifetime down, never to less than nothing', () => {
    expect(cookieWriter(plain).set('a', 1.9, NOW + 0.9)[1]).toContain(
      '; Max-Age=1; Expires=Tue, 14 Nov 2023 22:13:21 GMT;',
    );
    expect(cookieWriter(plain).set('a', -5, NOW)[1]).toContain(
      '; Max-Age=0; Expires=Tue, 14 Nov 2023 22:13:20 GMT;',
    );
  });

  it('tells the date right past 2038 and keeps to four digits of the year', () => {
    expect(cookieWriter(plain).set('a', 2 ** 31, NOW)[1]).toContain(
      'Max-Age=2147483648; Expires=Mon, 03 Dec 2091 01:27:28 GMT',
    );
    expect(cookieWriter(plain).set('a', 1e12, NOW)[1]).toContain(
      'Max-Age=1000000000000; Expires=Fri, 31 Dec 9999 23:59:59 GMT',
    );
  });

  it.each([
    [Number.NaN, NOW],
    [Number.POSITIVE_INFINITY, NOW],
    [60, Number.NaN],
  ])('is not written with a lifetime of %d at %d', (maxAge, now) => {
    expect(() => cookieWriter(plain).set('a', maxAge, now)).toThrow(ConfigurationError);
  });

  it('may have 4096 bytes of name and value and not one more', () => {
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
    'carries no %j, and the error does not repeat the value',
    (bad) => {
      const write = () => cookieWriter(plain).set(`secret${bad}Path=/x`, null, NOW);
      expect(write).toThrow(ConfigurationError);
      expect(write).not.toThrow(/secret/);
    },
  );
});

describe('the Set-Cookie that clears', () => {
  it('repeats name, path, domain and guards, and is over', () => {
    expect(cookieWriter({ ...plain, path: '/app', domain: 'example.com' }).clear).toEqual([
      'Set-Cookie',
      'session=; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Path=/app; Domain=example.com; Secure; HttpOnly; SameSite=Lax',
    ]);
  });
});

describe('attributes that cannot be', () => {
  const wrong: [string, Partial<CookieAttributes>, RegExp][] = [
    ['a name with a semicolon', { name: 'a;b' }, /not a token/],
    ['an empty name', { name: '' }, /not a token/],
    ['a name with an equals sign', { name: 'a=b' }, /not a token/],
    ['a name beyond ASCII', { name: 'ä' }, /not a token/],
    ['a path that begins elsewhere', { path: 'app' }, /path/],
    ['an empty path', { path: '' }, /path/],
    ['a path with a semicolon', { path: '/;Domain=evil.example' }, /path/],
    ['a path with a line feed', { path: '/\nSet-Cookie: a=b' }, /path/],
    ['a path with a line feed at its end', { path: '/a\n' }, /path/],
    ['a path with a query, which never matches', { path: '/a?b' }, /path/],
    ['a path beyond 1024 bytes, which browsers ignore', { path: `/${'a'.repeat(1024)}` }, /path/],
    ['a domain with a semicolon', { domain: 'example.com;Path=/x' }, /domain/],
    ['a domain with a dot before it', { domain: '.example.com' }, /domain/],
    ['a domain in capitals', { domain: 'Example.com' }, /domain/],
    ['a domain with a port', { domain: 'example.com:80' }, /domain/],
    ['an empty domain', { domain: '' }, /domain/],
    ['a domain with an empty label', { domain: 'a..b' }, /domain/],
    ['a domain beyond 253 letters', { domain: `${'a.'.repeat(127)}b` }, /domain/],
    ['an unknown SameSite', { sameSite: 'Lax; Domain=evil.example' as 'lax' }, /SameSite/],
    ['SameSite of the prototype', { sameSite: 'toString' as 'lax' }, /SameSite/],
    ['SameSite none without Secure', { sameSite: 'none', secure: false }, /not Secure/],
    ['__Host- without Secure', { name: '__Host-a', secure: false }, /unless it is Secure/],
    ['__Host- on a path', { name: '__Host-a', path: '/app' }, /path is "\/"/],
    ['__Host- with a domain', { name: '__Host-a', domain: 'example.com' }, /has a domain/],
    ['__Secure- without Secure', { name: '__Secure-a', secure: false }, /unless it is Secure/],
    ['__Http- without Secure', { name: '__Http-a', secure: false }, /unless it is Secure/],
    [
      '__Host-Http- with a domain',
      { name: '__Host-Http-a', domain: 'example.com' },
      /has a domain/,
    ],
    ['__host- in lower case', { name: '__host-a' }, /miscapitalised.*"__Host-"/],
    ['__SECURE- in capitals', { name: '__SECURE-a' }, /miscapitalised.*"__Secure-"/],
    [
      '__Host-http- half in lower case',
      { name: '__Host-http-a' },
      /miscapitalised.*"__Host-Http-"/,
    ],
  ];

  it.each(wrong)('are refused when the writer is made: %s', (_, change, message) => {
    const cookie = { ...plain, ...change };
    expect(cookieFaults(cookie)).toHaveLength(1);
    expect(cookieFaults(cookie)[0]).toMatch(message);
    expect(() => cookieWriter(cookie)).toThrow(ConfigurationError);
  });

  it('are all named at once', () => {
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
  ] as const)('are not these: %j', (change) => {
    expect(cookieFaults({ ...plain, ...change })).toEqual([]);
  });
});

describe('the prefix __Host-', () => {
  it('is allowed with Secure, the path / and no domain only', () => {
    expect(mayBeHostPrefixed({ path: '/', secure: true, domains: 0 })).toBe(true);
    expect(mayBeHostPrefixed({ path: '/a', secure: true, domains: 0 })).toBe(false);
    expect(mayBeHostPrefixed({ path: '/', secure: false, domains: 0 })).toBe(false);
    expect(mayBeHostPrefixed({ path: '/', secure: true, domains: 1 })).toBe(false);
  });
});

describe('whatever is asked to be written', () => {
  // The other parser gives nothing for names that every object has, such as valueOf.
  const inherited = (name: string) => name in {};
  const hostile = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom(';', '=', ' ', 'a', ',', '\r', '\n', '/', '.', '-', '"'),
      maxLength: 8,
    }),
  );

  it('is refused, or is read by another parser as exactly that and nothing more', () => {
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
        (name, value, path, domain, sameSite, secure) => {
          fc.pre(!inherited(name));
          let text: string;
          try {
            text = cookieWriter({ name, path, domain, secure, sameSite }).set(value, 60, NOW)[1];
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigurationError);
            return;
          }
          written++;
          expect(text).toMatch(/^[\x20-\x7e]*$/);
          expect(text.split(';')).toHaveLength(6 + Number(secure) + Number(domain !== null));
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
          });
        },
      ),
      { numRuns: 3000 },
    );
    expect(written).toBeGreaterThan(100);
  });
});
