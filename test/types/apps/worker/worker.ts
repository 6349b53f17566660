// A Worker: no types of Node, and what the runtime passes after the request.
import { createSecurity } from 'pyramidion';
import { permits } from 'pyramidion/acl';
import { authenticate, permit, required } from 'pyramidion/fetch';
import type { Resource } from 'pyramidion';

interface Env {
  readonly KEY: string;
  readonly REPORTS: { get(id: string): Promise<Resource<'view'> | null> };
}
interface ExecutionContext {
  waitUntil(promise: Promise<unknown>): void;
}
interface ExportedHandler<E> {
  fetch?: (request: Request, env: E, ctx: ExecutionContext) => Response | Promise<Response>;
}

const securityOf = (env: Env) =>
  createSecurity({ privateKey: env.KEY, permissions: ['view', 'edit'] });
declare module 'pyramidion' {
  interface Register {
    security: ReturnType<typeof securityOf>;
  }
}

const show = permit('view', (_request, _context, env: Env) => env.REPORTS.get('7'))(
  (_request, { auth }, _env: Env, ctx: ExecutionContext) => {
    ctx.waitUntil(Promise.resolve());
    return Response.json(auth.permissions() satisfies readonly ('view' | 'edit')[]);
  },
);
export const own = required()((_request, { auth }) =>
  Response.json(auth.userId satisfies string | number),
);
export default {
  fetch: (request, env, ctx) => authenticate(securityOf(env))(show)(request, env, ctx),
} satisfies ExportedHandler<Env>;

// @ts-expect-error TS2345 says "edit" | "view"
permit('veiw');
export const pure = permits({ acl: [] }, [], 'view');
