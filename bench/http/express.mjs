/**
 * Servers of Express 5, and its middleware: with a string, as its README shows it, and with a key
 * that was made once.
 */
import { createSecretKey } from 'node:crypto';
import express from 'express';
import { expressjwt } from 'express-jwt';
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

const byRole = ({ auth }, response, next) => {
  if (mayRead(auth)) next();
  else response.sendStatus(403);
};

const expressJwt = (keyOf) => ({
  role: 'peer',
  middleware: (secret) => [expressjwt({ secret: keyOf(secret), ...CHECKS }), byRole],
});

export const subjects = {
  pyramidion: pyramidion('express'),
  'express-jwt, string': expressJwt((secret) => secret),
  'express-jwt, KeyObject': expressJwt((secret) => createSecretKey(Buffer.from(secret))),
};
