// Elysia: what a handler gets, and the rules of a route.
import { Elysia } from 'elysia';
import type { Context } from 'elysia';
import { Public } from 'pyramidion';
import type { Resource } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/elysia';
import { security } from './security.ts';

declare const reports: { find(id: string | undefined): Promise<Resource<'view'> | undefined> };

const app = new Elysia()
  .use(authenticate(security, { onRefused: (error, { set }) => (set.status = error.status) }))
  .get('/', ({ auth }) => {
    auth.permits('view');
    // @ts-expect-error TS2345 says "admin" | "edit" | "view"
    auth.permits('veiw');
    // @ts-expect-error TS18047
    auth.claims.roles;
    if (auth.isAuthenticated) auth.claims.since satisfies Date;
    return '';
  })
  .get('/permitted', ({ auth }) => String(auth.userId satisfies string | number | null), {
    permit: 'view',
  })
  .get('/known', ({ auth }) => `${auth.userId satisfies string | number} ${auth.claims.roles}`, {
    required: true,
  })
  .get('/editing', ({ auth }) => auth.claims.roles, { required: 'edit' })
  .get('/public', () => '', { permit: Public })
  .get('/found/:id', ({ params: { id } }) => id satisfies string, {
    permit: ['view', ({ params }) => reports.find(params['id'])],
  })
  .get('/fresh', () => '', { required: ['edit', { maxAuthAge: '5m' }] })
  .get('/hook', () => '', {
    transform: permit('view', ({ params }: Context) => reports.find(params['id'])),
  })
  .get('/hooks', (context) => userOf(context).claims.roles, {
    beforeHandle: [required(), required('edit')],
  })
  .onError((context) => String(authOf(context).userId));

app.get('/', ({ auth }) => auth.permissions());
// @ts-expect-error TS2322 says is not assignable to type
app.get('/', () => '', { permit: 'veiw' });
// @ts-expect-error TS2322 says is not assignable to type
app.get('/', () => '', { required: 'edti' });
// @ts-expect-error TS2322 says is not assignable to type
app.get('/', () => '', { required: false });
// @ts-expect-error TS2345 says "admin" | "edit" | "view"
permit('veiw');
// @ts-expect-error TS2345 says is not assignable to type
permit('view', () => 'report');
