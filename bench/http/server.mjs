/** The process of one server: it tells where it listens, and what a request cost it when it is asked to measure. */
import { createServer } from 'node:http';

let served = 0;
let from = 0;
let to = 0;
let before;

/** Called by every handler for each request that it lets through; the requests before `from` open the connections. */
function count() {
  served++;
  if (served === from) before = process.cpuUsage();
  if (served !== to) return;
  const { user, system } = process.cpuUsage(before);
  process.send({ cost: (user + system) / (to - from) });
}

process.on('message', (message) => {
  if (message.start === undefined) measure(message.measure);
  else void start(message.start);
});
process.on('disconnect', () => process.exit(0));

async function start({ framework, who, carrier, secret }) {
  const { contenders } = await import(`./${framework}.mjs`);
  const contender = contenders.find((one) => one.who === who && one.carriers.includes(carrier));
  const server = createServer(await contender.listener(secret, count));
  server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
}

/**
 * No garbage is collected first: with no request alive the hidden classes of requests are garbage too, and the code that was compiled for
 * them is thrown away.
 */
function measure(span) {
  ({ from, to } = span);
  served = 0;
  process.send({ ready: true });
}
