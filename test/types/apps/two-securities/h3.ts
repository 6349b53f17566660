// An application that has an `auth` of its own on events. It stands here because the types of h3
// do not compile without the DOM unless `skipLibCheck` is set.
import { H3 } from 'h3';
import { authenticate, authOf, permit } from 'pyramidion/h3';
import { api } from './securities.ts';
import type { ApiClaims, ApiPermission } from './securities.ts';

declare module 'h3' {
  interface H3EventContext {
    auth: { readonly tenant: string };
  }
}

const app = new H3();
app.use(authenticate(api));
app.get(
  '/',
  (event) => {
    event.context.auth.tenant satisfies string;
    const auth = authOf<ApiClaims, ApiPermission>(event);
    // @ts-expect-error TS2345 says "call"
    auth.permits('read');
    return auth.permits('call');
  },
  { middleware: [permit<ApiPermission>('call')] },
);
