// Beside express-oauth2-jwt-bearer, which declares `Express.Request.auth` as its own, while pages
// move from one to the other: `authOf(request)` is ours, `request.auth` is theirs.
import express from 'express';
import { auth, requiredScopes } from 'express-oauth2-jwt-bearer';
import { createSecurity } from 'pyramidion';
import { authenticate, authOf, permit, userOf } from 'pyramidion/express';

export const security = createSecurity({
  privateKey: process.env['JWT_PRIVATE_KEY'],
  permissions: ['view', 'edit'],
});
declare module 'pyramidion' {
  interface Register {
    security: typeof security;
  }
}

const app = express();
app.use('/old', auth(), requiredScopes('read'), (request) => {
  request.auth?.payload.sub satisfies string | undefined;
});
app.use('/new', authenticate(security));
app.get('/new/:id', permit('view'), (request, response) => {
  authOf(request).permits('edit');
  response.json({ id: request.params.id satisfies string, user: userOf(request).userId });
});
// @ts-expect-error TS2345 says "view"
permit('veiw');
