import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { describe, expect, it } from 'vitest';
import type { ViewOptions } from '../../src/adapter.ts';
import { nodeView } from '../../src/adapter.ts';
import { AuthError } from '../../src/index.ts';
import type { AuthContext } from '../../src/index.ts';
import { authAs } from '../../src/testing.ts';
import type { Ask } from './refusals.ts';
import { askPort, expectRefusals, security } from './refusals.ts';

const { router, procedure } = initTRPC.context<{ auth: AuthContext }>().create({ isDev: false });
const app = router({
  page: procedure.query(({ ctx }) => ctx.auth.require('admin')),
  missing: procedure.query(({ ctx }) => ctx.auth.require('admin', null)),
});

async function serve(options: ViewOptions, run: (ask: Ask) => Promise<void>): Promise<void> {
  const server = createHTTPServer({
    router: app,
    createContext: async ({ req }: { req: IncomingMessage }) => ({
      auth: await security.authenticate(nodeView(req, options)),
    }),
    responseMeta: ({ errors: [error] }) =>
      AuthError.isAuthError(error?.cause) ? { headers: error.cause.headers } : {},
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await run(askPort((server.address() as AddressInfo).port));
  server.close();
}

describe('an AuthError without an adapter, in tRPC', () => {
  it('has its status if the view says what tRPC wants thrown', async () => {
    const codes = { 401: 'UNAUTHORIZED', 403: 'FORBIDDEN', 404: 'NOT_FOUND' } as const;
    const thrown = (error: AuthError): TRPCError =>
      new TRPCError({
        code: codes[error.status as 401] ?? 'INTERNAL_SERVER_ERROR',
        message: error.message,
        cause: error,
      });
    await serve({ thrown }, (ask) =>
      expectRefusals(ask, { hasHeaders: true, mediaType: 'application/json' }),
    );
  });

  it('is a 500 with a public message if the view says nothing', async () => {
    await serve({}, async (ask) => {
      await expectRefusals(ask, { hasHeaders: true, mediaType: 'application/json', status: 500 });
      const { body } = await ask('/page', await authAs(security, 'alice'));
      expect(JSON.parse(body)).toMatchObject({
        error: { message: 'You are not allowed to do this.' },
      });
    });
  });
});
