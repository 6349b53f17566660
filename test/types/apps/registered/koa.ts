import Router from '@koa/router';
import type { RouterContext } from '@koa/router';
import Koa from 'koa';
import { Public } from 'pyramidion';
import type { Resource } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/koa';
import type { AuthState } from 'pyramidion/koa';
import { security } from './security.ts';

type Report = Resource<'view' | 'edit'>;
declare const reports: { find(id: string): Promise<Report | null> };
interface State extends AuthState {
  tenant: string;
}

const app = new Koa<State>();
app.use(authenticate(security));
app.use(
  authenticate(security, {
    onRefused: (error, ctx) => {
      ctx.body = error.code;
    },
  }),
);
app.use(permit('view'));
app.use((ctx) => {
  ctx.state.tenant satisfies string;
  ctx.state.auth.permits('edit');
  // @ts-expect-error TS2345 says "admin" | "edit" | "view"
  ctx.state.auth.permits('veiw');
  // @ts-expect-error TS1360
  ctx.state.auth.userId satisfies string | number;
  if (ctx.state.auth.isAuthenticated) ctx.state.auth.claims.since satisfies Date;
  userOf(ctx).userId satisfies string | number;
  userOf(ctx).claims.roles satisfies string[];
  // @ts-expect-error TS2551 says roles
  ctx.body = userOf(ctx).claims.rolse;
});

const router = new Router<State>();
router.get(
  '/reports/:id',
  permit('view', (ctx: RouterContext) => reports.find(String(ctx.params['id']))),
  required('edit', (ctx) => (authOf(ctx).permits('admin') ? {} : null)),
  (ctx) => {
    ctx.state.tenant satisfies string;
    ctx.state.auth.permits('edit');
    // @ts-expect-error TS2345 says "admin" | "edit" | "view"
    ctx.state.auth.permits('veiw');
    ctx.body = ctx.params['id'] satisfies string | undefined;
  },
);
router.get('/open', permit(Public), (ctx) => {
  ctx.body = authOf(ctx).permissions() satisfies readonly ('view' | 'edit' | 'admin')[];
});
router.post('/login', async (ctx) => {
  await ctx.state.auth.remember('7', { roles: ['admin'], since: '2026-01-01' });
  // @ts-expect-error TS2345 says since
  await ctx.state.auth.remember('7', { roles: ['admin'] });
});
router.use('/admin', required('admin'));
app.use(router.routes());

// @ts-expect-error TS2345 says "admin" | "edit" | "view"
permit('veiw');
// @ts-expect-error TS2345 says "admin" | "edit" | "view"
required('edti');
// @ts-expect-error TS2345 says Type 'string' is not assignable to type 'Promise<Found<
permit('view', () => 'report');
// @ts-expect-error TS2561 says Did you mean to write 'onRefused'?
required({ onRefuse: () => {} });

// Without a state of its own an application has any.
const plain = new Koa();
plain
  .use(authenticate(security))
  .use(required())
  .use((ctx) => {
    ctx.body = userOf(ctx).claims.theme satisfies string;
  });

authenticate(security, { defaultPermission: 'view' });
// @ts-expect-error TS2322
authenticate(security, { defaultPermission: 'veiw' });
