/** Servers of Hono on Node. Ours is a middleware on trial: there is no adapter for it yet. */
import { webcrypto } from 'node:crypto';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { jwt } from 'hono/jwt';
import { headerPolicy } from '../../dist/index.js';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';
import { mayRead, securityWith } from './policy.mjs';
import { View } from './view.mjs';

function listener(served, ...middleware) {
  const app = new Hono();
  app.get('/', ...middleware, (c) => {
    served();
    return c.text('ok');
  });
  return getRequestListener(app.fetch);
}

const open = (_secret, served) => listener(served);
const empty = (_secret, served) => listener(served, (_c, next) => next());

function trial(secret, served) {
  const security = securityWith(secret, [headerPolicy()]);
  return listener(served, (c, next) => {
    const auth = security.authenticate(new View(c.env.incoming));
    for (const [name, value] of auth.headers) c.header(name, value);
    c.set('auth', auth);
    return auth.permits('reports') ? next() : Promise.resolve(c.body(null, auth.isAuthenticated ? 403 : 401));
  });
}

/** Leaves out `Vary`. */
const withHonoJwt = (prepare) => async (secret, served) => {
  const verify = jwt({ secret: await prepare(secret), alg: 'HS256', verification: { aud: AUDIENCE, iss: ISSUER } });
  return listener(served, verify, (c, next) => (mayRead(c.get('jwtPayload')) ? next() : Promise.resolve(c.body(null, 403))));
};

const keyOf = (secret) => webcrypto.subtle.importKey('raw', Buffer.from(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);

export const contenders = [
  { who: 'no authentication', role: 'base', carriers: ['Bearer'], listener: open },
  { who: 'no authentication, again', role: 'base', carriers: ['Bearer'], listener: open },
  { who: 'empty middleware', role: 'open', carriers: ['Bearer'], listener: empty },
  { who: 'pyramidion, trial middleware', role: 'ours', carriers: ['Bearer'], listener: trial },
  { who: 'hono/jwt, CryptoKey', role: 'peer', carriers: ['Bearer'], listener: withHonoJwt(keyOf) },
  { who: 'hono/jwt, text', role: 'peer', carriers: ['Bearer'], listener: withHonoJwt(String) },
];
