/** Servers of Koa 3. */
import { createSecretKey } from 'node:crypto';
import Koa from 'koa';
import jwt from 'koa-jwt';
import { CHECKS, mayRead } from './policy.mjs';

export function listener(served, ...middleware) {
  const app = new Koa();
  for (const one of middleware) app.use(one);
  app.use((ctx) => {
    served();
    ctx.body = 'ok';
  });
  return app.callback();
}

const byRole = (ctx, next) => {
  if (mayRead(ctx.state.user)) return next();
  ctx.status = 403;
};

const withKoaJwt = (prepare) => ({
  role: 'peer',
  middleware: (secret) => [jwt({ secret: prepare(secret), ...CHECKS }), byRole],
});

export const subjects = {
  'koa-jwt, KeyObject': withKoaJwt((secret) => createSecretKey(Buffer.from(secret))),
  'koa-jwt, string': withKoaJwt(String),
};
