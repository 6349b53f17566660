/**
 * Serves the application. The environment variable `JWT_PRIVATE_KEY` has its secret. Node 22.18 or
 * later reads the types of the adapter.
 */
import { app } from './app.mjs';

await app.start();
console.log(app.info.uri);
