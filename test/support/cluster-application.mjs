/**
 * An application with `node:cluster`, as its user writes it: one port, and a security made in each
 * worker. It tells its parent the port, once all workers listen.
 */
import cluster from 'node:cluster';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cookiePolicy, createSecurity, denylist } from 'pyramidion';
import { authenticate } from 'pyramidion/node';
import { openStore } from './worker-store.mjs';

const { store, count, roleFile } = JSON.parse(process.argv[2]);

if (cluster.isPrimary) {
  let listening = 0;
  cluster.on('listening', (_worker, { port }) => {
    if (++listening === count) process.send(port);
  });
  cluster.on('exit', () => cluster.fork());
  // A parent that has ended needs no application.
  process.on('disconnect', () => process.exit());
  for (let started = 0; started < count; started++) cluster.fork();
} else {
  const opened = await openStore(store);
  const security = createSecurity({
    privateKey: 'test-only-5p2Yk0vQ8mZr7LxWcN3dHfJ6sTgB1uEaPoIiKqMyRzXvCwDnGhLjUbSt4eF9',
    audit: 'off',
    policies: [cookiePolicy({ httpsOnly: false, reissueTime: '5m', sessionLifetime: '8h' })],
    revocation: denylist(opened.store),
    callback: { cacheFor: '1h', load: () => [readFileSync(roleFile, 'utf8')] },
  });
  await security.ready();
  const server = createServer(
    authenticate(security)(async (request, response) => {
      const { auth } = request;
      const { pathname, searchParams } = new URL(request.url, 'http://localhost');
      if (pathname === '/login') await auth.remember(searchParams.get('user'));
      if (pathname === '/logout') await auth.forget();
      if (pathname === '/role') {
        // Others never read one half of it.
        writeFileSync(`${roleFile}.new`, searchParams.get('role'));
        renameSync(`${roleFile}.new`, roleFile);
        await security.changed('alice');
      }
      const { principals } = auth;
      const answer = auth.failure?.code ?? auth.userId;
      response.end(JSON.stringify({ pid: process.pid, answer, principals }));
    }),
  );
  // A connection stays at its worker while a test uses it.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
}
