// Where a wrapper takes the handler, the types come from `authenticate`.
import { createServer } from 'node:http';
import type { AuthContext } from 'pyramidion';
import * as fetches from 'pyramidion/fetch';
import * as nodes from 'pyramidion/node';
import { api, site } from './securities.ts';
import type { ApiClaims, ApiPermission, SitePermission } from './securities.ts';

const onSite = fetches.authenticate(site);
const onApi = fetches.authenticate(api);
onSite((_request, { auth }) => {
  auth.permits('read');
  // @ts-expect-error TS2345 says "read" | "write"
  auth.permits('call');
  return Response.json(auth.claims?.since.getTime());
});
onApi(
  fetches.permit<ApiPermission>('call')((_request, { auth }) => {
    auth.permits('call');
    // @ts-expect-error TS2345 says "call"
    auth.permits('read');
    return Response.json(auth.claims?.scope);
  }),
);
onSite(
  fetches.required<SitePermission>('read')((_request, { auth }) => {
    auth.userId satisfies string | number;
    auth.claims.since satisfies Date;
    // @ts-expect-error TS2345 says "read" | "write"
    auth.permits('call');
    return new Response();
  }),
);
// @ts-expect-error TS2345 says "call"
fetches.permit<ApiPermission>('read');

const handler: fetches.FetchHandler<AuthContext<ApiClaims, ApiPermission>> = (_request, { auth }) =>
  Response.json(auth.claims?.scope);
onApi(handler);
// @ts-expect-error TS2345
onSite(handler);

createServer(
  nodes.authenticate(site)(
    nodes.required<SitePermission>('write')((request, response) => {
      request.auth.userId satisfies string | number;
      request.auth.claims.team satisfies string;
      response.end();
    }),
  ),
);
nodes.authenticate(api)(
  nodes.permit<ApiPermission>('call')((request) => {
    request.auth.claims?.scope satisfies string | undefined;
    nodes.authOf<ApiClaims, ApiPermission>(request).permits('call');
    nodes.userOf<ApiClaims, ApiPermission>(request).claims.scope satisfies string;
    // @ts-expect-error TS2345 says "call"
    request.auth.permits('read');
  }),
);
