/** Servers of Express 5, with the middleware of its field: as documented, and at its best with a key that was made once. */
import { createSecretKey } from 'node:crypto';
import express from 'express';
import { expressjwt } from 'express-jwt';
import passport from 'passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { authenticate, permit } from '../../dist/adapters/express.js';
import { cookiePolicy, headerPolicy } from '../../dist/index.js';
import { AUDIENCE, ISSUER } from '../lib/tokens.mjs';
import { mayRead, securityWith } from './policy.mjs';

function app(served, ...middleware) {
  const made = express();
  made.get('/', ...middleware, (_request, response) => {
    served();
    response.send('ok');
  });
  // Answers a refusal shortly; the stack that Express would print and send is nothing to measure.
  made.use((error, _request, response, _next) => response.sendStatus(error.status ?? 500));
  return made;
}

const guarded = (policies) => (secret, served) => {
  const security = securityWith(secret, policies);
  return app(served, authenticate(security), permit('reports'));
};

const byRole = (claimsOf) => (request, response, next) => {
  if (mayRead(claimsOf(request))) next();
  else response.sendStatus(403);
};

const keyOf = (secret) => createSecretKey(Buffer.from(secret));
const CHECKS = { algorithms: ['HS256'], audience: AUDIENCE, issuer: ISSUER };

/** Gives the claims that it decoded, and leaves out `Vary`. */
const expressJwt = (prepare) => (secret, served) =>
  app(
    served,
    expressjwt({ secret: prepare(secret), ...CHECKS }),
    byRole(({ auth }) => auth),
  );

/** Leaves out `Vary`. */
const passportJwt = (prepare) => (secret, served) => {
  const jwtFromRequest = ExtractJwt.fromAuthHeaderAsBearerToken();
  passport.use(new Strategy({ jwtFromRequest, secretOrKey: prepare(secret), ...CHECKS }, (claims, done) => done(null, claims)));
  return app(
    served,
    passport.authenticate('jwt', { session: false }),
    byRole(({ user }) => user),
  );
};

const open = (_secret, served) => app(served);
const empty = (_secret, served) => app(served, (_request, _response, next) => next());

export const contenders = [
  { who: 'no authentication', role: 'base', carriers: ['Bearer', 'cookie'], listener: open },
  { who: 'no authentication, again', role: 'base', carriers: ['Bearer', 'cookie'], listener: open },
  { who: 'empty middleware', role: 'open', carriers: ['Bearer'], listener: empty },
  { who: 'pyramidion', role: 'ours', carriers: ['Bearer'], listener: guarded([headerPolicy()]) },
  { who: 'pyramidion', role: 'ours', carriers: ['cookie'], listener: guarded([headerPolicy(), cookiePolicy()]) },
  { who: 'express-jwt, KeyObject', role: 'peer', carriers: ['Bearer'], listener: expressJwt(keyOf) },
  { who: 'express-jwt, text', role: 'peer', carriers: ['Bearer'], listener: expressJwt(String) },
  { who: 'passport-jwt, KeyObject', role: 'peer', carriers: ['Bearer'], listener: passportJwt(keyOf) },
  { who: 'passport-jwt, text', role: 'peer', carriers: ['Bearer'], listener: passportJwt(String) },
];
