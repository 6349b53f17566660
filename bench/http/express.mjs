/** Servers of Express 5, with its middleware as documented, and with a key that was made once. */
import { createSecretKey } from 'node:crypto';
import express from 'express';
import { expressjwt } from 'express-jwt';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { CHECKS, mayRead, pyramidion } from './policy.mjs';

export function listener(served, ...middleware) {
  const app = express();
  app.get('/', ...middleware, (_request, response) => {
    served();
    response.send('ok');
  });
  // A refusal is answered briefly: the stack that Express would print and send is not measured.
  app.use((error, _request, response, _next) => response.sendStatus(error.status ?? 500));
  return app;
}

const byRole = (claimsOf) => (request, response, next) => {
  if (mayRead(claimsOf(request))) next();
  else response.sendStatus(403);
};

const keyOf = (secret) => createSecretKey(Buffer.from(secret));

const expressJwt = (prepare) => ({
  role: 'peer',
  middleware: (secret) => [
    expressjwt({ secret: prepare(secret), ...CHECKS }),
    byRole(({ auth }) => auth),
  ],
});

const passportJwt = (prepare) => ({
  role: 'peer',
  middleware: (secret) => {
    const jwtFromRequest = ExtractJwt.fromAuthHeaderAsBearerToken();
    const options = { jwtFromRequest, secretOrKey: prepare(secret), ...CHECKS };
    passport.use(new Strategy(options, (claims, done) => done(null, claims)));
    return [passport.authenticate('jwt', { session: false }), byRole(({ user }) => user)];
  },
});

export const subjects = {
  pyramidion: pyramidion('express'),
  'express-jwt, KeyObject': expressJwt(keyOf),
  'express-jwt, string': expressJwt(String),
  'passport-jwt, KeyObject': passportJwt(keyOf),
  'passport-jwt, string': passportJwt(String),
};
