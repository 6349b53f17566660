import { randomUUID } from 'node:crypto';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { createMcpExpressApp } from '@modelcontextprotocol/sdk/server/express.js';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { Request, Response as Answer } from 'express';
import type { BearerAuthOptions } from '../../../src/adapters/mcp.ts';
import { bearerAuth, guardTransport, wellKnown } from '../../../src/adapters/mcp.ts';
import { cookiePolicy, createSecurity, denylist, memoryStore } from '../../../src/index.ts';
import { headerPolicy, ticketPolicy } from '../../../src/index.ts';
import type { Security, SecurityEvent, SecurityOptions } from '../../../src/index.ts';
import { httpClient } from '../../../src/testing.ts';
import type { Reply } from '../../../src/testing.ts';
import { startLate } from '../../support/authorization-server.ts';
import { SECRET } from '../../support/security.ts';

export const ISSUER = 'https://app.example.com';
export const VERSION = '2025-06-18';

export interface SiteOptions {
  readonly security?: Partial<SecurityOptions>;
  readonly bearer?: BearerAuthOptions;
  /** Makes the server of one request, or of one session. */
  readonly server: () => McpServer;
}

type Fields = readonly (readonly [string, string])[];

/** An MCP server on a real socket: `/mcp` without sessions of the transport, `/sessions` with. */
export interface Site {
  readonly url: URL;
  readonly security: Security;
  readonly events: SecurityEvent[];
  /** Sends header fields as they are, with a message. */
  send(fields: Fields, more?: { path?: string; method?: string; message?: object }): Promise<Reply>;
  /** Connects the official client with a token. */
  connect(token: string, path?: string): Promise<Client>;
  close(): Promise<void>;
}

export const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
const ACCEPT: Fields = [
  ['Content-Type', 'application/json'],
  ['Accept', 'application/json, text/event-stream'],
];

export const bearerField = (token: string): Fields => [['Authorization', `Bearer ${token}`]];

export async function startSite({ security: more, bearer, server }: SiteOptions): Promise<Site> {
  const late = await startLate();
  const url = new URL('/mcp', late.origin);
  const events: SecurityEvent[] = [];
  const keep = (event: object): void => void events.push(event as SecurityEvent);
  const security = createSecurity({
    privateKey: SECRET,
    expiration: '5m',
    issuer: ISSUER,
    audience: url.href,
    policies: [headerPolicy(), ticketPolicy(), cookiePolicy()],
    revocation: denylist(memoryStore()),
    refresh: {},
    publish: { resource: url.href, authorizationServers: ['https://login.example.com'] },
    logger: { warn: keep, error: keep },
    ...more,
  }) as Security;

  const app = createMcpExpressApp();
  app.use(wellKnown(security));
  app.use('/open', serveOne(server));
  const guard = requireBearerAuth(bearerAuth(security, InvalidTokenError, bearer));
  app.use('/mcp', guard, serveOne(server));
  app.use('/sessions', guard, serveSessions(server));
  app.use('/unchecked', serveSessions(server));
  late.listener = app;
  const send = httpClient(Number(url.port));
  return {
    url,
    security,
    events,
    send: (fields, { path = '/mcp', method = 'POST', message = LIST } = {}) =>
      send({
        method,
        path,
        headers: [...ACCEPT, ...fields],
        body: method === 'POST' ? JSON.stringify(message) : null,
      }),
    async connect(token, path = '/mcp') {
      const client = new Client({ name: 'test', version: '1.0.0' });
      const requestInit = { headers: { Authorization: `Bearer ${token}` } };
      const transport = new StreamableHTTPClientTransport(new URL(path, url), { requestInit });
      await client.connect(transport as never);
      return client;
    },
    async close() {
      await security.close();
      await late.close();
    },
  };
}

type Handler = (request: Request, response: Answer) => Promise<void>;

function serveOne(server: () => McpServer): Handler {
  return async (request, response) => {
    const transport = new StreamableHTTPServerTransport({});
    await server().connect(transport as never);
    await transport.handleRequest(request, response, request.body);
  };
}

/** One transport for each session, by its id, as the documentation of the SDK has it. */
function serveSessions(server: () => McpServer): Handler {
  const transports = new Map<string, StreamableHTTPServerTransport>();
  const begin = async (): Promise<StreamableHTTPServerTransport> => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void transports.set(id, transport),
    });
    guardTransport(transport);
    await server().connect(transport as never);
    return transport;
  };
  return async (request, response) => {
    const id = request.headers['mcp-session-id'];
    const transport = id === undefined ? await begin() : transports.get(String(id));
    if (transport !== undefined)
      return transport.handleRequest(request, response, request.body as unknown);
    const error = { code: -32001, message: 'Session not found' };
    response.status(404).json({ jsonrpc: '2.0', error, id: null });
  };
}
