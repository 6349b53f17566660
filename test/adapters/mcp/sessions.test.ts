import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { once } from 'node:events';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { authOf, bearerAuth, guardTools, guardTransport } from '../../../src/adapters/mcp.ts';
import { Allow, Authenticated } from '../../../src/index.ts';
import { wiringOf } from '../../../src/security/internals.ts';
import { startLate } from '../../support/authorization-server.ts';
import { bearerField, LIST, startSite, VERSION } from './site.ts';
import type { Site } from './site.ts';

let site: Site;
/** Lets the tool `wait` end, and says that it has begun. */
let release: () => void;
let begun: () => void;

function server(): McpServer {
  const made = new McpServer({ name: 'a', version: '1' });
  guardTools(made, { acl: [[Allow, Authenticated, ['who', 'wait']]] });
  made.registerTool('who', {}, (extra) => ({
    content: [{ type: 'text', text: `by ${authOf(extra).userId}` }],
  }));
  made.registerTool('wait', {}, async () => {
    await new Promise<void>((resolve) => {
      release = resolve;
      begun();
    });
    return { content: [{ type: 'text', text: 'waited' }] };
  });
  return made;
}

beforeAll(async () => {
  site = await startSite({
    server,
    bearer: { limitedTokens: true },
    security: { root: { acl: [[Allow, 'user:sue', 'act as a user']] } },
  });
});
afterAll(() => site.close());
beforeEach(() => void (site.events.length = 0));

const tokenOf = (user: string, options: object = {}): Promise<string> =>
  site.security.createToken(user, {}, options);
const messageOf = (method: string, params: object = {}, id = 1): object => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});
const INITIALIZE = messageOf('initialize', {
  protocolVersion: VERSION,
  capabilities: {},
  clientInfo: { name: 'test', version: '1.0.0' },
});
const WHO = messageOf('tools/call', { name: 'who' });
const NOT_FOUND = {
  jsonrpc: '2.0',
  error: { code: -32001, message: 'Session not found' },
  id: null,
};

type Fields = readonly (readonly [string, string])[];

const fieldsOf = (token: string, session: string): Fields => [
  ...bearerField(token),
  ['Mcp-Session-Id', session],
  ['Mcp-Protocol-Version', VERSION],
];

/** Begins a session of the transport and returns its id. */
async function begin(token: string): Promise<string> {
  const reply = await site.send(bearerField(token), { path: '/sessions', message: INITIALIZE });
  const id = reply.headers.find(([name]) => name.toLowerCase() === 'mcp-session-id')?.[1];
  expect([reply.status, typeof id]).toEqual([200, 'string']);
  return String(id);
}

async function ask(token: string, session: string, method = 'POST', message: object = WHO) {
  const path = '/sessions';
  const { status, body } = await site.send(fieldsOf(token, session), { path, method, message });
  return { status, body };
}

/** Opens a stream and waits for its head. */
async function stream(fields: Fields, message: object | null): Promise<IncomingMessage> {
  const headers = [
    'Host',
    site.url.host,
    'Accept',
    'application/json, text/event-stream',
    ...(message === null ? [] : ['Content-Type', 'application/json']),
    ...fields.flat(),
  ];
  const sent: ClientRequest = request({
    host: site.url.hostname,
    port: site.url.port,
    path: '/sessions',
    method: message === null ? 'GET' : 'POST',
    headers: headers as never,
    agent: false,
  });
  sent.end(message === null ? undefined : JSON.stringify(message));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  return response;
}

const listen = (token: string, session: string): Promise<IncomingMessage> =>
  stream(fieldsOf(token, session), null);

/** Waits until a stream is over, and returns whether it came to its end. */
async function ended(response: IncomingMessage): Promise<boolean> {
  response.on('error', () => {});
  if (!response.closed) await new Promise((resolve) => response.once('close', resolve));
  return response.complete;
}

/** Calls the tool that waits, and returns when it does. */
async function callWaiting(token: string, session: string): Promise<IncomingMessage> {
  const running = new Promise<void>((resolve) => (begun = resolve));
  const response = await stream(
    fieldsOf(token, session),
    messageOf('tools/call', { name: 'wait' }),
  );
  await running;
  return response;
}

describe('a session of the transport', () => {
  it('serves the user who began it, also with a later token', async () => {
    const session = await begin(await tokenOf('ann'));
    const { status, body } = await ask(await tokenOf('ann'), session);
    expect([status, body.includes('by ann')]).toEqual([200, true]);
  });

  const OTHERS: Record<string, () => Promise<string>> = {
    'another user': () => tokenOf('bob'),
    'one who acts as the user': async () => {
      const sue = await site.security.authenticateToken(await tokenOf('sue'));
      return sue.actAs('ann', 'act as a user');
    },
  };
  const REQUESTS: Record<string, [method: string, message: object]> = {
    'calls a tool': ['POST', WHO],
    'answers a question of the server': ['POST', { jsonrpc: '2.0', id: 0, result: {} }],
    'begins it again': ['POST', INITIALIZE],
    'listens to it': ['GET', {}],
    'ends it': ['DELETE', {}],
  };
  const PAIRS = Object.keys(OTHERS).flatMap((who) =>
    Object.keys(REQUESTS).map((what) => [who, what]),
  );
  it.each(PAIRS as [string, string][])('does not exist for %s who %s', async (who, what) => {
    const token = await tokenOf('ann');
    const session = await begin(token);
    const [method, message] = REQUESTS[what] as [string, object];
    const other = await (OTHERS[who] as () => Promise<string>)();
    const stolen = await ask(other, session, method, message);
    expect([stolen.status, JSON.parse(stolen.body)]).toEqual([404, NOT_FOUND]);
    expect(await ask(other, 'no-such-session', method, message)).toEqual(stolen);
    expect((await ask(token, session)).body).toContain('by ann');
  });

  it('is refused with a log entry', async () => {
    await ask(await tokenOf('bob'), await begin(await tokenOf('ann')));
    expect(site.events).toMatchObject([
      { event: 'request_refused', code: 'permission_denied', principals: expect.anything() },
    ]);
  });

  const LIMITS: Record<string, object> = {
    'no limits': {},
    'a limit': { only: ['who'] },
    'a narrower limit': { only: ['who'], uses: 9 },
  };
  const CHANGES = Object.keys(LIMITS).flatMap((first) =>
    Object.keys(LIMITS).map((later) => [first, later]),
  );
  it.each(CHANGES as [string, string][])(
    'begun with %s serves a later token with %s only if that is the same',
    async (first, later) => {
      const session = await begin(await tokenOf('ann', LIMITS[first]));
      const { status } = await ask(await tokenOf('ann', LIMITS[later]), session);
      expect(status).toBe(first === later ? 200 : 404);
    },
  );

  it('says nothing to a limited token that listens to more than it may call', async () => {
    const session = await begin(await tokenOf('ann'));
    const limited = await tokenOf('ann', { only: ['who'] });
    for (const method of ['GET', 'DELETE'])
      expect((await ask(limited, session, method)).status).toBe(404);
  });

  it('needs a token for each request, whatever its id', async () => {
    const session = await begin(await tokenOf('ann'));
    const id: Fields = [['Mcp-Session-Id', session]];
    for (const method of ['POST', 'GET', 'DELETE'])
      expect((await site.send(id, { path: '/sessions', method, message: WHO })).status).toBe(401);
  });

  it('is not served where bearerAuth is missing', async () => {
    const sent = { path: '/unchecked', message: INITIALIZE };
    const { status, body } = await site.send([], sent);
    expect([status, body.includes('"result"')]).toEqual([500, false]);
  });

  it('works with the official client, which ends it', async () => {
    const client = await site.connect(await tokenOf('ann'), '/sessions');
    const { content } = await client.callTool({ name: 'who' });
    expect(content).toEqual([{ type: 'text', text: 'by ann' }]);
    const transport = client.transport as StreamableHTTPClientTransport;
    const session = transport.sessionId ?? '';
    await transport.terminateSession();
    expect(await ask(await tokenOf('ann'), session)).toMatchObject({ status: 404 });
    await client.close();
  });
});

describe('a stream of an MCP server', () => {
  const ENDS: Record<string, (token: string) => Promise<unknown>> = {
    'its token is revoked': (token) => site.security.revokeToken(token),
    'its user is logged out everywhere': () => site.security.revokeUser('ann'),
    'all users are logged out': () => site.security.revokeAll(),
  };
  it.each(Object.keys(ENDS))('is cut when %s, and so is a call that runs', async (why) => {
    const token = await tokenOf('ann');
    const session = await begin(token);
    const [events, call] = [await listen(token, session), await callWaiting(token, session)];
    expect([events.statusCode, call.statusCode]).toEqual([200, 200]);
    await (ENDS[why] as (token: string) => Promise<unknown>)(token);
    expect([await ended(events), await ended(call)]).toEqual([false, false]);
    release();
    expect((await ask(token, session)).status).toBe(401);
  });

  it('goes on when another user is logged out', async () => {
    const token = await tokenOf('ann');
    const call = await callWaiting(token, await begin(token));
    await site.security.revokeUser('bob');
    release();
    expect(await ended(call)).toBe(true);
  });

  it('is cut when its token expires, and a call that runs is not', async () => {
    const token = await tokenOf('ann', { expiration: 2 });
    const session = await begin(token);
    const [events, call] = [await listen(token, session), await callWaiting(token, session)];
    expect(await ended(events)).toBe(false);
    expect(call.closed).toBe(false);
    release();
    expect(await ended(call)).toBe(true);
  });

  it('leaves no listener behind', async () => {
    const token = await tokenOf('ann');
    const session = await begin(token);
    const events = await listen(token, session);
    await ask(token, session, 'POST', LIST);
    const { ends } = wiringOf(site.security);
    expect(ends.size).toBe(1);
    events.destroy();
    while (ends.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('leaves no listener behind for a client that went away before', async () => {
    const token = await tokenOf('ann');
    const auth = await bearerAuth(site.security, InvalidTokenError).verifier.verifyAccessToken(
      token,
    );
    const transport = { handleRequest: (..._given: unknown[]) => Promise.resolve() };
    guardTransport(transport);
    const late = await startLate();
    const handled = new Promise<void>((resolve) => {
      late.listener = (message, response) =>
        void response.once('close', () =>
          resolve(transport.handleRequest(Object.assign(message, { auth }), response)),
        );
    });
    const sent = request(late.origin).on('error', () => {});
    sent.end(() => setTimeout(() => sent.destroy(), 20));
    await handled;
    expect(wiringOf(site.security).ends.size).toBe(0);
    await late.close();
  });
});
