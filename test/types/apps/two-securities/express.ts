import express from 'express';
import type { AuthContext } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/express';
import { api, site } from './securities.ts';
import type { ApiClaims, ApiPermission, SiteClaims, SitePermission } from './securities.ts';

const app = express();
app.use('/site', authenticate(site));
app.use('/api', authenticate(api));

app.get('/site/:id', permit<SitePermission>('read'), (request) => {
  request.params.id satisfies string;
  const auth = authOf<SiteClaims, SitePermission>(request);
  auth.permits('write');
  if (auth.isAuthenticated) auth.claims.since satisfies Date;
  // @ts-expect-error TS2345 says SitePermission
  auth.permits('call');
});
app.get('/api/:id', required<ApiPermission>('call'), (request) => {
  const user = userOf<ApiClaims, ApiPermission>(request);
  user.userId satisfies string | number;
  // @ts-expect-error TS2551 says scope
  user.claims.scopes;
});
// @ts-expect-error TS2345 says "call"
app.get('/', permit<ApiPermission>('read'));
// @ts-expect-error TS2345 says "call"
app.get('/', required<ApiPermission>('read'));

// Said once: a guard and a reader of one security.
const apiPermit = permit<ApiPermission>;
const apiAuth = authOf<ApiClaims, ApiPermission>;
app.get('/api', apiPermit('call'), (request) => {
  apiAuth(request).permits('call');
});
// @ts-expect-error TS2345 says "call"
apiPermit('read');

// Without a registered security and without type arguments any name is a permission.
app.get('/', permit('anything'), (request) => {
  authOf(request).permits('anything');
  if (authOf(request).isAuthenticated) authOf(request).claims satisfies object | null;
});
export type SiteAuth = AuthContext<SiteClaims, SitePermission>;
