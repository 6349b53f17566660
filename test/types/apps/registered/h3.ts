import { defineHandler, H3, onRequest } from 'h3';
import { Public } from 'pyramidion';
import type { AuthContext, Resource } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/h3';
import { security } from './security.ts';

// The opt-in for `event.context.auth`: without it, `authOf(event)`.
declare module 'h3' {
  interface H3EventContext {
    auth: AuthContext;
  }
}

type Report = Resource<'view' | 'edit'>;
declare const reports: { find(id: string | undefined): Promise<Report | null> };

const app = new H3();
app.use(authenticate(security));
app.use(authenticate(security, { onRefused: (error) => error.code }));
app.use('/admin/**', required('admin'));
app.use(onRequest(required()));
app.get(
  '/reports/:id',
  (event) => {
    event.context.auth.permits('edit');
    // @ts-expect-error TS2345 says "admin" | "edit" | "view"
    event.context.auth.permits('veiw');
    // @ts-expect-error TS1360
    event.context.auth.userId satisfies string | number;
    userOf(event).userId satisfies string | number;
    userOf(event).claims.roles satisfies string[];
    // @ts-expect-error TS2551 says roles
    return userOf(event).claims.rolse;
  },
  { middleware: [permit('view', (event) => reports.find(event.context.params?.['id']))] },
);
export const profile = defineHandler({
  middleware: [required('edit')],
  handler: (event) => authOf(event).permissions() satisfies readonly ('view' | 'edit' | 'admin')[],
});
app.get('/profile', profile);
app.get('/open', () => '', { middleware: [permit(Public)] });
app.post('/login', async (event) => {
  await authOf(event).remember('7', { roles: ['admin'], since: '2026-01-01' });
  // @ts-expect-error TS2345 says since
  await authOf(event).remember('7', { roles: ['admin'] });
});

// @ts-expect-error TS2345 says "admin" | "edit" | "view"
permit('veiw');
// @ts-expect-error TS2345 says "admin" | "edit" | "view"
required('edti');
// @ts-expect-error TS2345 says Type 'string' is not assignable to type 'Promise<Found<
permit('view', () => 'report');
// @ts-expect-error TS2561 says Did you mean to write 'onRefused'?
required({ onRefuse: () => {} });

authenticate(security, { defaultPermission: 'view' });
// @ts-expect-error TS2322
authenticate(security, { defaultPermission: 'veiw' });
