import Fastify from 'fastify';
import type { FastifyRequest } from 'fastify';
import { Public } from 'pyramidion';
import type { AuthContext, Resource } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/fastify';
import type { RouteAccess } from 'pyramidion/fastify';
import { security } from './security.ts';

// The opt-in for `request.auth` and for the `config` of routes.
declare module 'fastify' {
  interface FastifyRequest {
    auth: AuthContext;
  }
  interface FastifyContextConfig extends RouteAccess {
    title?: string;
  }
}

type Report = Resource<'view' | 'edit'> & { title: string };
declare const reports: { find(id: string): Promise<Report | undefined> };

const app = Fastify();
await app.register(authenticate(security));
app.register(authenticate(security, { onRefused: (error, _request, reply) => reply.send(error) }));
app.addHook('onRequest', required());

app.get<{ Params: { id: string } }>(
  '/reports/:id',
  { onRequest: permit('view'), preHandler: [required('edit')], config: { title: 'Report' } },
  async (request) => {
    request.params.id satisfies string;
    authOf(request).permits('view');
    userOf(request).userId satisfies string | number;
    userOf(request).claims.roles satisfies string[];
    request.auth.permits('edit');
    // @ts-expect-error TS1360
    request.auth.userId satisfies string | number;
    // @ts-expect-error TS18047
    request.auth.claims.roles;
    if (request.auth.isAuthenticated) request.auth.claims.since satisfies Date;
    // @ts-expect-error TS2345 says "admin" | "edit" | "view"
    request.auth.permits('veiw');
    await request.auth.remember('7', { roles: ['admin'], since: '2026-01-01' });
    // @ts-expect-error TS2345 says since
    await request.auth.remember('7', { roles: ['admin'] });
  },
);
app.put(
  '/reports/:id',
  {
    onRequest: required('edit', (request: FastifyRequest<{ Params: { id: string } }>) =>
      reports.find(request.params.id),
    ),
  },
  async () => '',
);
app.get(
  '/config/:id',
  {
    config: {
      permission: 'view',
      resource: (request: FastifyRequest<{ Params: { id: string } }>) =>
        reports.find(request.params.id),
      maxAuthAge: '5m',
      title: 'Report',
    },
  },
  async (request) => request.routeOptions.config.title satisfies string | undefined,
);
app.get('/open', { config: { permission: Public } }, async () => '');
app.route({ method: 'GET', url: '/x', config: { required: true }, handler: async () => '' });

// @ts-expect-error TS2345 says "admin" | "edit" | "view"
app.get('/', { onRequest: permit('veiw') }, async () => '');
// @ts-expect-error TS2322 says 'permission' has conflicting types
app.get('/', { config: { permission: 'veiw' } }, async () => '');
// @ts-expect-error TS2345 says is not assignable to type 'string'
permit('view', (_request: string) => null);
// @ts-expect-error TS2561 says Did you mean to write 'onRefused'?
permit('view', undefined, { onRefuse: () => {} });

// A server of HTTP/2.
const secure = Fastify({ http2: true });
secure.register(authenticate(security));
secure.get('/', { onRequest: permit('view') }, async (request) => authOf(request).userId);

authenticate(security, { defaultPermission: 'view' });
// @ts-expect-error TS2322
authenticate(security, { defaultPermission: 'veiw' });
