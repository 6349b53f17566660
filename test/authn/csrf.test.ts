import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  crossOrigin,
  isSafeMethod,
  isSerializedOrigin,
  showsOrigin,
} from '../../src/authn/csrf.ts';
import type { RequestView } from '../../src/http/request-view.ts';

type Fields = Record<string, string | readonly string[]>;

const trusted = new Set(['https://app.example.com', 'http://localhost:5173']);
const HOST = { host: 'example.com' };

function viewOf(fields: Fields, secure = true): RequestView {
  return {
    method: 'POST',
    secure,
    header: (name) => (Object.hasOwn(fields, name) ? fields[name] : undefined),
  };
}

const passes = (fields: Fields, secure = true) =>
  crossOrigin(viewOf(fields, secure), trusted) === null;

describe('safe methods', () => {
  it.each(['GET', 'HEAD', 'OPTIONS', 'TRACE'])('are %s', (method) => {
    expect(isSafeMethod(method)).toBe(true);
  });

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
  ])('are not %j', (method) => {
    expect(isSafeMethod(method)).toBe(false);
  });
});

describe('proof that no other site sent the request', () => {
  it.each(['same-origin', 'none'])('is Sec-Fetch-Site: %s, whatever Origin is', (site) => {
    expect(passes({ ...HOST, 'sec-fetch-site': site })).toBe(true);
    expect(passes({ ...HOST, 'sec-fetch-site': site, origin: 'null' })).toBe(true);
    expect(passes({ ...HOST, 'sec-fetch-site': [site] })).toBe(true);
  });

  it.each([
    'same-site',
    'cross-site',
    'Same-Origin',
    'same-origin ',
    'same-origin, cross-site',
    'unheard-of',
    '',
  ])('is not Sec-Fetch-Site: %j, unless the origin is a trusted one', (site) => {
    expect(passes({ ...HOST, 'sec-fetch-site': site })).toBe(false);
    expect(passes({ ...HOST, 'sec-fetch-site': site, origin: 'https://example.com' })).toBe(false);
    expect(passes({ ...HOST, 'sec-fetch-site': site, origin: 'https://evil.example' })).toBe(false);
    expect(passes({ ...HOST, 'sec-fetch-site': site, origin: 'https://app.example.com' })).toBe(
      true,
    );
  });

  const own: [string, string, boolean][] = [
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
  it.each(own)('is without Fetch Metadata the own origin: %s at %s', (origin, host, secure) => {
    expect(passes({ host, origin }, secure)).toBe(true);
    expect(passes({ host: [host], origin: [origin] }, secure)).toBe(true);
    expect(passes({ host, origin }, !secure)).toBe(false);
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
  ])('is not the origin %j', (origin) => {
    expect(passes({ ...HOST, origin })).toBe(false);
  });

  it('is a trusted origin, with or without Fetch Metadata', () => {
    expect(passes({ ...HOST, origin: 'https://app.example.com' })).toBe(true);
    expect(passes({ origin: 'http://localhost:5173' })).toBe(true);
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
  ])('is not to be had from the Host %j', (host) => {
    expect(new URL(`https://${host}`).origin).toBe('https://example.com');
    expect(passes({ host, origin: 'https://example.com' })).toBe(false);
  });

  it.each(['', ':', 'a:b:c', '[::1'])('is not to be had from %j, which is no Host', (host) => {
    expect(passes({ host, origin: `https://${host}` })).toBe(false);
  });

  it('is missing where there is neither header, or no Host to compare with', () => {
    expect(crossOrigin(viewOf(HOST), trusted)).toMatchObject({
      code: 'cross_origin_refused',
      status: 403,
    });
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
  ])('is not to be had from repeated fields: %j', (fields) => {
    expect(passes({ ...HOST, ...fields })).toBe(false);
  });

  it('is never given by an origin that differs from ours in any letter', () => {
    const ours = 'https://example.com';
    fc.assert(
      fc.property(
        fc.nat({ max: ours.length }),
        fc.string({ maxLength: 2 }),
        fc.nat({ max: 2 }),
        (place, put, cut) => {
          const origin = ours.slice(0, place) + put + ours.slice(place + cut);
          return passes({ ...HOST, origin }) === (origin === ours || trusted.has(origin));
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('is refused with a message that names the cure and nothing that was sent', () => {
    const refused = crossOrigin(viewOf({ ...HOST, origin: 'https://evil.example' }), trusted);
    expect(refused?.message).toContain('trustedOrigins');
    expect(JSON.stringify(refused)).not.toContain('evil');
  });
});

describe('a request shows where it comes from', () => {
  it('with Sec-Fetch-Site or Origin, whatever they say, and not otherwise', () => {
    expect(showsOrigin(viewOf({ 'sec-fetch-site': '' }))).toBe(true);
    expect(showsOrigin(viewOf({ origin: ['a', 'b'] }))).toBe(true);
    expect(showsOrigin(viewOf({ ...HOST, referer: 'https://example.com/' }))).toBe(false);
  });
});

describe('a serialized origin', () => {
  it.each([
    'https://app.example.com',
    'http://localhost:5173',
    'https://[::1]:8443',
    'https://xn--bcher-kva.example',
  ])('is %s', (text) => {
    expect(isSerializedOrigin(text)).toBe(true);
  });

  it.each([
    'null',
    '',
    '*',
    'app.example.com',
    'https://app.example.com/',
    'https://App.example.com',
    'https://a:443',
    'http://a:80',
    'https://*.example.com/',
    'file:///a',
    'ws://a',
    'https://b\u00fccher.example',
    4,
    null,
  ])('is not %j', (text) => {
    expect(isSerializedOrigin(text)).toBe(false);
  });
});
