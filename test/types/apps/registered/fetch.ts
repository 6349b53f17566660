import type { AuthContext, AuthenticatedContext, Resource } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/fetch';
import type { FetchContext, FetchHandler } from 'pyramidion/fetch';
import { security } from './security.ts';

type Report = Resource<'view' | 'edit'>;
declare const reports: { find(id: string): Promise<Report | null> };

const signedIn = authenticate(security);

export const plain: (request: Request) => Response | Promise<Response> = signedIn(
  (request, { auth }) => {
    auth satisfies AuthContext;
    authOf(request).permits('view');
    userOf(request).claims.roles satisfies string[];
    // @ts-expect-error TS1360
    auth.userId satisfies string | number;
    // @ts-expect-error TS18047
    auth.claims.roles;
    if (auth.isAuthenticated) auth.claims.since satisfies Date;
    return new Response();
  },
);

export const guarded = signedIn(
  permit('view')((_request, { auth }) => {
    auth.permits('edit');
    // @ts-expect-error TS1360
    auth.userId satisfies string | number;
    return new Response();
  }),
);

export const known = signedIn(
  required()((_request, { auth }) => {
    auth.userId satisfies string | number;
    // @ts-expect-error TS2551 says roles
    return Response.json(auth.claims.rolse);
  }),
);

// Guards in both orders; the inner one sees what the outer one knows.
signedIn(permit('edit')(required('view')((_r, { auth }) => Response.json(auth.claims.roles))));
signedIn(required('view')(permit('edit')((_r, { auth }) => Response.json(auth.claims.roles))));

// A handler that needs a user is refused where nothing has asked for one.
const profile: FetchHandler<AuthenticatedContext> = (_request, { auth }) =>
  Response.json(auth.userId);
signedIn(required()(profile));
// @ts-expect-error TS2345
signedIn(profile);
// @ts-expect-error TS2345
signedIn(permit('view')(profile));
// @ts-expect-error TS2345 says "view"
permit('veiw');
// @ts-expect-error TS2345 says "view"
required('veiw');
// @ts-expect-error TS2322
signedIn(() => 'text');

// Cloudflare Workers: what the runtime passes comes after the context.
interface Env {
  readonly REPORTS: { get(id: string): Promise<Report | null> };
}
interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void;
}
interface ExportedHandler<E> {
  fetch?: (request: Request, env: E, ctx: ExecutionContext) => Response | Promise<Response>;
}
export const worker = {
  fetch: signedIn(
    permit('view', (_request, _context, env: Env) => env.REPORTS.get('7'))(
      async (_request, { auth }, _env: Env, ctx: ExecutionContext) => {
        ctx.waitUntil(Promise.resolve());
        return Response.json(auth.permissions());
      },
    ),
  ),
} satisfies ExportedHandler<Env>;

// Next: a request of its own, and `{ params }`.
declare class NextRequest extends Request {
  readonly nextUrl: URL;
}
interface RouteContext {
  readonly params: Promise<{ id: string }>;
}
export const GET = signedIn(
  required('edit', async (_request, _context, { params }: RouteContext) =>
    reports.find((await params).id),
  )(async (request: NextRequest, { auth }, { params }: RouteContext) => {
    (await params).id satisfies string;
    auth.userId satisfies string | number;
    return Response.json(request.nextUrl.pathname);
  }),
);
GET satisfies (request: NextRequest, context: RouteContext) => Response | Promise<Response>;
// @ts-expect-error TS1360
GET satisfies (request: Request, context: RouteContext) => Response | Promise<Response>;

export const named = (_request: Request, { auth }: FetchContext): Response =>
  Response.json(auth.permissions() satisfies readonly ('view' | 'edit' | 'admin')[]);
signedIn(named);

authenticate(security, { defaultPermission: 'view' });
// @ts-expect-error TS2322
authenticate(security, { defaultPermission: 'veiw' });
