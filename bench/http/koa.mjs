/** Servers of Koa 3. Ours is a middleware on trial: there is no adapter for it yet. */
import { createSecretKey } from 'node:crypto';
import Koa from 'koa';
import jwt from 'koa-jwt';
import { headerPolicy } from '../../dist/index.js';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';
import { mayRead, securityWith } from './policy.mjs';
import { View } from './view.mjs';

function listener(served, ...middleware) {
  const app = new Koa();
  for (const one of middleware) app.use(one);
  app.use((ctx) => {
    served();
    ctx.body = 'ok';
  });
  return app.callback();
}

const open = (_secret, served) => listener(served);
const empty = (_secret, served) => listener(served, (_ctx, next) => next());

function trial(secret, served) {
  const security = securityWith(secret, [headerPolicy()]);
  return listener(served, (ctx, next) => {
    const auth = security.authenticate(new View(ctx.req));
    for (const [name, value] of auth.headers) ctx.append(name, value);
    ctx.state.auth = auth;
    if (auth.permits('reports')) return next();
    ctx.status = auth.isAuthenticated ? 403 : 401;
  });
}

/** Leaves out `Vary`. */
const withKoaJwt = (prepare) => (secret, served) => {
  const verify = jwt({ secret: prepare(secret), algorithms: ['HS256'], audience: AUDIENCE, issuer: ISSUER });
  return listener(served, verify, (ctx, next) => {
    if (mayRead(ctx.state.user)) return next();
    ctx.status = 403;
  });
};

export const contenders = [
  { who: 'no authentication', role: 'base', carriers: ['Bearer'], listener: open },
  { who: 'no authentication, again', role: 'base', carriers: ['Bearer'], listener: open },
  { who: 'empty middleware', role: 'open', carriers: ['Bearer'], listener: empty },
  { who: 'pyramidion, trial middleware', role: 'ours', carriers: ['Bearer'], listener: trial },
  { who: 'koa-jwt, KeyObject', role: 'peer', carriers: ['Bearer'], listener: withKoaJwt((secret) => createSecretKey(Buffer.from(secret))) },
  { who: 'koa-jwt, text', role: 'peer', carriers: ['Bearer'], listener: withKoaJwt(String) },
];
