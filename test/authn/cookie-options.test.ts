import { describe, expect, it } from 'vitest';
import type { CookiePolicyOptions } from '../../src/authn/cookie-options.ts';
import { readCookieSettings } from '../../src/authn/cookie-options.ts';
import { ConfigurationError } from '../../src/options/configuration-error.ts';

describe('the settings of a cookie policy', () => {
  it('are guarded in every way when nothing is said', () => {
    expect(readCookieSettings({})).toEqual({
      cookieName: '__Host-Authorization',
      cookiePath: '/',
      httpsOnly: true,
      sameSite: 'lax',
      domains: [],
      reissueTime: null,
      sessionLifetime: null,
      format: 'jwt',
      trustedOrigins: [],
      csrf: true,
    });
  });

  it('are the same when every option is left undefined', () => {
    const names = [
      'cookieName',
      'cookiePath',
      'httpsOnly',
      'sameSite',
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
  ] as CookiePolicyOptions[])('have the plain name where __Host- is not allowed: %j', (options) => {
    expect(readCookieSettings(options).cookieName).toBe('Authorization');
  });

  it('keep a name that is given', () => {
    expect(readCookieSettings({ cookieName: 'session' }).cookieName).toBe('session');
  });

  it('have their durations in seconds', () => {
    expect(readCookieSettings({ reissueTime: '5m', sessionLifetime: '12h' })).toMatchObject({
      reissueTime: 300,
      sessionLifetime: 43_200,
    });
    expect(readCookieSettings({ reissueTime: 0, sessionLifetime: 1 })).toMatchObject({
      reissueTime: 0,
      sessionLifetime: 1,
    });
  });

  it('are frozen, their lists too and apart from those that were handed in', () => {
    const domains = ['example.com', 'example.com'];
    const settings = readCookieSettings({ domains, trustedOrigins: ['https://a.example'] });
    domains.push('evil.example');
    expect(settings.domains).toEqual(['example.com']);
    expect([settings, settings.domains, settings.trustedOrigins].every(Object.isFrozen)).toBe(true);
  });

  const wrong: [string, unknown, RegExp][] = [
    ['a text for https only, which would count as true', { httpsOnly: 'false' }, /httpsOnly/],
    ['a number for csrf', { csrf: 0 }, /csrf/],
    ['null for csrf', { csrf: null }, /csrf/],
    ['an unknown SameSite', { sameSite: 'Lax' }, /SameSite/],
    [
      'SameSite none without https',
      { sameSite: 'none', httpsOnly: false, cookieName: 'a' },
      /not Secure/,
    ],
    ['a text for the domains', { domains: 'example.com' }, /domains/],
    ['a number among the domains', { domains: [4] }, /domains/],
    ['a domain that is none', { domains: ['example.com; Path=/x'] }, /domain/],
    ['a path that is none', { cookiePath: 'app' }, /path/],
    ['null for the path', { cookiePath: null }, /path/],
    ['a name that is none', { cookieName: 'a b' }, /name/],
    ['a number for the name', { cookieName: 4 }, /name/],
    [
      '__Host- with a domain',
      { cookieName: '__Host-a', domains: ['a.example', 'b.example'] },
      /has a domain/,
    ],
    ['__Host- without https', { cookieName: '__Host-a', httpsOnly: false }, /Secure/],
    ['a duration that is none', { reissueTime: 'soon' }, /reissueTime/],
    ['a negative duration', { sessionLifetime: -1 }, /sessionLifetime/],
    ['null for a duration', { reissueTime: null }, /reissueTime/],
    ['a session without length', { sessionLifetime: 0 }, /sessionLifetime must be longer/],
    [
      'a session as long as the window of reissue',
      { reissueTime: 60, sessionLifetime: 60 },
      /sessionLifetime must be longer/,
    ],
    ['an unknown format', { format: 'json' }, /format/],
    ['a text for the trusted origins', { trustedOrigins: 'https://a.example' }, /trustedOrigins/],
    ['a trusted origin with a path', { trustedOrigins: ['https://a.example/'] }, /trustedOrigins/],
    ['the trusted origin null', { trustedOrigins: ['null'] }, /trustedOrigins/],
    ['any origin trusted', { trustedOrigins: ['*'] }, /trustedOrigins/],
    ['an onReissue that is no function', { onReissue: 'x', reissueTime: 1 }, /onReissue/],
    ['an onReissue that is never asked', { onReissue: () => null }, /onReissue/],
    ['a misspelt option', { sessionLifetme: 60 }, /did you mean sessionLifetime/],
    ['the name of the original', { reissue_time: 60 }, /did you mean reissueTime/],
    ['a text for the options', 'lax', /object/],
    ['null for the options', null, /object/],
  ];

  it.each(wrong)('cannot be %s', (_, options, message) => {
    let thrown: unknown;
    try {
      readCookieSettings(options as CookiePolicyOptions);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ConfigurationError);
    expect((thrown as ConfigurationError).faults).toEqual([expect.stringMatching(message)]);
  });

  it('have every fault named at once', () => {
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
