/** Servers of `node:http`. */
import { createSecretKey } from 'node:crypto';
import { textbookVerify } from '../token/textbook.mjs';
import { mayRead, pyramidion } from './policy.mjs';

export function listener(served, ...guards) {
  const handler = (_request, response) => {
    served();
    response.end('ok');
  };
  return guards.reduceRight((inner, guard) => guard(inner), handler);
}

/** With `node:crypto` alone: it checks no audience, issuer or time, and writes no `Vary`. */
function byHand(secret) {
  const verify = textbookVerify('HS256', createSecretKey(Buffer.from(secret)));
  const guard = (handler) => (request, response) => {
    const [scheme, token] = (request.headers.authorization ?? '').split(' ');
    const claims = scheme === 'Bearer' && token !== undefined ? verify(token) : null;
    if (claims !== null && mayRead(claims)) return handler(request, response);
    response.statusCode = claims === null ? 401 : 403;
    response.end();
  };
  return [guard];
}

export const subjects = {
  pyramidion: pyramidion('node'),
  'textbook by hand': { role: 'limit', middleware: byHand },
};
