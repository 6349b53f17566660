import { authenticate, authOf, permit, required, userOf } from 'pyramidion/ws';
import { createServer } from 'node:http';
import { WebSocketServer } from 'ws';
import { security } from './security.ts';

const sockets = new WebSocketServer({ noServer: true });
const options = { tokenMessages: true, firstMessage: 10 };
createServer().on('upgrade', authenticate(security, options)(sockets, required('view')));
authenticate(security)(
  sockets,
  permit('edit', (request) => (request.url === '/' ? null : { acl: [] })),
  permit('view', { onRefused: (error) => ({ status: error.status, headers: [], body: '' }) }),
);

sockets.on('connection', (socket, request) => {
  authOf(request).permits('view');
  const auth = authOf(socket);
  userOf(socket).userId satisfies string | number;
  userOf(socket).claims.roles satisfies string[];
  auth.onEnd((reason) => reason satisfies 'expired' | 'revoked' | 'unavailable' | 'closed')();
  // @ts-expect-error TS1360
  auth.userId satisfies string | number;
  // @ts-expect-error TS2345 says "admin" | "edit" | "view"
  auth.permits('veiw');
});

// @ts-expect-error TS2345 says "admin" | "edit" | "view"
permit('veiw');
// @ts-expect-error TS2322 says OnRefused
permit('view', { onRefused: () => 'no' });
// @ts-expect-error TS2561 says firstMessage
authenticate(security, { firstMesage: 10 });
