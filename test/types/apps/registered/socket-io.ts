import { authenticate, authOf, permit, required, userOf } from 'pyramidion/socket.io';
import { Server } from 'socket.io';
import { security } from './security.ts';

interface FromClient {
  say: (text: string, done: (ok: boolean) => void) => void;
}
interface FromServer {
  said: (text: string) => void;
}

const io = new Server<FromClient, FromServer>();
io.use(authenticate(security)).use(required('view'));
io.of('/admin').use(authenticate(security)).use(permit('admin'));
io.on('connection', (socket) => {
  socket.use(permit('edit', (_socket, packet) => (packet === null ? null : { acl: [] }))(socket));
  socket.on('say', (text, done) => {
    text satisfies string;
    userOf(socket).claims.roles satisfies string[];
    done(authOf(socket).permits('edit'));
    // @ts-expect-error TS2345 says "admin" | "edit" | "view"
    authOf(socket).permits('veiw');
  });
});

// @ts-expect-error TS2345 says "admin" | "edit" | "view"
permit('veiw');
// @ts-expect-error TS2561 says onRefused
authenticate(security, { onRefuse: () => null });
