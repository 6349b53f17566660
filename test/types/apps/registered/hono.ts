import { Hono } from 'hono';
import type { Context } from 'hono';
import { Public } from 'pyramidion';
import type { AuthenticatedContext, Resource } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/hono';
import type { AuthEnv } from 'pyramidion/hono';
import { security } from './security.ts';

type Report = Resource<'view' | 'edit'>;
interface Worker {
  Bindings: { REPORTS: { find(id: string): Promise<Report | null> }; JWT_PRIVATE_KEY: string };
}

const app = new Hono<AuthEnv & Worker>();
app.use(authenticate(security));
app.use(authenticate(security, { onRefused: (error, c) => c.json(error, error.status as 401) }));
app.use(authenticate((c: Context<Worker>) => (c.env.JWT_PRIVATE_KEY ? security : security)));

app.get('/reports/:id', permit('view'), (c) => {
  c.req.param('id') satisfies string;
  c.env.REPORTS.find('7');
  c.var.auth.permits('edit');
  c.get('auth').permissions() satisfies readonly ('view' | 'edit' | 'admin')[];
  // @ts-expect-error TS1360
  c.var.auth.userId satisfies string | number;
  // @ts-expect-error TS2345 says "admin" | "edit" | "view"
  c.var.auth.permits('veiw');
  if (c.var.auth.isAuthenticated) c.var.auth.claims.since satisfies Date;
  return c.text('');
});
app.get('/own/:id', required(), (c) => {
  c.req.param('id') satisfies string;
  c.var.auth satisfies AuthenticatedContext;
  c.var.auth.userId satisfies string | number;
  c.var.auth.claims.roles satisfies string[];
  // @ts-expect-error TS2551 says roles
  return c.json(c.var.auth.claims.rolse);
});
app.put(
  '/reports/:id',
  permit('view', (c: Context<Worker>) => c.env.REPORTS.find('7')),
  required('edit', (c) => (authOf(c).permits('admin') ? {} : null)),
  (c) => {
    userOf(c).claims.roles satisfies string[];
    c.var.auth.userId satisfies string | number;
    return c.text(c.req.param('id'));
  },
);
app.get('/open', permit(Public), (c) => c.text(''));
app.post('/login', async (c) => {
  await c.var.auth.remember('7', { roles: ['admin'], since: '2026-01-01' });
  // @ts-expect-error TS2345 says since
  await c.var.auth.remember('7', { roles: ['admin'] });
  return c.body(null, 204);
});

// Without a generic, where guards and chains bring the type along.
const plain = new Hono();
plain.get('/', permit('view'), (c) => c.text(String(c.var.auth.userId)));
export const chained = new Hono()
  .use(authenticate(security))
  .get('/', (c) => c.json({ user: c.var.auth.userId }));

// @ts-expect-error TS2345 says "admin" | "edit" | "view"
permit('veiw');
// @ts-expect-error TS2345 says "admin" | "edit" | "view"
required('edti');
// @ts-expect-error TS2345 says Type 'string' is not assignable to type 'Promise<Found<
permit('view', () => 'report');
// @ts-expect-error TS2322
permit('view', { onRefused: () => 'text' });
// @ts-expect-error TS2561 says Did you mean to write 'onRefused'?
required({ onRefuse: () => {} });

// An application with an `auth` of its own type has to say what stands there.
const own = new Hono<{ Variables: { auth: { tenant: string } } }>();
own.get('/', (c) => c.text(c.var.auth.tenant));

authenticate(security, { defaultPermission: 'view' });
// @ts-expect-error TS2322
authenticate(security, { defaultPermission: 'veiw' });
