import { describe, expect, it } from 'vitest';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import { readCookieSettings } from '../../src/authn/read-cookie-settings.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';
import type { Duration } from '../../src/options/duration.ts';

describe('the settings of a cookie policy', () => {
  it('are the safe ones by default', () => {
    expect(readCookieSettings({})).toEqual({
      cookieName: '__Host-Http-Authorization',
      cookiePath: '/',
      httpsOnly: true,
      sameSite: 'lax',
      partitioned: false,
      domains: [],
      reissueTime: null,
      sessionLifetime: null,
      format: 'jwt',
      trustedOrigins: [],
      csrf: true,
      accepts: ['session'],
      issuers: [],
    });
  });

  it('take session tokens only, unless accepts or the format of pyramid_jwt says more', () => {
    expect(readCookieSettings({ accepts: ['session', 'access'] }).accepts).toEqual([
      'session',
      'access',
    ]);
    expect(readCookieSettings({ format: 'webob' }).accepts).toEqual(['session', 'access']);
    for (const accepts of [[], ['refresh'], 'session', [null]])
      expect(() => readCookieSettings({ accepts: accepts as never })).toThrow(/^accepts is not/);
  });

  it('are the defaults if every option is undefined', () => {
    const names = [
      'cookieName',
      'cookiePath',
      'httpsOnly',
      'sameSite',
      'partitioned',
      'domains',
      'reissueTime',
      'sessionLifetime',
      'onReissue',
      'format',
      'trustedOrigins',
      'csrf',
    ];
    expect(readCookieSettings(Object.fromEntries(names.map((name) => [name, undefined])))).toEqual(
      readCookieSettings({}),
    );
  });

  it.each([
    { httpsOnly: false },
    { cookiePath: '/app' },
    { domains: ['example.com'] },
    { format: 'webob' },
  ] as CookiePolicyOptions[])(
    'have a name without prefix where browsers do not allow __Host-, or pyramid_jwt set none: %j',
    (options) => {
      expect(readCookieSettings(options).cookieName).toBe('Authorization');
    },
  );

  it('have the name that was given', () => {
    expect(readCookieSettings({ cookieName: 'session' }).cookieName).toBe('session');
  });

  it.each<[CookiePolicyOptions, number, number]>([
    [{ reissueTime: '5m', sessionLifetime: '12h' }, 300, 43_200],
    [{ reissueTime: 1, sessionLifetime: 2 }, 1, 2],
    [{ reissueTime: '10s', sessionLifetime: '2m' }, 10, 120],
  ])('have their durations in seconds: %j', (options, reissueTime, sessionLifetime) => {
    expect(readCookieSettings(options)).toMatchObject({ reissueTime, sessionLifetime });
  });

  it.each<[string, Duration, number]>([
    ['7 days', '5m', 604_800],
    ['three times a longer reissueTime', '3d', 777_600],
  ])('end a session that slides after %s if no lifetime is given', (_, reissueTime, lifetime) => {
    expect(readCookieSettings({ reissueTime }).sessionLifetime).toBe(lifetime);
  });

  it('are frozen with their lists', () => {
    const settings = readCookieSettings({ domains: ['a.example'], trustedOrigins: ['https://a'] });
    expect([settings, settings.domains, settings.trustedOrigins].every(Object.isFrozen)).toBe(true);
  });

  it('are copies: changing the given lists afterwards has no effect', () => {
    const domains = ['example.com', 'example.com'];
    const settings = readCookieSettings({ domains });
    domains.push('evil.example');
    expect(settings.domains).toEqual(['example.com']);
  });

  const wrong: [string, unknown, RegExp][] = [
    ['a string as httpsOnly, which would count as true', { httpsOnly: 'false' }, /httpsOnly/],
    ['a number as csrf', { csrf: 0 }, /csrf/],
    ['null as csrf', { csrf: null }, /csrf/],
    ['an unknown SameSite', { sameSite: 'Lax' }, /SameSite/],
    [
      'SameSite none without https',
      { sameSite: 'none', httpsOnly: false, cookieName: 'a' },
      /not Secure/,
    ],
    ['a number as partitioned', { partitioned: 1 }, /partitioned is not a boolean/],
    [
      'partitioned without https',
      { partitioned: true, httpsOnly: false },
      /Partitioned cookie that is not Secure/,
    ],
    ['a string as domains', { domains: 'example.com' }, /domains/],
    ['a number among the domains', { domains: [4] }, /domains/],
    ['a domain that is no host name', { domains: ['example.com; Path=/x'] }, /domain/],
    ['a path without its slash', { cookiePath: 'app' }, /path/],
    ['null as cookiePath', { cookiePath: null }, /path/],
    ['a name with a space', { cookieName: 'a b' }, /name/],
    ['a number as cookieName', { cookieName: 4 }, /name/],
    [
      '__Host- with a domain',
      { cookieName: '__Host-a', domains: ['a.example', 'b.example'] },
      /has a domain/,
    ],
    ['__Host- without https', { cookieName: '__Host-a', httpsOnly: false }, /Secure/],
    ['a reissueTime that is no duration', { reissueTime: 'soon' }, /reissueTime/],
    ['a reissueTime of 0, which pyramid_jwt reads as never', { reissueTime: 0 }, /leave it out/],
    ['a negative sessionLifetime', { sessionLifetime: -1 }, /sessionLifetime/],
    ['null as reissueTime', { reissueTime: null }, /reissueTime/],
    ['a sessionLifetime of 0', { sessionLifetime: 0 }, /sessionLifetime must be longer/],
    [
      'a sessionLifetime as long as reissueTime',
      { reissueTime: 60, sessionLifetime: 60 },
      /sessionLifetime must be longer/,
    ],
    ['an unknown format', { format: 'json' }, /format/],
    ['a string as trustedOrigins', { trustedOrigins: 'https://a.example' }, /trustedOrigins/],
    ['a trusted origin with a path', { trustedOrigins: ['https://a.example/'] }, /trustedOrigins/],
    ['the trusted origin null', { trustedOrigins: ['null'] }, /trustedOrigins/],
    ['the trusted origin *', { trustedOrigins: ['*'] }, /trustedOrigins/],
    ['an onReissue that is no function', { onReissue: 'x', reissueTime: 1 }, /onReissue/],
    ['an onReissue that is never called', { onReissue: () => null }, /onReissue/],
    ['a misspelt option', { sessionLifetme: 60 }, /did you mean sessionLifetime/],
    ['the name of pyramid_jwt', { reissue_time: 60 }, /did you mean reissueTime/],
    ['a string instead of options', 'lax', /object/],
    ['null instead of options', null, /object/],
  ];

  it.each(wrong)('are rejected with %s', (_, options, message) => {
    let thrown: unknown;
    try {
      readCookieSettings(options as CookiePolicyOptions);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigurationError);
    expect((thrown as ConfigurationError).faults).toEqual([expect.stringMatching(message)]);
  });

  it('are rejected with all their faults at once', () => {
    const read = () =>
      readCookieSettings({
        cookieName: ' ',
        cookiePath: '',
        csrf: 'no',
        reissueTime: 'x',
        format: '',
      } as unknown as CookiePolicyOptions);
    expect(read).toThrow(/^5 errors/);
  });
});
