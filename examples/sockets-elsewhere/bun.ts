/** Usage: JWT_PRIVATE_KEY=… bun examples/sockets-elsewhere/bun.ts [port] */
import { createChat } from './chat.ts';
import type { Connection, Peer } from './connection.ts';

type Socket = Peer & { readonly data: Connection };
interface Server {
  readonly port: number;
  upgrade(request: Request, options: { data: Connection; headers: HeadersInit }): boolean;
}
declare const Bun: {
  readonly argv: readonly string[];
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly fetch: (request: Request, server: Server) => Promise<Response | undefined>;
    readonly websocket: {
      readonly open: (socket: Socket) => void;
      readonly message: (socket: Socket, data: unknown) => void;
      readonly close: (socket: Socket) => void;
    };
  }): Server;
};

const answer = createChat(process.env['JWT_PRIVATE_KEY']);
const { port } = Bun.serve({
  port: Number(Bun.argv[2] ?? 3000),
  hostname: '127.0.0.1',
  fetch: (request, server) =>
    answer(request, (connection) => {
      const { protocol } = connection;
      const headers: HeadersInit = protocol === null ? {} : { 'Sec-WebSocket-Protocol': protocol };
      if (server.upgrade(request, { data: connection, headers })) return undefined;
      connection.closed();
      return new Response('Open a WebSocket.', { status: 400 });
    }),
  websocket: {
    open: (socket) => socket.data.opened(socket),
    message: (socket, data) => socket.data.receive(data),
    close: (socket) => socket.data.closed(),
  },
});
console.log(`http://127.0.0.1:${port}`);
