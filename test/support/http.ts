import { createServer, request as send } from 'node:http';
import type { IncomingHttpHeaders, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A response as the client received it. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Starts a real server on a free port of loopback. */
export async function listen(listener: RequestListener): Promise<{
  readonly url: string;
  ask: (options: Ask) => Promise<Reply>;
  close: () => Promise<void>;
}> {
  const server: Server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  };
  return { url: `http://127.0.0.1:${port}/`, ask: (options) => ask(port, options), close };
}

/** One request. A header with a list is sent once for each value. */
export interface Ask {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

function ask(port: number, { path, method = 'GET', headers = {} }: Ask): Promise<Reply> {
  return new Promise((resolve, reject) => {
    // A flat list, because Node joins a list in an object into one field.
    const flat = [
      'Host',
      `127.0.0.1:${port}`,
      ...Object.entries(headers).flatMap(([name, value]) =>
        [value].flat().flatMap((one) => [name, one]),
      ),
    ];
    const sent = send(
      { port, host: '127.0.0.1', path, method, headers: flat as never },
      (reply) => {
        let body = '';
        reply.setEncoding('utf8');
        reply.on('data', (chunk: string) => (body += chunk));
        reply.on('end', () =>
          resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}
