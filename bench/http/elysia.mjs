/** Servers of Elysia 1.4 on Node. */
import { getRequestListener } from '@hono/node-server';
import { Elysia } from 'elysia';
import { plugins } from './policy.mjs';

export function listener(served, prepare) {
  const app = new Elysia();
  const route = prepare?.(app) ?? {};
  app.get(
    '/',
    () => {
      served();
      return 'ok';
    },
    route,
  );
  return getRequestListener((request) => app.fetch(request));
}

export const subjects = {
  pyramidion: plugins('elysia', (authenticate, permit) => (app) => {
    app.use(authenticate);
    return { transform: permit };
  }),
  'an empty hook': {
    role: 'limit',
    open: true,
    middleware: () => [(app) => void app.onRequest(() => undefined)],
  },
};
