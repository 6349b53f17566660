/**
 * Serves the application. The environment variable `JWT_PRIVATE_KEY` has its secret. Node 22.18 or
 * later reads the types of the adapter.
 */
import { createServer } from 'node:http';
import { app } from './app.mjs';

const server = createServer((request, response) => void app(request, response));
server.listen(3000, '127.0.0.1', () => console.log('http://127.0.0.1:3000/graphql'));
