// A `Register` that holds something else must not pass for one that is empty: every name would be a
// permission, and a misspelt one would compile.
import { createSecurity } from 'pyramidion';
import type { AuthContext } from 'pyramidion';
import { permit } from 'pyramidion/express';

export const makeSecurity = () => createSecurity({ privateKey: 'x', permissions: ['view'] });
declare module 'pyramidion' {
  interface Register {
    security: typeof makeSecurity;
  }
}

// @ts-expect-error TS2345 says interface Register must be { security: typeof security }
permit('view');
declare const auth: AuthContext;
// @ts-expect-error TS2345 says interface Register must be { security: typeof security }
auth.permits('view');
