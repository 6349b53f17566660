/** Serves the application. The environment variable `JWT_PRIVATE_KEY` has its secret. */
import { serve } from '@hono/node-server';
import { app } from './app.mjs';

serve({ fetch: app.fetch, port: 3000, hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}/`);
});
