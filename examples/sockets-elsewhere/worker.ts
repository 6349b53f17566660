/** A Cloudflare Worker, with the secret in the binding `JWT_PRIVATE_KEY`. */
import { createChat } from './chat.ts';
import type { Peer } from './connection.ts';

interface Socket extends Peer {
  accept(): void;
  addEventListener(name: string, listener: (event: { readonly data: unknown }) => void): void;
}
declare const WebSocketPair: new () => { readonly 0: object; readonly 1: Socket };

interface Env {
  readonly JWT_PRIVATE_KEY: string;
}

/** Nothing runs between requests, so that each socket asks itself what was revoked. */
const RECHECK = 2_000;
let answer: ReturnType<typeof createChat> | null = null;

export default {
  fetch(request: Request, env: Env): Promise<Response | undefined> {
    answer ??= createChat(env.JWT_PRIVATE_KEY, RECHECK);
    return answer(request, (connection) => {
      const { 0: client, 1: socket } = new WebSocketPair();
      socket.accept();
      socket.addEventListener('message', ({ data }) => connection.receive(data));
      socket.addEventListener('close', () => connection.closed());
      connection.opened(socket);
      const { protocol } = connection;
      const headers: HeadersInit = protocol === null ? {} : { 'Sec-WebSocket-Protocol': protocol };
      const response = { status: 101, headers, webSocket: client };
      return new Response(null, response);
    });
  },
};
