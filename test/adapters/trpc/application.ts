import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AnyTRPCRouter } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { authenticate } from '../../../src/adapters/trpc.ts';
import { Allow, cookiePolicy, Everyone, headerPolicy, user } from '../../../src/index.ts';
import type { Resource, SecurityOptions } from '../../../src/index.ts';
import type { SetUp } from '../../support/security.ts';
import { setUp } from '../../support/security.ts';
import { listenerOf } from '../mounts/fetch.ts';

const root: Resource = {
  acl: [
    [Allow, Everyone, 'view'],
    [Allow, user('alice'), 'edit'],
  ],
};
/** A running server of tRPC. */
export interface Served {
  readonly url: string;
  readonly set: SetUp;
  close(): void;
}

function makeSet(options: Partial<SecurityOptions>): SetUp {
  return setUp({
    root,
    policies: [headerPolicy(), cookiePolicy({ reissueTime: 10, sessionLifetime: '2m' })],
    ...options,
  });
}

/** Serves the router by the adapter for `node:http`, or by that for the Fetch API. */
export async function serve(
  router: AnyTRPCRouter,
  adapter: 'node' | 'fetch',
  more: Parameters<typeof authenticate>[1] = {},
  options: Partial<SecurityOptions> = {},
): Promise<Served> {
  const set = makeSet(options);
  const trpc = authenticate(set.security, more);
  const server =
    adapter === 'node'
      ? createHTTPServer({ router, ...trpc })
      : createServer(
          listenerOf(
            bodyless((req) => fetchRequestHandler({ endpoint: '/', req, router, ...trpc })),
          ),
        );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The stand-in for a runtime passes no bodies; these mutations have none. */
function bodyless(app: (request: Request) => Promise<Response>) {
  return (request: Request) =>
    app(
      request.method === 'POST'
        ? new Request(request.url, { method: 'POST', headers: request.headers, body: '{}' })
        : request,
    );
}
