// An application on Express 4, with its types.
import express from 'express';
import type { Request } from 'express';
import { createSecurity } from 'pyramidion';
import type { Resource } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/express';

// Types that are written out, as an interface.
interface Staff {
  readonly roles: readonly string[];
}
export const security = createSecurity<Staff, 'view' | 'edit', Staff>({
  privateKey: process.env['JWT_PRIVATE_KEY'],
});
declare module 'pyramidion' {
  interface Register {
    security: typeof security;
  }
}
declare const reports: { find(id: string): Resource<'view'> | null };

const app = express();
app.use(authenticate(security));
app.get(
  '/:id',
  permit('view', (request: Request<{ id: string }>) => reports.find(request.params.id)),
  (request) => {
    request.params.id satisfies string;
    authOf(request).permits('edit');
    // @ts-expect-error TS2339
    request.params.nothing;
  },
);
app.post<{ id: string }, { ok: boolean }, { title: string }>(
  '/:id',
  required('edit'),
  (request, response) => {
    request.body.title satisfies string;
    userOf(request).userId satisfies string | number;
    userOf(request).claims.roles satisfies readonly string[];
    // @ts-expect-error TS2554
    authOf(request).createToken('7');
    response.json({ ok: true });
  },
);
// @ts-expect-error TS2345 says "edit" | "view"
permit('veiw');
