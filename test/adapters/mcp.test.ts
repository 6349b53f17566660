import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authOf, bearerAuth, guardTools, wellKnown } from '../../src/adapters/mcp.ts';
import {
  AllPermissions,
  Allow,
  claimPrincipals,
  createSecurity,
  remoteKeys,
} from '../../src/index.ts';
import type { Security } from '../../src/index.ts';
import type { AuthorizationServer, LateServer } from '../support/authorization-server.ts';
import { startAuthorizationServer, startLate } from '../support/authorization-server.ts';

let login: AuthorizationServer;
let site: LateServer;
let url: URL;
const events: object[] = [];

/** The server of every request; the third tool is named by no ACE but AllPermissions. */
function reports(): McpServer {
  const server = new McpServer({ name: 'reports', version: '1.0.0' });
  guardTools(server, {
    acl: [
      [Allow, 'scope:reports.read', 'list'],
      [Allow, 'scope:reports.write', ['list', 'edit']],
      [Allow, 'user@login:root', AllPermissions],
    ],
  });
  for (const name of ['list', 'edit', 'drop'])
    server.registerTool(name, {}, (extra) => ({
      content: [
        { type: 'text', text: `${name} by ${authOf(extra).userId} of ${extra.authInfo?.clientId}` },
      ],
    }));
  return server;
}

function listenerOf(security: Security) {
  const app = createMcpExpressApp();
  app.use(wellKnown(security));
  const bearer = requireBearerAuth(bearerAuth(security, InvalidTokenError));
  app.post('/mcp', bearer, async (request, response) => {
    const transport = new StreamableHTTPServerTransport({});
    await reports().connect(transport);
    await transport.handleRequest(request, response, request.body);
  });
  // One session for all who know its id, as a careless server has it.
  const shared = new StreamableHTTPServerTransport({ sessionIdGenerator: () => 'shared' });
  const connected = reports().connect(shared as never);
  app.post('/session', bearer, async (request, response) => {
    await connected;
    await shared.handleRequest(request, response, request.body);
  });
  return app;
}

beforeAll(async () => {
  login = await startAuthorizationServer();
  site = await startLate();
  url = new URL('/mcp', site.origin);
  const { issuer, fetch } = login.provider;
  const keep = (event: object): void => void events.push(event);
  site.listener = listenerOf(
    createSecurity({
      issuers: [
        {
          name: 'login',
          keys: remoteKeys({ issuer }, { fetch }),
          audience: url.href,
          profile: 'at+jwt',
        },
      ],
      callback: claimPrincipals('scope', 'scope:'),
      publish: { resource: url.href },
      logger: { warn: keep, error: keep },
    }),
  );
});

afterAll(async () => {
  await site.close();
  await login.close();
});

/** Connects the official client, which finds the authorization server by itself. */
async function connect(clientId: string, scope?: string): Promise<Client> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const expectedIssuer = login.provider.issuer;
  const authProvider = new ClientCredentialsProvider({
    clientId,
    clientSecret: 'secret',
    expectedIssuer,
    ...(scope !== undefined && { scope }),
  });
  await client.connect(new StreamableHTTPClientTransport(url, { authProvider }) as never);
  return client;
}

async function toolsOf(client: Client): Promise<string[]> {
  return (await client.listTools()).tools.map(({ name }) => name);
}

const LIST = { method: 'tools/list', params: {} };

async function post(
  token: string | null,
  path = '/mcp',
  message: object = LIST,
  more: Record<string, string> = {},
): Promise<Response> {
  const headers = {
    ...more,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
    ...(token !== null && { Authorization: `Bearer ${token}` }),
  };
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...message });
  return fetch(new URL(path, url), { method: 'POST', headers, body });
}

describe('an MCP server over Streamable HTTP', () => {
  it('lets the official client find the authorization server, and asks it for this resource', async () => {
    const client = await connect('robot');
    expect(await toolsOf(client)).toEqual(['list']);
    expect(login.asked.at(-1)?.get('resource')).toBe(url.href);
    await client.close();
  });

  it('lists and calls the tools that the scopes of the token permit', async () => {
    const client = await connect('robot', 'reports.write');
    expect(await toolsOf(client)).toEqual(['list', 'edit']);
    const { content } = await client.callTool({ name: 'edit' });
    expect(content).toEqual([{ type: 'text', text: 'edit by robot of robot' }]);
    await client.close();
  });

  it('lists all tools to a user who has all permissions', async () => {
    const client = await connect('root');
    expect(await toolsOf(client)).toEqual(['list', 'edit', 'drop']);
    await client.close();
  });

  it('answers a tool that is not permitted like one that does not exist, and logs it', async () => {
    const client = await connect('robot');
    const [hidden, unknown] = [
      await client.callTool({ name: 'drop' }),
      await client.callTool({ name: 'nothing' }),
    ];
    expect(JSON.stringify(hidden).replace('drop', 'nothing')).toBe(JSON.stringify(unknown));
    expect(events).toContainEqual(
      expect.objectContaining({ event: 'request_refused', permission: 'drop' }),
    );
    await client.close();
  });

  it('checks each call by its own token in a session that another user began', async () => {
    const tokenOf = (sub: string) =>
      login.provider.token({ sub, client_id: sub, aud: url.href, scope: '' }, { typ: 'at+jwt' });
    const clientInfo = { name: 'test', version: '1.0.0' };
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
    const begun = await post(await tokenOf('root'), '/session', { method: 'initialize', params });
    expect([begun.status, begun.headers.get('mcp-session-id')]).toEqual([200, 'shared']);
    await begun.text();
    const session = { 'Mcp-Session-Id': 'shared', 'Mcp-Protocol-Version': '2025-06-18' };
    const listed = async (sub: string): Promise<string> =>
      (await post(await tokenOf(sub), '/session', LIST, session)).text();
    expect(await listed('root')).toContain('"name":"drop"');
    expect(await listed('robot')).toContain('"tools":[]');
  });

  it('refuses a token that was issued for another server with 401 and the address of the metadata', async () => {
    const claims = { sub: 'robot', client_id: 'robot', scope: 'reports.read' };
    const tokenFor = (aud: string, typ = 'at+jwt') =>
      login.provider.token({ ...claims, aud }, { typ });
    expect((await post(await tokenFor(url.href))).status).toBe(200);
    const refused = [
      await tokenFor('http://127.0.0.1:1/mcp'),
      await tokenFor(url.origin),
      await tokenFor(`${url.href}/`),
      await tokenFor(url.href, 'JWT'),
    ];
    for (const token of [null, 'a.b.c', ...refused]) {
      const { status, headers } = await post(token);
      expect([status, headers.get('www-authenticate')]).toEqual([
        401,
        expect.stringContaining(
          `resource_metadata="${url.origin}/.well-known/oauth-protected-resource/mcp"`,
        ),
      ]);
    }
  });
});
