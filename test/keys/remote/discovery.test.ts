import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecurity, remoteKeys } from '../../../src/index.ts';
import { metadataAddresses, readAddress } from '../../../src/keys/remote/address.ts';
import { AUDIENCE, json, Provider, tokenOf } from './provider.ts';

let provider: Provider;
let issuer: string;
/** The metadata at each path; the keys are everywhere else. */
let metadata: Record<string, object>;
beforeEach(async () => {
  provider = await new Provider('a').open();
  issuer = `${provider.url}/tenant`;
  metadata = {};
  provider.answer = ({ url = '' }, response) => {
    if (Object.hasOwn(metadata, url)) return json(response, metadata[url]);
    if (url.includes('.well-known')) return void response.writeHead(404).end();
    json(response, { keys: provider.keys });
  };
});
afterEach(() => provider.close());

const OPENID = '/tenant/.well-known/openid-configuration';
const OAUTH = '/.well-known/oauth-authorization-server/tenant';

describe('the keys of an issuer', () => {
  it.each([OPENID, OAUTH])('are found by its metadata at %s', async (path) => {
    metadata[path] = { issuer, jwks_uri: `${provider.url}/keys` };
    const security = createSecurity({ keys: remoteKeys({ issuer }), audience: AUDIENCE });
    await security.ready();
    expect(provider.asked.at(-1)).toBe('/keys');
    expect(security.verifyToken(await tokenOf('a', issuer))).toMatchObject({ ok: true });
    expect(security.verifyToken(await tokenOf('a', `${issuer}/`))).toMatchObject({
      error: { code: 'token_issuer_mismatch' },
    });
  });

  it('are fetched from the address that was found, until that fails', async () => {
    metadata[OPENID] = { issuer, jwks_uri: `${provider.url}/keys` };
    const keys = remoteKeys({ issuer });
    await keys.reload();
    await keys.reload();
    expect(provider.asked).toEqual([OPENID, '/keys', '/keys']);
    provider.keys = [];
    await expect(keys.reload()).rejects.toThrow();
    await expect(keys.reload()).rejects.toThrow();
    expect(provider.asked.slice(3)).toEqual(['/keys', OPENID, '/keys']);
  });

  it.each([
    ['another issuer', () => ({ issuer: `${issuer}/`, jwks_uri: `${provider.url}/keys` })],
    ['no issuer', () => ({ jwks_uri: `${provider.url}/keys` })],
    ['no address', () => ({ issuer })],
    ['an address without encryption', () => ({ issuer, jwks_uri: 'http://example.com/keys' })],
    ['the address of a file', () => ({ issuer, jwks_uri: 'file:///etc/passwd' })],
    ['an address with a password', () => ({ issuer, jwks_uri: 'https://a:b@example.com/' })],
  ])('are not fetched by metadata with %s', async (_name, make) => {
    metadata[OPENID] = make();
    await expect(remoteKeys({ issuer }).ready()).rejects.toMatchObject({ status: 503 });
    expect(provider.asked).toEqual([OPENID]);
  });

  it('are never fetched from this machine for an issuer elsewhere', async () => {
    const asked: string[] = [];
    const fetch = async (url: string) => {
      asked.push(url);
      return Response.json({ issuer: 'https://example.com', jwks_uri: `${provider.url}/keys` });
    };
    const keys = remoteKeys({ issuer: 'https://example.com' }, { fetch });
    await expect(keys.ready()).rejects.toThrow();
    expect(asked).toEqual(['https://example.com/.well-known/openid-configuration']);
  });
});

describe('an address of keys', () => {
  it.each([
    'https://example.com/a?b=c',
    'http://127.0.0.1:80/',
    'http://localhost',
    'http://[::1]:1/',
  ])('may be %s', (address) => expect(readAddress(address)?.href).toBe(new URL(address).href));

  it.each([
    'http://example.com',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'http://169.254.169.254/',
    'http://0.0.0.0/',
    'file:///keys',
    'data:application/json,{}',
    'https://a@example.com',
    'https://example.com/#a',
    'example.com',
    '',
    7,
  ])('may not be %s', (address) => expect(readAddress(address)).toBeNull());

  it('has the well-known path behind that of the issuer, or in front of it', () => {
    expect(metadataAddresses('https://a.example/t/1/')).toEqual([
      'https://a.example/t/1/.well-known/openid-configuration',
      'https://a.example/.well-known/oauth-authorization-server/t/1',
    ]);
    expect(metadataAddresses('https://a.example')[1]).toBe(
      'https://a.example/.well-known/oauth-authorization-server',
    );
  });
});
