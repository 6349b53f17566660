import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkOrigin, isUnsafe, showsOrigin } from '../../src/authn/csrf.ts';
import { post, view } from '../support/security.ts';

type Fields = Readonly<Record<string, string | readonly string[]>>;

const TRUSTED = new Set(['https://app.example.com', 'http://localhost:5173']);
const HOST = { host: 'example.com' };

const passes = (fields: Fields, secure = true) =>
  checkOrigin(view(fields, { method: 'POST', secure }), TRUSTED, null) === null;

describe('isUnsafe', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])(
    'is false for %s, which changes nothing (RFC 9110 §9.2.1)',
    (method) => {
      expect(isUnsafe(view({}, { method }))).toBe(false);
    },
  );

  it.each([
    'POST',
    'PUT',
    'PATCH',
    'DELETE',
    'CONNECT',
    'get',
    'Head',
    'QUERY',
    'PROPFIND',
    '',
    'GET ',
    'toString',
  ])('is true for %j', (method) => {
    expect(isUnsafe(view({}, { method }))).toBe(true);
  });

  it.each([
    ['in lower case', 'websocket'],
    ['in another case', 'WebSocket'],
    ['among other protocols', 'h2c, websocket'],
    ['repeated', ['h2c', 'websocket']],
  ])('is true for a WebSocket handshake, its protocol %s', (_, upgrade) => {
    expect(isUnsafe(view({ upgrade }))).toBe(true);
  });

  it.each([
    ['another protocol', 'h2c'],
    ['an empty field', ''],
  ])('is false for a GET that upgrades to %s', (_, upgrade) => {
    expect(isUnsafe(view({ upgrade }))).toBe(false);
  });
});

describe('checkOrigin accepts', () => {
  it.each([
    ['alone', {}],
    ['whatever Origin is', { origin: 'null' }],
  ])('Sec-Fetch-Site: same-origin and none, %s', (_, fields) => {
    for (const site of ['same-origin', 'none', ['none']])
      expect(passes({ ...HOST, ...fields, 'sec-fetch-site': site })).toBe(true);
  });

  it.each(['same-site', 'cross-site', 'unheard-of'])(
    'a trusted origin with Sec-Fetch-Site: %s',
    (site) => {
      expect(passes({ ...HOST, 'sec-fetch-site': site, origin: 'https://app.example.com' })).toBe(
        true,
      );
    },
  );

  it.each(['https://app.example.com', 'http://localhost:5173'])(
    'the trusted origin %s without Fetch Metadata',
    (origin) => {
      expect(passes({ ...HOST, origin })).toBe(true);
      expect(passes({ origin })).toBe(true);
    },
  );

  const own: [origin: string, host: string, secure: boolean][] = [
    ['https://example.com', 'example.com', true],
    ['https://example.com', 'EXAMPLE.com', true],
    ['https://example.com', 'example.com:443', true],
    ['https://example.com:8443', 'example.com:8443', true],
    ['http://localhost:3000', 'localhost:3000', false],
    ['http://example.com', 'example.com:80', false],
    ['http://[::1]:3000', '[::1]:3000', false],
    ['http://127.0.0.1', '127.0.0.1', false],
    ['http://my_service:3000', 'my_service:3000', false],
  ];
  it.each(own)('the own origin %s at the host %s, encrypted %j', (origin, host, secure) => {
    expect(passes({ host, origin }, secure)).toBe(true);
    expect(passes({ host: [host], origin: [origin] }, secure)).toBe(true);
  });

  it.each(own)('not %s at the host %s if encrypted is not %j', (origin, host, secure) => {
    expect(passes({ host, origin }, !secure)).toBe(false);
  });
});

describe('checkOrigin refuses', () => {
  it.each([
    'same-site',
    'cross-site',
    'Same-Origin',
    'same-origin ',
    'same-origin, cross-site',
    'unheard-of',
    '',
  ])('Sec-Fetch-Site: %j, also with the own Origin', (site) => {
    expect(passes({ ...HOST, 'sec-fetch-site': site })).toBe(false);
    expect(passes({ ...HOST, 'sec-fetch-site': site, origin: 'https://example.com' })).toBe(false);
    expect(passes({ ...HOST, 'sec-fetch-site': site, origin: 'https://evil.example' })).toBe(false);
  });

  it.each([
    'null',
    '',
    'example.com',
    'http://example.com',
    'https://example.com:8443',
    'https://example.com:443',
    'https://example.com/',
    'https://example.com/a',
    'https://example.com?',
    'https://EXAMPLE.com',
    'https://example.com.',
    'https://example.com.evil.example',
    'https://evilexample.com',
    'https://sub.example.com',
    'https://user@example.com',
    'https://example.com@evil.example',
    'https://app.example.com.evil.example',
    'https://app.example.com/',
    'https://app.example.com:443',
    'http://app.example.com',
    'HTTPS://example.com',
    ' https://example.com',
    'https://example.com https://evil.example',
    'https://example.com, https://example.com',
    'file://',
    'https://',
  ])('the Origin %j', (origin) => {
    expect(passes({ ...HOST, origin })).toBe(false);
  });

  it('every origin that differs from ours in a character', () => {
    const ours = 'https://example.com';
    fc.assert(
      fc.property(
        fc.nat({ max: ours.length }),
        fc.string({ maxLength: 2 }),
        fc.nat({ max: 2 }),
        (place, put, cut) => {
          const origin = ours.slice(0, place) + put + ours.slice(place + cut);
          return passes({ ...HOST, origin }) === (origin === ours || TRUSTED.has(origin));
        },
      ),
      { numRuns: 2000 },
    );
  });

  // `URL` alone would cut each of these down to the very origin that is compared.
  it.each([
    'example.com/a',
    'user@example.com',
    'example.com?',
    'example.com#a',
    'example.com\\',
    'example.com ',
    '\texample.com',
  ])('the own Origin with the Host %j', (host) => {
    expect(new URL(`https://${host}`).origin).toBe('https://example.com');
    expect(passes({ host, origin: 'https://example.com' })).toBe(false);
  });

  it.each(['', ':', 'a:b:c', '[::1'])('an Origin that is the invalid Host %j', (host) => {
    expect(passes({ host, origin: `https://${host}` })).toBe(false);
  });

  it('an Origin if the request has no Host', () => {
    expect(passes({ origin: 'https://example.com' })).toBe(false);
  });

  it.each([
    { 'sec-fetch-site': ['same-origin', 'same-origin'] },
    { 'sec-fetch-site': ['same-origin', 'cross-site'], origin: 'https://example.com' },
    { origin: ['https://example.com', 'https://example.com'] },
    { origin: ['https://app.example.com', 'https://evil.example'] },
    { 'sec-fetch-site': 'same-origin', origin: ['https://example.com', 'https://example.com'] },
    { 'sec-fetch-site': ['same-site', 'same-site'], origin: 'https://app.example.com' },
    { host: ['null', 'null'], origin: 'https://null' },
    { host: ['example.com', 'example.com'], origin: 'https://example.com' },
  ])('repeated fields: %j', (fields) => {
    expect(passes({ ...HOST, ...fields })).toBe(false);
  });
});

describe('the refusal of checkOrigin', () => {
  const EVIL = 'https://evil.example';

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }, /another origin/],
    ['no proof', HOST, /token in a header/],
    ['another Origin', { ...HOST, origin: EVIL }, /trustedOrigins.*behind a proxy/],
    ['a repeated field', { origin: [EVIL, EVIL] }, /is repeated/],
  ])('says for %s what to do', (_, fields, reason) => {
    expect(checkOrigin(view(fields, { method: 'POST' }), TRUSTED, null)).toEqual({
      ok: false,
      code: 'cross_origin_refused',
      reason: expect.stringMatching(reason),
    });
  });

  it('shows nothing that was sent', () => {
    const refused = checkOrigin(post({ ...HOST, origin: EVIL }), TRUSTED, null);
    expect(JSON.stringify(refused)).not.toContain('evil');
  });
});

describe('showsOrigin', () => {
  it.each([
    ['true with Sec-Fetch-Site, even if it is empty', { 'sec-fetch-site': '' }, true],
    ['true with Origin, even if it is repeated', { origin: ['a', 'b'] }, true],
    ['false with Host and Referer alone', { ...HOST, referer: 'https://example.com/' }, false],
  ])('is %s', (_, fields, expected) => {
    expect(showsOrigin(view(fields))).toBe(expected);
  });
});

describe('checkOrigin with the own origins of the server', () => {
  const OWN = ['https://shop.example', 'https://www.shop.example'];
  const check = (fields: Fields, own = OWN) =>
    checkOrigin(view(fields, { method: 'POST', secure: false }), TRUSTED, () => own);
  const BEHIND_PROXY = { host: '10.0.0.7:8080' };

  it.each([
    ['the first', { ...BEHIND_PROXY, origin: 'https://shop.example' }],
    ['another', { ...BEHIND_PROXY, origin: 'https://www.shop.example' }],
    ['one of them without Host', { origin: 'https://shop.example' }],
    [
      'one of them, sent to another of them',
      { 'sec-fetch-site': 'same-site', origin: 'https://www.shop.example' },
    ],
    ['a trusted one', { origin: 'https://app.example.com' }],
    ['none that is shown, with the word of the browser', { 'sec-fetch-site': 'same-origin' }],
  ])('accepts %s', (_, fields) => {
    expect(check(fields)).toBeNull();
  });

  it.each([
    [
      'that of Host, which a proxy or a client wrote',
      { host: 'a.example', origin: 'http://a.example' },
    ],
    [
      'that of forwarded headers',
      {
        ...BEHIND_PROXY,
        'x-forwarded-host': 'evil.example',
        'x-forwarded-proto': 'https',
        forwarded: 'host=evil.example;proto=https',
        origin: 'https://evil.example',
      },
    ],
    ['the own one with another scheme', { ...BEHIND_PROXY, origin: 'http://shop.example' }],
    ['a subdomain of an own one', { ...BEHIND_PROXY, origin: 'https://a.shop.example' }],
    ['none at all', BEHIND_PROXY],
    ['null', { 'sec-fetch-site': 'cross-site', origin: 'null' }],
    ['another one', { 'sec-fetch-site': 'same-site', origin: 'https://a.shop.example' }],
  ])('refuses %s', (_, fields) => {
    expect(check(fields)).toMatchObject({ code: 'cross_origin_refused' });
  });

  it("refuses everything for a host that is not the server's", () => {
    expect(check({ origin: 'https://shop.example' }, [])).toMatchObject({
      reason: expect.stringMatching(/option origin/),
    });
  });
});
