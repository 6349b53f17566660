/** Serves the application. The environment variable `JWT_PRIVATE_KEY` has its secret. */
import { serve } from 'h3';
import { app } from './app.mjs';

serve(app, { port: 3000, hostname: '127.0.0.1' });
