/**
 * Usage: JWT_PRIVATE_KEY=… deno run --allow-net --allow-env --allow-read
 * examples/sockets-elsewhere/deno.ts [port]
 */
import { createChat } from './chat.ts';
import type { Peer } from './connection.ts';

interface Socket extends Peer {
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: (() => void) | null;
}
declare const Deno: {
  readonly args: readonly string[];
  readonly env: { get(name: string): string | undefined };
  serve(
    options: {
      readonly port: number;
      readonly hostname: string;
      readonly onListen: (address: { readonly port: number }) => void;
    },
    handler: (request: Request) => Promise<Response>,
  ): void;
  upgradeWebSocket(request: Request): { readonly socket: Socket; readonly response: Response };
};

const answer = createChat(Deno.env.get('JWT_PRIVATE_KEY'));
Deno.serve(
  {
    port: Number(Deno.args[0] ?? 3000),
    hostname: '127.0.0.1',
    onListen: ({ port }) => console.log(`http://127.0.0.1:${port}`),
  },
  (request) =>
    answer(request, (connection) => {
      const { protocol } = connection;
      const { socket, response } = Deno.upgradeWebSocket(request);
      // The option `protocol` fails for a list without a space behind each comma.
      if (protocol !== null) response.headers.set('Sec-WebSocket-Protocol', protocol);
      socket.onopen = () => connection.opened(socket);
      socket.onmessage = ({ data }) => connection.receive(data);
      socket.onclose = () => connection.closed();
      return response;
    }) as Promise<Response>,
);
