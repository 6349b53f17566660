import { describe, expect, it } from 'vitest';
import { checkOptions } from '../../src/config/check-options.ts';
import type { PublishOptions } from '../../src/config/publish-options.ts';
import { headerPolicy, keyRing, remoteKeys } from '../../src/index.ts';
import type { SecurityOptions } from '../../src/index.ts';
import { pairOf, pemOf } from '../keys/sample-keys.ts';
import { issuerOf } from '../support/providers.ts';
import { SECRET } from '../support/security.ts';

const resource = 'https://api.example.com/v1';
const pair = keyRing([
  { kid: 'a', algorithm: 'ES256', privateKey: pemOf(pairOf('prime256v1').privateKey) },
]);

const read = (publish: unknown, more: object = {}) =>
  checkOptions({ privateKey: SECRET, publish, ...more } as SecurityOptions).publish;
const faultsOf = (publish: unknown, more: object = {}): readonly string[] => {
  try {
    read(publish, more);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
};
const contentOf = (publish: PublishOptions, more: object = {}) =>
  read(publish, more)?.metadata?.content as Record<string, unknown>;

describe('the option publish', () => {
  it.each([
    ['https://api.example.com', '/.well-known/oauth-protected-resource'],
    ['https://api.example.com/', '/.well-known/oauth-protected-resource'],
    ['https://api.example.com/mcp', '/.well-known/oauth-protected-resource/mcp'],
    ['https://api.example.com/a/b/', '/.well-known/oauth-protected-resource/a/b/'],
    ['http://127.0.0.1:3000/mcp', '/.well-known/oauth-protected-resource/mcp'],
    ['http://localhost:3000', '/.well-known/oauth-protected-resource'],
    ['http://[::1]:3000', '/.well-known/oauth-protected-resource'],
  ])('finds the address of %s (RFC 9728 §3.1)', (given, path) => {
    const metadata = read({ resource: given })?.metadata;
    expect(metadata).toMatchObject({
      path,
      url: new URL(given).origin + path,
      content: { resource: given },
    });
  });

  it.each([
    'api.example.com',
    'http://api.example.com',
    'https://api.example.com?',
    'https://api.example.com/?a=1',
    'https://api.example.com/#a',
    'https://API.example.com',
    'https://api.example.com:443/v1',
    'https://api.example.com/a/../b',
    'https://api.example.com/a b',
    'https://me@api.example.com',
    'https://api.example.com/"',
    '',
    7,
  ])('refuses %j as a resource', (given) => {
    expect(faultsOf({ resource: given }).join()).toContain('publish.resource must be a URL');
  });

  it('names the issuers whose names are URLs, as they are written', () => {
    const issuers = [issuerOf('a'), issuerOf('b', { issuer: 'urn:partner' })];
    const more = { issuer: 'https://app.example.com', issuers };
    const { authorization_servers } = contentOf({ resource }, more);
    expect(authorization_servers).toEqual(['https://a.example.com/']);
  });

  it('names the provider whose keys are fetched for own tokens', () => {
    const issuer = 'https://login.example.com';
    const more = { privateKey: undefined, keys: remoteKeys({ issuer }), audience: resource };
    expect(contentOf({ resource }, more)).toMatchObject({ authorization_servers: [issuer] });
  });

  it('does not take the application itself for an authorization server', () => {
    const more = { issuer: 'https://app.example.com' };
    expect(contentOf({ resource }, more)).not.toHaveProperty('authorization_servers');
  });

  it('has what is said of the resource', () => {
    const documentation = 'https://example.com/docs?page=1';
    const authorizationServers = ['https://login.example.com'];
    expect(
      contentOf(
        { resource, name: 'Reports', documentation, authorizationServers },
        { scopes: ['read'], policies: [headerPolicy({ httpHeader: 'X-Token', authType: 'JWT' })] },
      ),
    ).toEqual({
      resource,
      authorization_servers: authorizationServers,
      scopes_supported: ['read'],
      resource_name: 'Reports',
      resource_documentation: documentation,
    });
  });

  it('publishes keys of a pair only', () => {
    expect(read({ jwks: '/keys' }, { privateKey: undefined, keys: pair })).toEqual({
      jwks: '/keys',
      metadata: null,
    });
    expect(faultsOf({ jwks: '/keys' })).toEqual([
      'publish.jwks has nothing to publish: no key pair of your own signs tokens. Use a pair, or leave it out.',
    ]);
  });

  it.each(['keys', '/', '/a?b', '/a#b', '//host/keys', '/a/../b', 'https://a/keys', 7])(
    'refuses %j as a path of keys',
    (jwks) => {
      const faults = faultsOf({ jwks }, { privateKey: undefined, keys: pair });
      expect(faults.join()).toContain('publish.jwks must be a path');
    },
  );

  it('refuses one path for both', () => {
    const jwks = '/.well-known/oauth-protected-resource/v1';
    const faults = faultsOf({ jwks, resource }, { privateKey: undefined, keys: pair });
    expect(faults).toEqual(['publish.jwks is the path of the metadata: choose another.']);
  });

  it('refuses what has no effect', () => {
    expect(faultsOf({})).toEqual([
      'publish has neither resource nor jwks: set one, or leave it out.',
    ]);
    expect(faultsOf({ name: 'Reports' })[0]).toBe(
      'publish.name describes a resource: set publish.resource too.',
    );
    for (const given of [null, [], 'https://api.example.com', true])
      expect(faultsOf(given), String(given)).toHaveLength(1);
    expect(faultsOf({ resorce: resource })[0]).toContain('did you mean resource?');
  });
});

describe('the option scopes', () => {
  it.each([[[]], ['read'], [['a b']], [['a"']], [['a\\']], [['']], [['a', 'a']], [['scope:a']]])(
    'refuses %j',
    (scopes) => {
      const faults = faultsOf(undefined, { scopes });
      expect(faults.join()).toContain('scopes must be a list of scopes');
    },
  );
});
