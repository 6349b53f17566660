/**
 * Servers of Koa 3, and its usual middleware: with a string, as its README shows it, and with a key
 * that was made once.
 */
import { createSecretKey } from 'node:crypto';
import Koa from 'koa';
import koaJwt from 'koa-jwt';
import { CHECKS, mayRead, pyramidion } from './policy.mjs';

export function listener(served, ...middleware) {
  const app = new Koa();
  app.silent = true;
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

const koaJwtWith = (keyOf) => ({
  role: 'peer',
  middleware: (secret) => [koaJwt({ secret: keyOf(secret), ...CHECKS }), byRole],
});

export const subjects = {
  pyramidion: pyramidion('koa'),
  'koa-jwt, string': koaJwtWith((secret) => secret),
  'koa-jwt, KeyObject': koaJwtWith((secret) => createSecretKey(Buffer.from(secret))),
  'an empty hook': { role: 'limit', open: true, middleware: () => [(_ctx, next) => next()] },
};
