/** Serves the application. The environment variable `JWT_PRIVATE_KEY` has its secret. */
import { app } from './app.mjs';

app.listen({ port: 3000, hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`http://127.0.0.1:${port}/`);
});
