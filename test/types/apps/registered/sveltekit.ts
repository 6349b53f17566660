// The application declares `event.locals` as SvelteKit says, and its events have their own types.
import { Public } from 'pyramidion';
import type { AuthContext, Resource } from 'pyramidion';
import { authenticate, authOf, handleAuthErrors, permit } from 'pyramidion/sveltekit';
import { required, userOf } from 'pyramidion/sveltekit';
import type { SvelteKitEvent } from 'pyramidion/sveltekit';
import { security } from './security.ts';

interface Event extends SvelteKitEvent {
  readonly params: { readonly id: string };
  readonly locals: { auth: AuthContext; tenant: string };
}
type Load = (event: Event & { depends(name: string): void }) => unknown;
type Handle = (input: {
  event: Event;
  resolve: (event: Event, options?: object) => Promise<Response>;
}) => Response | Promise<Response>;

type Report = Resource<'view' | 'edit'>;
declare const reports: { find(id: string | undefined): Promise<Report | null> };

export const handle: Handle = authenticate(security, { onRefused: () => new Response() });
export const handleError: (input: {
  kind: 'app' | 'unknown';
  error: unknown;
  event: Event;
}) => Promise<{ message?: string } | void> | { message?: string } | void = handleAuthErrors(
  async ({ event }) => ({ message: event.locals.tenant }),
);

export const load: Load = required()((event) => {
  event.depends('x');
  event.locals.tenant satisfies string;
  event.locals.auth.userId satisfies string | number;
  event.locals.auth.claims.roles satisfies string[];
  // @ts-expect-error TS2551 says roles
  return event.locals.auth.claims.rolse;
});
export const page: Load = permit('view', (event) => reports.find(event.params['id']))((event) => {
  event.params.id satisfies string;
  // @ts-expect-error TS1360
  event.locals.auth.userId satisfies string | number;
  userOf(event).userId satisfies string | number;
  event.locals.auth.permits('edit');
  // @ts-expect-error TS2345 says "admin" | "edit" | "view"
  event.locals.auth.permits('veiw');
});
export const GET = required('edit')(
  (event) => event.locals.auth.permissions() satisfies readonly ('view' | 'edit' | 'admin')[],
);
export const open = permit(Public)(async (event) => {
  await authOf(event).remember('7', { roles: ['admin'], since: '2026-01-01' });
  // @ts-expect-error TS2345 says since
  await authOf(event).remember('7', { roles: ['admin'] });
  return 7;
});
open satisfies (event: SvelteKitEvent) => Promise<number>;

// @ts-expect-error TS2345 says "admin" | "edit" | "view"
permit('veiw');
// @ts-expect-error TS2345 says "admin" | "edit" | "view"
required('edti');
// @ts-expect-error TS2345 says Type 'string' is not assignable to type 'Promise<Found<
permit('view', () => 'report');
// @ts-expect-error TS2561 says Did you mean to write 'onRefused'?
required({ onRefuse: () => {} });
