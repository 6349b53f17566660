import { once } from 'node:events';
import { connect, createServer } from 'node:http2';
import type { ClientHttp2Session, ClientHttp2Stream, IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type * as nodeAdapter from '../../../src/adapters/node.ts';
import type { Asked, Mount, Reply } from '../../../src/testing.ts';
import { nodeListener } from './node.ts';

/** Mounts the adapter for `node:http` on the compatibility API of `node:http2`, without TLS. */
export function mountHttp2(adapter: typeof nodeAdapter, times = 1): Mount {
  return async (...args) => {
    const server = createServer(nodeListener(adapter, times, ...args) as never);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const session = connect(`http://127.0.0.1:${port}`);
    return {
      port,
      send: (asked) => send(session, asked),
      close() {
        session.destroy();
        server.close();
      },
    };
  };
}

async function send(
  session: ClientHttp2Session,
  { method, path, headers, body, onChunk, signal }: Asked,
): Promise<Reply> {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of headers)
    fields[name] = fields[name] === undefined ? value : [fields[name], value].flat();
  const stream = session.request({ ':method': method, ':path': path, ...fields }, { signal });
  stream.setEncoding('utf8');
  let text = '';
  stream.on('data', (chunk: string) => {
    text += chunk;
    onChunk?.(chunk);
  });
  stream.end(body ?? undefined);
  const replied = await headersOf(stream);
  if (!stream.closed) await once(stream, 'close').catch(() => undefined);
  return {
    status: replied[':status'] ?? 0,
    headers: Object.entries(replied).flatMap(([name, value]) =>
      [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
    ),
    body: text,
    complete: stream.rstCode === 0,
  };
}

function headersOf(
  stream: ClientHttp2Stream,
): Promise<IncomingHttpHeaders & { ':status'?: number }> {
  return new Promise((resolve, reject) => {
    stream.once('response', resolve);
    stream.on('error', reject);
    stream.once('close', () => reject(new Error('The stream was closed without a response.')));
  });
}
