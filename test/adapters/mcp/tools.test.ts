import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authOf, guardTools } from '../../../src/adapters/mcp.ts';
import {
  Acting,
  AllPermissions,
  Allow,
  createSecurity,
  Deny,
  Everyone,
  user,
} from '../../../src/index.ts';
import type { Resource, SecurityOptions } from '../../../src/index.ts';
import { SECRET } from '../../support/security.ts';
import { bearerField, ISSUER, startSite } from './site.ts';
import type { Site } from './site.ts';

const NAMES = ['list', 'edit', 'drop', 'pay'] as const;
type Name = (typeof NAMES)[number];

const REPORT: Resource = { name: 'report 7', acl: [[Allow, user('ann'), 'read']] };
const TOOLS: Resource = {
  name: 'tools',
  acl: [
    [Deny, Acting, 'pay'],
    [Allow, Everyone, 'list'],
    [Deny, 'role:banned', ['edit', 'pay']],
    [Allow, 'role:writer', ['edit', 'pay', 'ask']],
  ],
  parent: { name: 'all', acl: [[Allow, user('root'), AllPermissions]] },
};
const ROLES: Record<string, string[]> = {
  ann: ['role:writer'],
  bea: ['role:writer', 'role:banned'],
  sue: ['role:support'],
};

let site: Site;
let unguarded: Site;
let ran: string[] = [];

const text = (value: unknown): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(value) ?? '' }],
});

function register(server: McpServer): McpServer {
  for (const name of NAMES)
    server.registerTool(name, {}, (extra) => {
      const { userId, actor } = authOf(extra);
      ran.push(name);
      return text({ userId, actor });
    });
  // What the handler of a tool asks by itself.
  server.registerTool('ask', {}, async (extra) => {
    const auth = authOf(extra);
    const isWider = await auth.createToken('ann').then(
      () => true,
      () => false,
    );
    return text([auth.permits('read', REPORT), auth.permits('edit', TOOLS), isWider]);
  });
  server.registerTool('require', {}, (extra) => {
    authOf(extra).require('read', REPORT);
    return text('read');
  });
  return server;
}

function guarded(): McpServer {
  const server = new McpServer({ name: 'a', version: '1' });
  guardTools(server, TOOLS);
  return register(server);
}

beforeAll(async () => {
  const security: Partial<SecurityOptions> = {
    callback: (userId) => ROLES[userId] ?? [],
    root: { acl: [[Allow, 'role:support', 'act as a user']] },
  };
  site = await startSite({ server: guarded, security, bearer: { limitedTokens: true } });
  const open = (): McpServer => register(new McpServer({ name: 'a', version: '1' }));
  unguarded = await startSite({ server: open, security });
});
afterAll(async () => {
  await site.close();
  await unguarded.close();
});
beforeEach(() => {
  ran = [];
  site.events.length = 0;
  unguarded.events.length = 0;
});

/** The tools that a token is shown, and those that it may run, by the official client. */
async function open(token: string): Promise<{ listed: string[]; called: string[] }> {
  const client = await site.connect(token);
  const listed = (await client.listTools()).tools.map(({ name }) => name);
  const called: string[] = [];
  for (const name of NAMES)
    if ((await client.callTool({ name })).isError !== true) called.push(name);
  await client.close();
  expect(ran).toEqual(called);
  return { listed: listed.filter((name) => NAMES.includes(name as Name)), called };
}

async function called(name: string, token: string, on: Site = site): Promise<string> {
  const client = await on.connect(token);
  const { content, isError } = (await client.callTool({ name })) as CallToolResult;
  await client.close();
  const [first] = content;
  return `${isError === true ? 'error: ' : ''}${first?.type === 'text' ? first.text : ''}`;
}

const tokenOf = (name: string, options: object = {}): Promise<string> =>
  site.security.createToken(name, {}, options);

async function actingToken(on: Site): Promise<string> {
  const sue = await on.security.authenticateToken(await on.security.createToken('sue'));
  return sue.actAs('ann', 'act as a user');
}

/** Who may what; the tools of a user are those that are shown and those that run. */
const USERS: Record<string, readonly Name[]> = {
  'a user without a role': ['list'],
  'a user with a role': ['list', 'edit', 'pay'],
  'a user to whom an earlier ACE denies it': ['list'],
  'a user to whom the parent allows all': NAMES,
};
const USER_IDS = ['bob', 'ann', 'bea', 'root'];

/** What is left to ann. */
const LIMITS: Record<string, [options: object, tools: readonly Name[]]> = {
  'one tool': [{ only: ['edit'] }, ['edit']],
  'two tools, of which the ACL allows one': [{ only: ['edit', 'drop'] }, ['edit']],
  'what is no tool': [{ only: ['read'] }, []],
  'the resource of the tools': [{ resource: { name: 'tools' } }, ['list', 'edit', 'pay']],
  'one tool of that resource': [{ only: ['list'], resource: { name: 'tools' } }, ['list']],
  'another resource': [{ resource: REPORT }, []],
};

describe('the ACL of tools, over Streamable HTTP', () => {
  it.each(Object.keys(USERS).map((who, at) => [who, USER_IDS[at] as string]))(
    'shows and runs the tools of %s',
    async (who, id) => {
      const tools = USERS[who];
      expect(await open(await tokenOf(id))).toEqual({ listed: tools, called: tools });
    },
  );

  it('logs each call that is refused, with the name of the tool and the principals', async () => {
    await open(await tokenOf('bob'));
    const refused = site.events.filter(({ event }) => event === 'request_refused');
    expect(refused).toEqual(
      ['edit', 'drop', 'pay'].map((permission) =>
        expect.objectContaining({
          code: 'permission_denied',
          permission,
          principals: expect.arrayContaining(['user:bob']) as unknown,
        }),
      ),
    );
  });

  it.each(['__proto__', 'constructor', 'List', 'list ', '', '*', 'x'.repeat(5000)])(
    'answers the name %j like any that does not exist',
    async (name) => {
      expect(await called(name, await tokenOf('bob'))).toBe(
        `error: MCP error -32602: Tool ${name} not found`,
      );
      for (const event of site.events) expect(JSON.stringify(event).length).toBeLessThan(400);
    },
  );

  it('asks for each message of a batch', async () => {
    const calls = NAMES.map((name, id) => {
      return { jsonrpc: '2.0', id, method: 'tools/call', params: { name } };
    });
    const { status, body } = await site.send(bearerField(await tokenOf('bob')), {
      message: calls,
    });
    expect([status, ran]).toEqual([200, ['list']]);
    expect(body.match(/not found/g)).toHaveLength(3);
  });

  it('refuses tools that are asked for without bearerAuth, also where everyone may', async () => {
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list' } };
    const { body } = await site.send([], { path: '/open', message: call });
    expect([ran, body.includes('"error"')]).toEqual([[], true]);
  });
});

describe('limited tokens at an MCP server', () => {
  it.each(Object.keys(LIMITS))(
    'shows and runs for a token limited to %s what it and the ACL allow',
    async (limit) => {
      const [options, tools] = LIMITS[limit] as [object, readonly Name[]];
      expect(await open(await tokenOf('ann', options))).toEqual({ listed: tools, called: tools });
    },
  );

  it('obeys the limits in the handler of a tool, which makes no wider token', async () => {
    expect(await called('ask', await tokenOf('ann'))).toBe('[true,true,true]');
    expect(await called('ask', await tokenOf('ann', { only: ['ask', 'edit'] }))).toBe(
      '[false,true,false]',
    );
  });

  it('takes a token that another service has forwarded with less rights', async () => {
    const options = { privateKey: SECRET, expiration: '5m', issuer: ISSUER } as const;
    const service = createSecurity({ ...options, audience: 'https://app.example.com' });
    const auth = await service.authenticateToken(await service.createToken('ann'));
    const token = await auth.forward({ audience: site.url.href, only: ['edit'] });
    expect(await open(token)).toEqual({ listed: ['edit'], called: ['edit'] });
  });

  it('counts the uses of a token by requests', async () => {
    const token = await tokenOf('ann', { uses: 1 });
    expect((await site.send(bearerField(token))).status).toBe(200);
    expect((await site.send(bearerField(token))).status).toBe(401);
  });

  it('denies to one who acts as a user what the ACL denies to Acting', async () => {
    const token = await actingToken(site);
    const tools = ['list', 'edit'];
    expect(await open(token)).toEqual({ listed: tools, called: tools });
    expect(await called('list', token)).toBe(
      '{"userId":"ann","actor":{"userId":"sue","issuer":null}}',
    );
  });

  it('ends a token of one who acts when that one is logged out everywhere', async () => {
    const token = await actingToken(site);
    await site.security.revokeUser('sue');
    expect((await site.send(bearerField(token))).status).toBe(401);
  });

  it.each([{ only: ['list'] }, { resource: { name: 'tools' } }])(
    'refuses a token limited to %j with 401 unless limitedTokens says that tools are guarded',
    async (options) => {
      const token = await unguarded.security.createToken('ann', {}, options);
      expect((await unguarded.send(bearerField(token))).status).toBe(401);
      expect(unguarded.events).toMatchObject([
        { event: 'request_refused', reason: expect.stringContaining('limited to') as unknown },
      ]);
    },
  );

  it('takes a token without limits there, and one of a user who acts, for which ACLs decide', async () => {
    expect(await called('drop', await unguarded.security.createToken('ann'), unguarded)).toContain(
      'ann',
    );
    expect(await called('drop', await actingToken(unguarded), unguarded)).toContain('sue');
  });
});

describe('what the handler of a tool requires', () => {
  it('is refused as an error of the tool, which says nothing of the ACL', async () => {
    expect(await called('require', await unguarded.security.createToken('ann'), unguarded)).toBe(
      '"read"',
    );
    const refused = await called('require', await unguarded.security.createToken('bob'), unguarded);
    expect(refused).toBe('error: You are not allowed to do this.');
    expect(unguarded.events).toMatchObject([{ code: 'permission_denied', permission: 'read' }]);
  });

  it('is asked of principals as they are at each call', async () => {
    const token = await tokenOf('cat');
    ROLES['cat'] = ['role:writer'];
    expect(await called('edit', token)).toContain('cat');
    ROLES['cat'] = [];
    expect(await called('edit', token)).toContain('not found');
  });
});
