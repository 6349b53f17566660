import type { ArgumentsHost } from '@nestjs/common';
import type { AuthError } from '../../base/errors.ts';

/** A client of a gateway, of `ws` or of Socket.IO. Both have `emit`, that of `ws` is local. */
interface Client {
  readonly readyState?: unknown;
  send(text: string): unknown;
  emit(event: string, data: unknown): unknown;
}

/** Sends a refusal as Nest sends a WsException: the event `exception`, here with a `statusCode`. */
export function sendException({ message, status }: AuthError, host: ArgumentsHost): void {
  const [client] = host.getArgs<[Client]>();
  const data = { status: 'error', message, statusCode: status };
  if (typeof client.readyState === 'number')
    client.send(JSON.stringify({ event: 'exception', data }));
  else client.emit('exception', data);
}
