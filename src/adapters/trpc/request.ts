import type { AuthContext, NodeRequest, RequestView } from '../kit/kit.ts';
import { fetchView, nodeView } from '../kit/kit.ts';
import { thrownInstead } from './errors.ts';
import type { TrpcRequest } from './types.ts';

/** What frameworks on Node know of a request beyond Node: Express `secure`, Fastify `protocol`. */
interface FrameworkRequest {
  readonly secure?: unknown;
  readonly protocol?: unknown;
}

const VIEW = { thrown: thrownInstead };

/** Where the framework trusts a proxy, it knows better than the socket. */
function secure({ secure: isSecure, protocol }: FrameworkRequest): boolean {
  if (typeof isSecure === 'boolean') return isSecure;
  // Undefined lets the view ask the socket.
  return (typeof protocol === 'string' ? protocol === 'https' : undefined) as boolean;
}

/** Returns the view of the request of any adapter of tRPC. */
export function viewOf({ req }: TrpcRequest): RequestView {
  const { headers, raw } = req as { headers?: Partial<Headers>; raw?: NodeRequest };
  if (typeof headers?.get === 'function') return fetchView(req as Request, VIEW);
  return nodeView(raw ?? (req as NodeRequest), { ...VIEW, secure, native: req });
}

/** The part of a WebSocket that is used. */
interface Socket {
  close(code: number, reason: string): void;
  once(event: 'close', listener: () => void): unknown;
}

function socketOf({ res }: TrpcRequest): Socket | null {
  const isSocket = typeof (res as { readyState?: unknown } | undefined)?.readyState === 'number';
  return isSocket ? (res as Socket) : null;
}

/** Whether the head of the response is sent before the calls have ended, or has been sent. */
export function isStreamed(request: TrpcRequest): boolean {
  const { accept, type } = request.info ?? {};
  return accept === 'application/jsonl' || type === 'subscription' || socketOf(request) !== null;
}

/** Closes the socket of a request when its token expires or is revoked. */
export function closeAtEnd(request: TrpcRequest, auth: AuthContext): void {
  const socket = socketOf(request);
  if (socket === null) return;
  socket.once(
    'close',
    auth.onEnd((reason) => socket.close(4401, reason)),
  );
}

/** Returns the token that a client sent as `connectionParams: { token }`, or null. */
export function tokenOf(request: TrpcRequest): string | null {
  const { info } = request;
  // A query has a header for it; a token in an address ends up in logs.
  if (socketOf(request) === null && info?.type !== 'subscription') return null;
  const token = info?.connectionParams?.['token'];
  return typeof token === 'string' ? token : null;
}
