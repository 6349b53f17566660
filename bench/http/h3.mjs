/** Servers of h3 2. It has no usual plugin for tokens, so that only the limit stands beside it. */
import { H3 } from 'h3';
import { toNodeHandler } from 'h3/node';
import { pyramidion } from './policy.mjs';

export function listener(served, ...middleware) {
  const app = new H3();
  for (const one of middleware) app.use(one);
  app.get('/', () => {
    served();
    return 'ok';
  });
  return toNodeHandler(app);
}

export const subjects = {
  pyramidion: pyramidion('h3'),
  'an empty hook': { role: 'limit', open: true, middleware: () => [(_event, next) => next()] },
};
