/** The process of one server: it reports where it listens, and what a request cost it. */
import { createServer } from 'node:http';
import { libraryAt } from '../../tools/library.mjs';

let served = 0;
let span = {};
let before;

/** Called by every handler for each request that it admits; the first ones open the connections. */
function count() {
  served++;
  if (served === span.from) before = process.cpuUsage();
  if (served !== span.to) return;
  const { user, system } = process.cpuUsage(before);
  process.send({ cost: (user + system) / (span.to - span.from) });
}

process.on('message', (message) => {
  if (message.start !== undefined) return void start(message.start);
  // No garbage is collected first: with no request alive, the hidden classes of requests are
  // garbage as well, and the code that was compiled for them is discarded.
  span = message.measure;
  served = 0;
  process.send({ ready: true });
});
process.on('disconnect', () => process.exit(0));

async function start({ framework, who, secret, dist, ...options }) {
  const { listener, subjects } = await import(`./${framework}.mjs`);
  const library = await libraryAt(dist);
  const middleware = (await subjects[who]?.middleware(secret, { library, ...options })) ?? [];
  const server = createServer(await listener(count, ...middleware));
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}
