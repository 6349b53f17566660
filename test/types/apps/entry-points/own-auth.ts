// An application that has an `auth` of its own on requests, and registers no security. The
// libraries' declarations are checked too: importing an entry point must not break them.
import express from 'express';
import Koa from 'koa';
import { claimPrincipals, createSecurity } from 'pyramidion';
import type { Claims, Security } from 'pyramidion';
import { permits } from 'pyramidion/acl';
import * as adapter from 'pyramidion/adapter';
import * as expresses from 'pyramidion/express';
import * as fetches from 'pyramidion/fetch';
import * as koas from 'pyramidion/koa';
import * as mcp from 'pyramidion/mcp';
import * as nodes from 'pyramidion/node';

declare global {
  namespace Express {
    interface Request {
      auth: { readonly tenant: string };
    }
  }
}

export const all = [permits, adapter.guards, nodes.permit, koas.permit];
export const security = createSecurity({
  privateKey: 'x',
  callback: claimPrincipals('roles', 'role:'),
});
security satisfies Security;
security satisfies Security<Claims, string>;

const app = express();
app.use(expresses.authenticate(security));
app.use(mcp.wellKnown(security));
app.get('/x/:id', expresses.permit('view'), expresses.required(), (request) => {
  request.auth.tenant satisfies string;
  request.params.id satisfies string;
  const auth = expresses.authOf(request);
  auth.permits('anything');
  if (auth.isAuthenticated) auth.claims['roles'] satisfies unknown;
  // @ts-expect-error TS2339 says permits
  request.auth.permits('view');
});
app.get('/y', (request, response) => {
  fetches.authenticate(security)((_request, { auth }) => Response.json(auth.claims?.sub));
  void response;
  void expresses.authOf(request).remember('7', { any: 'claim' }, { expiration: '15m' });
  void expresses.authOf(request).remember('7');
});

// A schema's security is a security for code that knows nothing of its claims.
declare const typed: Security<{ roles: string[] }, 'view', { roles: string[] }>;
typed satisfies Security;

// What an application has declared for all of its Koa servers.
declare module 'koa' {
  interface DefaultState {
    auth: { readonly tenant: string };
  }
}
new Koa().use(koas.authenticate(security)).use((ctx) => {
  ctx.state.auth.tenant satisfies string;
  koas.authOf(ctx).permits('anything');
});
