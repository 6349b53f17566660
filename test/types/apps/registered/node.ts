import { createServer } from 'node:http';
import type { AuthenticatedContext, Resource } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/node';
import type { AuthRequest, NodeHandler } from 'pyramidion/node';
import { security } from './security.ts';

declare const reports: { find(url: string): Promise<Resource<'view'> | null> };
const signedIn = authenticate(security);

createServer(
  signedIn((request, response) => {
    request.auth.permits('view');
    authOf(request).decide('edit');
    userOf(request).claims.roles satisfies string[];
    // @ts-expect-error TS1360
    request.auth.userId satisfies string | number;
    // @ts-expect-error TS2345 says "view"
    request.auth.permits('veiw');
    response.end();
  }),
);
createServer(
  signedIn(
    permit('view', (request) => reports.find(request.url ?? ''))((request, response) => {
      // @ts-expect-error TS1360
      request.auth.userId satisfies string | number;
      response.end();
    }),
  ),
);
createServer(
  signedIn(
    required('edit')((request, response) => {
      request.auth.userId satisfies string | number;
      // @ts-expect-error TS2551 says roles
      response.end(request.auth.claims.rolse);
    }),
  ),
);
const profile: NodeHandler<AuthenticatedContext> = (request) => request.auth.claims.roles;
signedIn(required()(profile));
// @ts-expect-error TS2345
signedIn(profile);
// @ts-expect-error TS2345
signedIn(permit('view')(profile));
export const named = (request: AuthRequest): boolean => request.auth.permits('view');
signedIn(named);

authenticate(security, { defaultPermission: 'view' });
// @ts-expect-error TS2322
authenticate(security, { defaultPermission: 'veiw' });
