import { initTRPC, lazy } from '@trpc/server';
import { describe, expect, it } from 'vitest';
import { authenticate, byMeta, permit, required, routesOf } from '../../../src/adapters/trpc.ts';
import type { TrpcContext, TrpcMeta } from '../../../src/adapters/trpc.ts';
import { findRoutes, loadRoutes } from '../../../src/adapters/trpc/routes.ts';
import { Allow, createSecurity, Everyone, Public } from '../../../src/index.ts';
import { testSecret } from '../../../src/testing.ts';
import { inShort } from '../../support/routes.ts';

const t = initTRPC.context<TrpcContext>().meta<TrpcMeta>().create();
const security = createSecurity({
  privateKey: testSecret(),
  root: { acl: [[Allow, Everyone, 'view']] },
});
const answer = (): string => 'answered';

describe('the routes of tRPC', () => {
  it('are listed with the rules of their guards and of their meta', () => {
    const guarded = t.procedure.use(required());
    const named = t.procedure.use(byMeta);
    const router = t.router({
      open: t.procedure.query(answer),
      public: t.procedure.use(permit(Public)).query(answer),
      nested: { edit: guarded.use(permit('edit', { name: 'page' })).mutation(answer) },
      deep: t.router({
        meta: named.meta({ permission: 'view', required: true }).query(answer),
        none: named.query(answer),
        unasked: t.procedure.meta({ permission: 'view' }).query(answer),
        ticks: guarded.subscription(async function* ticks() {
          yield 1;
        }),
      }),
    });
    expect(inShort(routesOf(router))).toEqual([
      'QUERY open: unguarded',
      'QUERY public: everyone',
      'MUTATION nested.edit: a user, edit on "page"',
      'QUERY deep.meta: view on root and a user',
      'QUERY deep.none: unguarded',
      'QUERY deep.unasked: unguarded',
      'SUBSCRIPTION deep.ticks: a user',
    ]);
  });

  it('have no default permission of a server that has none', () => {
    const router = t.router({ open: t.procedure.query(answer) });
    const { createContext } = authenticate(security);
    expect(inShort(routesOf({ router, createContext }))).toEqual(['QUERY open: unguarded']);
    expect(findRoutes(router)[0]?.security).toBe(null);
  });

  it('are listed of a lazy router once it is loaded', async () => {
    const inner = t.router({ page: t.procedure.use(required()).query(answer) });
    const outer = t.router({ inner: lazy(async () => ({ inner })) });
    const router = t.router({ outer: lazy(async () => ({ outer })) });
    expect(() => routesOf(router)).toThrow(/The router "outer" is lazy and was not loaded/);
    await loadRoutes(router);
    expect(inShort(routesOf(router))).toEqual(['QUERY outer.inner.page: a user']);
  });

  it.each([undefined, null, {}, () => {}, { _def: {} }, { router: {} }, { router: null }])(
    'are not to be asked of %j',
    (value) => {
      expect(() => routesOf(value as never)).toThrow(/takes a router of tRPC/);
    },
  );
});
