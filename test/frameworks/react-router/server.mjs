/** Serves the build of `react-router.config.ts` by Node. */
import { createServer } from 'node:http';
import { createRequestListener } from '@react-router/node';
import * as build from './dist/server/index.js';

const server = createServer(createRequestListener({ build }));
server.listen(Number(process.env.PORT), process.env.HOST, () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
