import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../../src/testing.ts';
import { bearerField, startSite } from './site.ts';
import type { Site } from './site.ts';

let site: Site;
const PATH = '/.well-known/oauth-protected-resource/mcp';

beforeAll(async () => {
  const server = (): McpServer => new McpServer({ name: 'a', version: '1' });
  site = await startSite({ server, security: { scopes: ['reports.read'] } });
});
afterAll(() => site.close());

type Fields = readonly (readonly [string, string])[];

const ask = (method = 'GET', fields: Fields = [], path = PATH): Promise<Reply> =>
  site.send(fields, { method, path });
const fieldOf = ({ headers }: Reply, name: string): string | undefined =>
  headers.find(([key]) => key.toLowerCase() === name)?.[1];

describe('the metadata of an MCP server (RFC 9728)', () => {
  it('names the server, who issues tokens, and the scopes', async () => {
    const reply = await ask();
    expect([reply.status, JSON.parse(reply.body)]).toEqual([
      200,
      {
        resource: site.url.href,
        authorization_servers: ['https://login.example.com'],
        scopes_supported: ['reports.read'],
        bearer_methods_supported: ['header'],
      },
    ]);
  });

  it('is at the address that a refusal names, and is for the server that refused', async () => {
    const challenge = fieldOf(await site.send([]), 'www-authenticate') ?? '';
    const address = /resource_metadata="([^"]*)"/.exec(challenge)?.[1] ?? '';
    const { resource } = (await (await fetch(address)).json()) as { resource: string };
    expect(resource).toBe(site.url.href);
  });

  it('is answered to pages of all origins, with their preflight', async () => {
    const origin: Fields = [
      ['Origin', 'https://client.example.com'],
      ['Access-Control-Request-Method', 'GET'],
    ];
    expect(fieldOf(await ask('GET', origin), 'access-control-allow-origin')).toBe('*');
    const preflight = await ask('OPTIONS', origin);
    expect([preflight.status, fieldOf(preflight, 'access-control-allow-origin')]).toEqual([
      204,
      '*',
    ]);
  });

  it('is the same whatever credential comes with the request', async () => {
    const { body } = await ask();
    const good = bearerField(await site.security.createToken('alice'));
    for (const fields of [good, bearerField('a.b.c')])
      expect((await ask('GET', fields)).body).toBe(body);
  });

  it('has no body for HEAD', async () => {
    const { status, body } = await ask('HEAD');
    expect([status, body]).toEqual([200, '']);
  });

  it.each([
    ['POST', PATH],
    ['GET', `${PATH}/`],
    ['GET', '/.well-known/oauth-protected-resource'],
    ['GET', '/.well-known/oauth-protected-resource/sessions'],
  ])('is not at %s %s', async (method, path) => {
    const { status, body } = await ask(method, [], path);
    expect([status, body.includes('login.example.com')]).toEqual([404, false]);
  });

  it('leaves a preflight of the endpoint to what stands before requireBearerAuth', async () => {
    const origin: Fields = [
      ['Origin', 'https://client.example.com'],
      ['Access-Control-Request-Method', 'POST'],
    ];
    expect((await ask('OPTIONS', origin, '/mcp')).status).toBe(401);
  });
});
