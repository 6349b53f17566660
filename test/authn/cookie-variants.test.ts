import { describe, expect, it } from 'vitest';
import { cookieVariants } from '../../src/authn/cookie-variants.ts';
import { view } from '../support/security.ts';

const ATTRIBUTES = {
  name: 'sid',
  path: '/',
  domain: null,
  secure: true,
  sameSite: 'lax',
} as const;

interface Given {
  readonly host?: string | readonly string[];
  readonly url?: string;
  readonly name?: string;
  readonly path?: string;
  readonly own?: () => readonly string[];
  readonly configured?: readonly string[];
  readonly isSure?: boolean;
}

const variants = ({ host = 'shop.example.com', url = '/', isSure = false, ...given }: Given) => {
  const { name = 'sid', path = '/', own = null, configured = [] } = given;
  const request = view({ host }, { url });
  return cookieVariants({ ...ATTRIBUTES, name, path }, configured, request, own, isSure);
};
const domains = (given: Given) => [...new Set(variants(given).map(({ domain }) => domain))];
const paths = (given: Given) => [...new Set(variants(given).map(({ path }) => path))];

describe('the variants of a cookie', () => {
  it('are the host alone, the host with its subdomains and the configured domains', () => {
    expect(domains({})).toEqual([null, 'shop.example.com']);
    expect(domains({ configured: ['example.com', 'example.org'] })).toEqual([
      null,
      'example.com',
      'example.org',
      'shop.example.com',
    ]);
  });

  it('are also those of parent domains if the cookie is surely ours', () => {
    expect(domains({ host: 'a.b.example.com', isSure: true })).toEqual([
      null,
      'a.b.example.com',
      'b.example.com',
      'example.com',
    ]);
  });

  it('are those of the own origin behind a proxy', () => {
    const own = () => ['https://shop.example.com:8443'];
    expect(domains({ host: 'internal:8080', own, isSure: true })).toEqual([
      null,
      'shop.example.com',
      'example.com',
    ]);
  });

  it.each(['127.0.0.1:3000', '[::1]:3000', 'a;b', 'a b', '', 'x'.repeat(300)])(
    'are those of the host alone if Host is %j',
    (host) => {
      expect(domains({ host, isSure: true })).toEqual([null]);
    },
  );

  it('are those of the host alone if Host is repeated, or if own origins fail', () => {
    expect(domains({ host: ['a.example', 'b.example'] })).toEqual([null]);
    const own = () => {
      throw new Error('no table of domains');
    };
    expect(domains({ host: '', own })).toEqual([null]);
  });

  it('have the path of the settings and each directory of the page', () => {
    expect(paths({ url: '/app/user/logout?all=1', path: '/app' })).toEqual([
      '/app',
      '/',
      '/app/user',
      '/app/user/logout',
    ]);
  });

  it('have directories with a slash at the end if the cookie is surely ours', () => {
    expect(paths({ url: '/app/', isSure: true })).toEqual(['/', '/app', '/app/']);
  });

  it.each([
    ['/a/b/c/d/e/f', ['/', '/a', '/a/b', '/a/b/c', '/a/b/c/d']],
    ['/a;Domain=evil/b', ['/']],
    ['//a', ['/', '//a']],
    ['', ['/']],
    ['*', ['/']],
  ])('have for the target %j no more than a cookie can have', (url, expected) => {
    expect(paths({ url })).toEqual(expected);
  });

  it.each(['__Host-sid', '__Host-Http-Authorization'])('are none under the name %s', (name) => {
    expect(variants({ name, isSure: true })).toEqual([]);
  });

  it('exist under a name with another prefix', () => {
    expect(variants({ name: '__Secure-sid' })).toHaveLength(2);
  });
});
