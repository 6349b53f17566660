import { describe, expect, it } from 'vitest';
import { createSecurity, keyRing } from '../../src/index.ts';
import type { RequestView } from '../../src/index.ts';
import { KeySet } from '../../src/keys/key-set.ts';
import { resolveKeys } from '../../src/keys/resolve-keys.ts';
import { Published } from '../../src/security/published.ts';
import { pairOf, pemOf } from '../keys/sample-keys.ts';
import { setUp, view } from '../support/security.ts';

const JWKS = '/.well-known/jwks.json';
const METADATA = '/.well-known/oauth-protected-resource/v1';

const security = createSecurity({
  keys: keyRing([
    { kid: 'a', algorithm: 'ES256', privateKey: pemOf(pairOf('prime256v1').privateKey) },
  ]),
  publish: { jwks: JWKS, resource: 'https://api.example.com/v1' },
});
const ask = (url: string, more: Partial<RequestView> = {}) =>
  security.respond(view({}, { url, ...more }));

describe('Published', () => {
  it('answers the keys as of now', () => {
    const keysOf = (kid: string): KeySet => {
      const pair = pairOf(`prime256v1#${kid}`);
      const given = { kid, algorithm: 'ES256', privateKey: pemOf(pair.privateKey) } as const;
      return new KeySet(resolveKeys(keyRing([given]), 'ES256'));
    };
    const source = { current: keysOf('a') };
    const published = new Published({ jwks: JWKS, metadata: null }, source);
    const kids = (): unknown => {
      const answer = published.respond(view({}, { url: JWKS }));
      return JSON.parse(answer?.body ?? '').keys.map(({ kid }: { kid: string }) => kid);
    };
    expect(kids()).toEqual(['a']);
    source.current = keysOf('b');
    expect([kids(), kids()]).toEqual([['b'], ['b']]);
  });
});

describe('security.respond', () => {
  it('answers the public keys, and never a private member', () => {
    const answer = ask(JWKS);
    expect(JSON.parse(answer?.body as string)).toEqual(security.jwks());
    expect(answer?.body).toContain('"kid":"a"');
    expect(answer?.body).not.toContain('"d"');
    expect(Object.fromEntries(answer?.headers ?? [])).toEqual({
      'Content-Type': 'application/json',
      'Cache-Control': 'public, max-age=300',
      'Access-Control-Allow-Origin': '*',
    });
  });

  it('answers the metadata at the address with the path of the resource (RFC 9728 §3.1)', () => {
    expect(JSON.parse(ask(METADATA)?.body as string)).toEqual({
      resource: 'https://api.example.com/v1',
      bearer_methods_supported: ['header'],
    });
    expect(ask(`${METADATA}?a=1`)?.status).toBe(200);
  });

  it.each([
    ['another address', '/v1', 'GET'],
    ['the address of another resource', '/.well-known/oauth-protected-resource', 'GET'],
    ['a longer path', `${METADATA}/`, 'GET'],
    ['a path with the address at its end', `/x${METADATA}`, 'GET'],
    ['a method that writes', METADATA, 'POST'],
    ['a method in lower case', METADATA, 'get'],
    ['OPTIONS that is no preflight', METADATA, 'OPTIONS'],
    ['a name that every object has', 'constructor', 'GET'],
  ])('returns null for %s', (_what, url, method) => {
    expect(ask(url, { method })).toBeNull();
  });

  it('answers a preflight without a body', () => {
    const preflight = view(
      { 'access-control-request-method': 'GET' },
      { url: METADATA, method: 'OPTIONS' },
    );
    expect(security.respond(preflight)).toMatchObject({ status: 204, body: '' });
  });

  it('returns null if nothing is published', () => {
    expect(setUp().security.respond(view({}, { url: JWKS }))).toBeNull();
  });

  it('throws after close, like all else', async () => {
    const closing = createSecurity({
      keys: keyRing([
        { kid: 'a', algorithm: 'ES256', privateKey: pemOf(pairOf('prime256v1').privateKey) },
      ]),
    });
    await closing.close();
    expect(() => closing.respond(view())).toThrow(
      expect.objectContaining({ code: 'security_closed' }),
    );
  });
});
