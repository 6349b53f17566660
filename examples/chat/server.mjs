/**
 * A chat: one room, in which all who are logged in read, and those with the role `writer` write. A
 * logout closes the sockets of the session, on every process that shares the store.
 * Usage: npm run build && node examples/chat/server.mjs
 */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import {
  Allow,
  Authenticated,
  cookiePolicy,
  createSecurity,
  denylist,
  memoryStore,
} from 'pyramidion';
import { authenticate } from 'pyramidion/node';
import * as chat from 'pyramidion/ws';
import { WebSocketServer } from 'ws';

/** In place of passwords and a database. */
const ROLES = { alice: ['role:writer'], bob: [] };
const room = {
  name: 'room',
  acl: [
    [Allow, 'role:writer', 'write'],
    [Allow, Authenticated, 'read'],
  ],
};

export function startChat(port = 0) {
  const security = createSecurity({
    privateKey: process.env.JWT_PRIVATE_KEY ?? randomBytes(64).toString('base64url'),
    policies: [cookiePolicy({ httpsOnly: false })],
    revocation: denylist(memoryStore()),
    callback: (userId) => (Object.hasOwn(ROLES, userId) ? ROLES[userId] : null),
    root: room,
    audit: { accept: ['insecure_cookie'] },
  });
  const server = createServer(
    authenticate(security)(async ({ auth, method, url }, response) => {
      const [, page, user] = url.split('/');
      if (method === 'POST' && page === 'login' && Object.hasOwn(ROLES, user))
        await auth.remember(user);
      else if (method === 'POST' && page === 'logout') await auth.forget();
      else response.statusCode = 404;
      response.end();
    }),
  );
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', chat.authenticate(security)(sockets, chat.required('read')));
  sockets.on('connection', (socket) => {
    socket.on('message', (text) => {
      const auth = chat.userOf(socket);
      if (!auth.permits('write')) return socket.send('You may only read.');
      for (const other of sockets.clients)
        other.send(`${auth.userId}: ${new TextDecoder().decode(text)}`);
    });
  });
  const close = async () => {
    await security.close();
    server.close();
  };
  return new Promise((resolve) => {
    server.listen(port, '127.0.0.1', () => resolve({ port: server.address().port, close }));
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { port } = await startChat(3000);
  console.log(`ws://127.0.0.1:${port}, after POST /login/alice or /login/bob`);
}
