/** Servers of Hono on Node. */
import { webcrypto } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { jwt } from 'hono/jwt';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';
import { mayRead } from './policy.mjs';

export function listener(served, ...middleware) {
  const app = new Hono();
  app.get('/', ...middleware, (c) => {
    served();
    return c.text('ok');
  });
  return getRequestListener(app.fetch);
}

const withHonoJwt = (prepare) => ({
  role: 'peer',
  middleware: async (secret) => [
    jwt({
      secret: await prepare(secret),
      alg: 'HS256',
      verification: { aud: AUDIENCE, iss: ISSUER },
    }),
    (c, next) => (mayRead(c.get('jwtPayload')) ? next() : Promise.resolve(c.body(null, 403))),
  ],
});

const keyOf = (secret) => {
  const hash = { name: 'HMAC', hash: 'SHA-256' };
  return webcrypto.subtle.importKey('raw', Buffer.from(secret), hash, false, ['verify']);
};

export const subjects = {
  'hono/jwt, CryptoKey': withHonoJwt(keyOf),
  'hono/jwt, string': withHonoJwt(String),
};
