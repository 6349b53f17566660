import { Hono } from 'hono';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/hono';
import { api, site } from './securities.ts';
import type { ApiClaims, ApiPermission } from './securities.ts';

// A chain has the types of the security that it was given.
new Hono().use(authenticate(site)).get('/site', (c) => {
  c.var.auth.permits('write');
  // @ts-expect-error TS2345 says "read" | "write"
  c.var.auth.permits('call');
  return c.json(c.var.auth.claims?.since.getTime());
});

const app = new Hono();
app.use('/api/*', authenticate(api));
app.get('/api/:id', permit<ApiPermission>('call'), required(), (c) => {
  authOf<ApiClaims, ApiPermission>(c).permits('call');
  const user = userOf<ApiClaims, ApiPermission>(c);
  // @ts-expect-error TS2551 says scope
  return c.text(c.req.param('id') + user.claims.scopes);
});
// @ts-expect-error TS2345 says "call"
permit<ApiPermission>('read');
