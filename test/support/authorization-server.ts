import { once } from 'node:events';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestIssuer } from '../../src/testing.ts';
import { testIssuer } from '../../src/testing.ts';

/** A server on a free port of loopback whose listener may be set after its port is known. */
export interface LateServer {
  readonly origin: string;
  listener: RequestListener;
  close(): Promise<void>;
}

export async function startLate(): Promise<LateServer> {
  const server: Server = createServer((request, response) => late.listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const late: LateServer = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    listener: (_request, response) => void response.writeHead(503).end(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return late;
}

/** An authorization server that gives a token to every client, for the resource it asks for. */
export interface AuthorizationServer {
  readonly provider: TestIssuer;
  /** What clients asked for, in order. */
  readonly asked: URLSearchParams[];
  close(): Promise<void>;
}

export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  const server = await startLate();
  const provider = await testIssuer({ issuer: server.origin, clock: Date.now });
  const asked: URLSearchParams[] = [];
  const metadata = {
    issuer: server.origin,
    authorization_endpoint: `${server.origin}/authorize`,
    token_endpoint: `${server.origin}/token`,
    response_types_supported: ['code'],
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic'],
  };
  const issue = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const form = new URLSearchParams(await text(request));
    asked.push(form);
    const basic = (request.headers.authorization ?? '').replace('Basic ', '');
    const [client] = Buffer.from(basic, 'base64').toString().split(':');
    const scope = form.get('scope') ?? 'reports.read';
    const claims = { sub: client, client_id: client, aud: form.get('resource'), scope };
    const access_token = await provider.token(claims, { typ: 'at+jwt' });
    json(response, { access_token, token_type: 'Bearer', expires_in: 300, scope });
  };
  server.listener = (request, response) => {
    if (request.url === '/.well-known/oauth-authorization-server') json(response, metadata);
    else if (request.url === '/token') void issue(request, response);
    else response.writeHead(404).end();
  };
  return { provider, asked, close: () => server.close() };
}

function json(response: ServerResponse, body: object): void {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}
