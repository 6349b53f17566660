import { Buffer } from 'node:buffer';
import { STATUS_CODES, validateHeaderName, validateHeaderValue } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RefusalResponse } from '../kit/kit.ts';

/** Answers a request for an upgrade with a response in place of it, and closes the connection. */
export function answerUpgrade(socket: Duplex, { status, headers, body }: RefusalResponse): void {
  const fields = [...headers, ['Content-Length', String(Buffer.byteLength(body))] as const];
  for (const [name, value] of fields) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  const lines = fields.map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, 'Connection: close'];
  // The client may have gone while it was checked.
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
