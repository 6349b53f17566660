import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPHandler } from '@trpc/server/adapters/standalone';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import type { Resource } from 'pyramidion';
import { authenticate, authOf, byMeta, permit, required, userOf } from 'pyramidion/trpc';
import type { TrpcCall, TrpcContext, TrpcMeta } from 'pyramidion/trpc';
import * as z from 'zod';
import { security } from './security.ts';

interface Context extends TrpcContext {
  readonly database: { find(id: string): Promise<Resource<'view' | 'edit'> | null> };
}
declare const database: Context['database'];

const t = initTRPC.context<Context>().meta<TrpcMeta & { title?: string }>().create();

export const router = t.router({
  open: t.procedure.query(({ ctx }) => {
    // @ts-expect-error TS1360
    ctx.auth.userId satisfies string | number;
    // @ts-expect-error TS2345 says "admin" | "edit" | "view"
    ctx.auth.permits('veiw');
    authOf(ctx).permits('view');
    return userOf(ctx).claims.roles satisfies string[];
  }),
  mine: t.procedure.use(required()).query(({ ctx }) => {
    ctx.database.find('7');
    ctx.auth.claims.since satisfies Date;
    // @ts-expect-error TS2551 says roles
    ctx.auth.claims.rolse;
    return ctx.auth.userId satisfies string | number;
  }),
  view: t.procedure.use(permit('view')).query(({ ctx }) => {
    ctx.database.find('7');
    // @ts-expect-error TS1360
    ctx.auth.userId satisfies string | number;
  }),
  report: t.procedure
    .input(z.object({ id: z.string() }))
    .use(required('edit', ({ input }: TrpcCall<{ id: string }>) => database.find(input.id)))
    .query(({ ctx, input }) => `${ctx.auth.userId} ${input.id}`),
  title: t.procedure
    .use(byMeta)
    .meta({ permission: 'edit', title: 'Report', maxAuthAge: '5m' })
    .mutation(({ ctx }) => ctx.auth.remember('7', { roles: [], since: '' })),
});

// @ts-expect-error TS2345 says "admin" | "edit" | "view"
permit('veiw');
// @ts-expect-error TS2345 says "admin" | "edit" | "view"
required('edti');

// @ts-expect-error TS2322 says "admin" | "edit" | "view"
t.procedure.use(byMeta).meta({ permission: 'veiw' });
// @ts-expect-error TS2561 says permission
t.procedure.use(byMeta).meta({ permision: 'view' });

const { createContext, responseMeta } = authenticate(security, {
  onRefused: (error) => new TRPCError({ code: 'NOT_FOUND', cause: error }),
});
const withDatabase = async (options: Parameters<typeof createContext>[0]) => ({
  ...(await createContext(options)),
  database,
});
createHTTPHandler({ router, createContext: withDatabase, responseMeta });
createExpressMiddleware({ router, createContext: withDatabase, responseMeta });
fetchRequestHandler({
  router,
  createContext: withDatabase,
  responseMeta,
  req: new Request('http://a.example/'),
  endpoint: '/trpc',
});

const plain = initTRPC.context<TrpcContext>().create();
createHTTPHandler({ router: plain.router({}), ...authenticate(security) });

authenticate(security, { defaultPermission: 'view' });
// @ts-expect-error TS2322
authenticate(security, { defaultPermission: 'veiw' });
