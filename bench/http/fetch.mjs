/** Handlers of the Fetch API, served by Node through `@hono/node-server`. */
import { getRequestListener } from '@hono/node-server';
import { byHand, pyramidion } from './policy.mjs';

export function listener(served, ...guards) {
  const handler = () => {
    served();
    return new Response('ok');
  };
  return getRequestListener(guards.reduceRight((inner, guard) => guard(inner), handler));
}

const fieldOf = (request) => request.headers.get('authorization');
const refuse = (status) => new Response(null, { status });

export const subjects = {
  pyramidion: pyramidion('fetch'),
  'textbook by hand': byHand(fieldOf, refuse),
};
