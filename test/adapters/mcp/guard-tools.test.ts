import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { describe, expect, it } from 'vitest';
import type { Tools } from '../../../src/adapters/mcp.ts';
import { bearerAuth, guardTools } from '../../../src/adapters/mcp.ts';
import type { SecurityOptions } from '../../../src/index.ts';
import { Allow, Everyone, user } from '../../../src/index.ts';
import { setUp } from '../../support/security.ts';

const OPEN: Tools = { acl: [[Allow, user('alice'), 'read']] };
const content = (text: string) => ({ content: [{ type: 'text' as const, text }] });

function serverWith(tools: Tools): McpServer {
  const server = new McpServer({ name: 'a', version: '1' });
  guardTools(server, tools);
  for (const name of ['read', 'write']) server.registerTool(name, {}, () => content(name));
  return server;
}

/** Connects a client whose messages carry the authInfo of a user, or none. */
async function clientOf(
  server: { connect(transport: InMemoryTransport): Promise<void> },
  userId: string | null,
  options: Partial<SecurityOptions> = {},
): Promise<Client> {
  const { security } = setUp({ audience: 'a', ...options });
  const { verifier } = bearerAuth(security, InvalidTokenError);
  const authInfo =
    userId === null
      ? undefined
      : await verifier.verifyAccessToken(await security.createToken(userId));
  const [near, far] = InMemoryTransport.createLinkedPair();
  const send = near.send.bind(near);
  near.send = (message, more) => send(message, { ...more, ...(authInfo && { authInfo }) });
  const client = new Client({ name: 'b', version: '1' });
  await Promise.all([server.connect(far), client.connect(near)]);
  return client;
}

const namesOf = async (client: Client): Promise<string[]> =>
  (await client.listTools()).tools.map(({ name }) => name);

describe('guardTools', () => {
  it('lists and calls what the ACL permits', async () => {
    const client = await clientOf(serverWith(OPEN), 'alice');
    expect(await namesOf(client)).toEqual(['read']);
    expect(await client.callTool({ name: 'read' })).toMatchObject(content('read'));
    expect(await client.callTool({ name: 'write' })).toMatchObject({ isError: true });
  });

  it('lists nothing to a user whom no ACE names', async () => {
    expect(await namesOf(await clientOf(serverWith(OPEN), 'bob'))).toEqual([]);
  });

  it('refuses every list and call without a token, also if the ACL allows everyone', async () => {
    const client = await clientOf(serverWith({ acl: [[Allow, Everyone, 'read']] }), null);
    await expect(client.listTools()).rejects.toThrow(/requireBearerAuth/);
    await expect(client.callTool({ name: 'read' })).rejects.toThrow(/requireBearerAuth/);
  });

  it('denies a name that is not in the option permissions, and does not suggest another', async () => {
    const client = await clientOf(serverWith(OPEN), 'alice', { permissions: ['read', 'secret'] });
    expect(await namesOf(client)).toEqual(['read']);
    const answer = await client.callTool({ name: 'secre' });
    expect(JSON.stringify(answer)).toContain('Tool secre not found');
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('guards the handlers of the low-level Server', async () => {
    const server = new Server({ name: 'a', version: '1' }, { capabilities: { tools: {} } });
    guardTools(server, OPEN);
    const inputSchema = { type: 'object' as const };
    const tools = ['read', 'write'].map((name) => ({ name, inputSchema }));
    server.setRequestHandler(ListToolsRequestSchema, () => ({ tools }));
    server.setRequestHandler(CallToolRequestSchema, ({ params }) => content(params.name));
    const client = await clientOf(server, 'alice');
    expect(await namesOf(client)).toEqual(['read']);
    expect(await client.callTool({ name: 'read' })).toMatchObject(content('read'));
    expect(await client.callTool({ name: 'write' })).toMatchObject({ isError: true });
  });

  it('is a fault after the first tool, and without a resource', () => {
    const server = new McpServer({ name: 'a', version: '1' });
    server.registerTool('read', {}, () => content('read'));
    expect(() => guardTools(server, OPEN)).toThrow(/call it before/);
    for (const wrong of [undefined, null, 'read'])
      expect(() => guardTools(server, wrong as never)).toThrow(/needs a resource/);
  });

  it('leaves other requests alone', async () => {
    await expect((await clientOf(serverWith(OPEN), null)).ping()).resolves.toEqual({});
  });
});
