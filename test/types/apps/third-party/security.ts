// A policy of the application's own, and the security that the two adapters serve.
import { createSecurity, headerPolicy } from 'pyramidion';
import type { AuthenticationPolicy } from 'pyramidion';

/** Finds the token of a download link in its query. */
const queryPolicy: AuthenticationPolicy = {
  kind: 'query',
  challenge: 'Bearer',
  vary: null,
  session: null,
  find: (view) => new URL(view.url, 'http://host').searchParams.get('access_token'),
  refineFailure: (failure) => failure,
  checkRequest: (view) =>
    view.method === 'GET'
      ? null
      : { ok: false, code: 'cross_origin_refused', reason: 'A link only reads.' },
};
// @ts-expect-error TS2739
export const incomplete: AuthenticationPolicy = { kind: 'query', find: () => null };

export const security = createSecurity({
  privateKey: process.env['JWT_PRIVATE_KEY'],
  permissions: ['view', 'edit'],
  policies: [headerPolicy(), queryPolicy],
});
declare module 'pyramidion' {
  interface Register {
    security: typeof security;
  }
}
