/** Servers of Hono 4, and its own middleware. */
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { jwt } from 'hono/jwt';
import { CHECKS, mayRead, pyramidion } from './policy.mjs';

export function listener(served, ...middleware) {
  const app = new Hono();
  app.get('/', ...middleware, (c) => {
    served();
    return c.text('ok');
  });
  return getRequestListener(app.fetch);
}

const byRole = (c, next) => (mayRead(c.get('jwtPayload')) ? next() : c.body(null, 403));
const { audience: aud, issuer: iss } = CHECKS;

export const subjects = {
  pyramidion: pyramidion('hono'),
  'hono/jwt': {
    role: 'peer',
    middleware: (secret) => [jwt({ secret, alg: 'HS256', verification: { aud, iss } }), byRole],
  },
  'an empty hook': { role: 'limit', open: true, middleware: () => [(_c, next) => next()] },
};
