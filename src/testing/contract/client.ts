import { request } from 'node:http';

/** One request of a case. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  /** In order; a name may occur more than once. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string | null;
  /** Receives each chunk of the body as it arrives. */
  readonly onChunk?: ((chunk: string) => void) | undefined;
  /** Ends the request from the client's side. */
  readonly signal?: AbortSignal | undefined;
}

/** The response to one request of a case. */
export interface Reply {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  /** Whether the response came to its end. */
  readonly complete: boolean;
}

/** Sends one request. It rejects if no response begins. */
export type Send = (asked: Asked) => Promise<Reply>;

/** Milliseconds after which a request without an end is a failure. */
const PATIENCE = 15_000;

/**
 * Returns a client for a server on this port of the machine.
 *
 * @param patience - in milliseconds
 */
export function httpClient(port: number, patience: number = PATIENCE): Send {
  return ({ method, path, headers, body, onChunk, signal }) =>
    new Promise((resolve, reject) => {
      // A flat list, because Node would join a repeated field of an object.
      const fields = ['Host', `127.0.0.1:${port}`, ...headers.flat()];
      let hasReply = false;
      if (body !== null) fields.push('Content-Length', String(Buffer.byteLength(body)));
      const sent = request({
        host: '127.0.0.1',
        port,
        method,
        path,
        agent: false,
        headers: fields as never,
        signal,
      });
      const timer = setTimeout(() => {
        reject(new Error(`${method} ${path} was not answered to the end.`));
        sent.destroy();
      }, patience);
      sent.on('close', () => clearTimeout(timer));
      // Bun reports a connection that is cut later here too: then the reply says so by `complete`.
      sent.on('error', (error) => void (hasReply || reject(error)));
      sent.on('upgrade', (reply, socket) => {
        socket.destroy();
        resolve({ status: 101, headers: pairsOf(reply.rawHeaders), body: '', complete: true });
      });
      sent.on('response', (reply) => {
        hasReply = true;
        let text = '';
        reply.setEncoding('utf8');
        reply.on('data', (chunk: string) => {
          text += chunk;
          onChunk?.(chunk);
        });
        // After a cut connection only `close` comes.
        reply.on('error', () => {});
        reply.on('close', () =>
          resolve({
            status: reply.statusCode ?? 0,
            headers: pairsOf(reply.rawHeaders),
            body: text,
            complete: reply.complete,
          }),
        );
      });
      sent.end(body);
    });
}

function pairsOf(raw: readonly string[]): [string, string][] {
  return raw.flatMap((name, i): [string, string][] =>
    i % 2 === 0 ? [[name, raw[i + 1] as string]] : [],
  );
}
