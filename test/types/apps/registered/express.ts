import express from 'express';
import type { Request } from 'express';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/express';
import { Allow, Public } from 'pyramidion';
import type { Resource } from 'pyramidion';
import { security } from './security.ts';

type Report = Resource<'view' | 'edit'> & { title: string };
declare const reports: { find(id: string): Promise<Report | undefined> };

const app = express();
app.use(authenticate(security));
app.use(authenticate(security, { onRefused: (error, _request, response) => response.json(error) }));

app.get('/reports/:id', permit('view'), (request, response) => {
  request.params.id satisfies string;
  request.auth.permits('edit');
  if (request.auth.isAuthenticated) {
    request.auth.userId satisfies string | number;
    request.auth.claims.since satisfies Date;
    // @ts-expect-error TS2551 says roles
    request.auth.claims.rolse;
  }
  response.send('');
});

app.get(
  '/reports/:id/:page',
  permit('view', (request) => reports.find(String(request.params['id']))),
  required(),
  (request) => {
    request.params.id satisfies string;
    request.params.page satisfies string;
    userOf(request).userId satisfies string | number;
    userOf(request).claims.roles satisfies string[];
  },
);
app.put(
  '/reports/:id',
  required('edit', (request: Request<{ id: string }>) => reports.find(request.params.id)),
  (request) => {
    request.params.id satisfies string;
  },
);
app.post<{ id: string }, { ok: boolean }, { title: string }, { page: string }>(
  '/x/:id',
  permit('edit'),
  (request, response) => {
    request.params.id satisfies string;
    request.body.title satisfies string;
    request.query.page satisfies string;
    authOf(request).permits('view');
    response.json({ ok: true });
    // @ts-expect-error TS2322
    response.json({ ok: 1 });
  },
);
app.get('/open', permit(Public));
app.get('/fixed', permit('view', { acl: [[Allow, 'role:a', 'view']] }));

// @ts-expect-error TS2345 says "admin" | "edit" | "view"
app.get('/', permit('veiw'));
// @ts-expect-error TS2345 says "admin" | "edit" | "view"
app.get('/', required('edti'));
// @ts-expect-error TS2322 says "admin" | "edit" | "view"
app.get('/', permit('view', { acl: [[Allow, 'role:a', 'veiw']] }));
// @ts-expect-error TS2561 says Did you mean to write 'onRefused'?
app.get('/', permit('view', undefined, { onRefuse: () => {} }));
// @ts-expect-error TS2561 says Did you mean to write 'onRefused'?
app.get('/', required({ onRefuse: () => {} }));
app.get('/', permit('view', { onRefused: (error, _request, response) => response.json(error) }));
// @ts-expect-error TS2345 says Type 'string' is not assignable to type 'Promise<Found<
permit('view', () => 'report');
// @ts-expect-error TS2345 says is not assignable to type 'string'
permit('view', (_request: string) => null);
// @ts-expect-error TS2353 says titel
permit('view', { titel: 'Report' });

app.post('/login', async (request, response) => {
  await request.auth.remember('7', { roles: ['admin'], since: '2026-01-01' });
  await request.auth.remember('7', { roles: [], since: '', theme: 'light' }, { expiration: '15m' });
  // @ts-expect-error TS2345 says since
  await request.auth.remember('7', { roles: ['admin'] });
  // @ts-expect-error TS2554
  await request.auth.createToken('7');
  // @ts-expect-error TS2561 says rolse
  await request.auth.createToken('7', { rolse: ['admin'], since: '' });
  // @ts-expect-error TS2322
  await security.createToken('7', { roles: ['admin'], since: new Date() });
  // @ts-expect-error TS2345
  await security.createToken(null, { roles: ['admin'], since: '' });
  response.end();
});

app.get('/auth', permit('view'), (request) => {
  const { auth } = request;
  // @ts-expect-error TS1360
  auth.userId satisfies string | number;
  // @ts-expect-error TS18047
  auth.claims.roles;
  // @ts-expect-error TS2345 says "admin" | "edit" | "view"
  auth.permits('veiw');
  // @ts-expect-error TS2345 says "admin" | "edit" | "view"
  auth.decide('veiw');
  // @ts-expect-error TS2345 says "admin" | "edit" | "view"
  auth.require('veiw');
  auth.permissions() satisfies readonly ('view' | 'edit' | 'admin')[];
  const page: Resource<'view' | 'publish'> = {};
  // @ts-expect-error TS2345 says publish
  auth.permits('view', page);
});

authenticate(security, { defaultPermission: 'view', passPreflight: true });
// @ts-expect-error TS2322
authenticate(security, { defaultPermission: 'veiw' });
// @ts-expect-error TS2322
authenticate(security, { defaultPermission: Public });
