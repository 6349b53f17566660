import type { SocketClient, SocketEnd, SocketHandshake, SocketRefusal } from './socket-mount.ts';

/** What is used of a client of the package `ws`. */
interface WebSocketLike {
  on(event: string, listener: (...args: never[]) => void): unknown;
  send(data: string): void;
  terminate(): void;
}

/** The class `WebSocket` of the package `ws`, which can send headers. */
export type WebSocketClass = new (
  url: string,
  protocols: string[],
  options: object,
) => WebSocketLike;

/** A response to a handshake that opens no socket. */
interface Response {
  readonly statusCode?: number;
  on(event: 'data' | 'end', listener: (chunk: Uint8Array) => void): unknown;
}
/** The connection below a client, which can hold back what is written. */
interface Corkable {
  readonly _socket?: { cork?(): void; uncork?(): void } | null;
}

/**
 * Returns a client of the contract for sockets, made of the package `ws`. It sends the token of a
 * handshake as the subprotocols `['bearer', token]`, and later ones as `{"type":"auth","token":…}`.
 *
 * @param WebSocket - the class of `ws` 8
 * @param url - `ws://127.0.0.1:8080/`
 */
export function webSocketClient(
  WebSocket: WebSocketClass,
  url: string,
  { headers, token }: SocketHandshake,
): SocketClient {
  const protocols = token === null ? [] : ['bearer', token];
  const socket = new WebSocket(url, protocols, { headers });
  const listeners: ((text: string) => void)[] = [];
  const early: string[] = [];
  socket.on('message', (data: Uint8Array) => {
    const text = new TextDecoder().decode(data);
    if (listeners.length === 0) early.push(text);
    for (const listener of listeners) listener(text);
  });
  const opened = new Promise<SocketRefusal | null>((resolve) => {
    socket.on('open', () => resolve(null));
    socket.on('unexpected-response', (_request: unknown, response: Response) => {
      let body = '';
      response.on('data', (chunk) => (body += new TextDecoder().decode(chunk)));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    socket.on('error', (error: Error) => resolve({ status: 0, body: error.message }));
  });
  const closed = new Promise<SocketEnd>((resolve) => {
    socket.on('close', (code: number, reason: Uint8Array) =>
      resolve({ code, reason: new TextDecoder().decode(reason) }),
    );
  });
  return {
    opened,
    closed,
    send(...texts) {
      const { _socket: raw } = socket as Corkable;
      raw?.cork?.();
      for (const text of texts) socket.send(text);
      raw?.uncork?.();
    },
    sendToken: (later) => socket.send(JSON.stringify({ type: 'auth', token: later })),
    onMessage(listener) {
      listeners.push(listener);
      for (const text of early.splice(0)) listener(text);
    },
    cut: () => socket.terminate(),
  };
}
