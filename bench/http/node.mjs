/** Servers of `node:http`. */
import { byHand, pyramidion } from './policy.mjs';

export function listener(served, ...guards) {
  const handler = (_request, response) => {
    served();
    response.end('ok');
  };
  return guards.reduceRight((inner, guard) => guard(inner), handler);
}

const fieldOf = (request) => request.headers.authorization;
const refuse = (status, response) => {
  response.statusCode = status;
  response.end();
};

export const subjects = {
  pyramidion: pyramidion('node'),
  'textbook by hand': byHand(fieldOf, refuse),
};
