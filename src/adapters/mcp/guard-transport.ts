import type { IncomingMessage } from 'node:http';
import type { RequestAuth } from '../../security/request-auth.ts';
import type { NodeResponse } from '../kit/kit.ts';
import { answerNode } from '../kit/kit.ts';
import type { HandlerExtra } from './auth-info.ts';
import { contextIn } from './auth-info.ts';
import { reportDenied } from './report-denied.ts';

/** A request that `requireBearerAuth` has let through. */
type AuthedRequest = IncomingMessage & { readonly auth?: HandlerExtra['authInfo'] };

type Handle = (request: AuthedRequest, response: NodeResponse, body?: unknown) => Promise<void>;

/** `StreamableHTTPServerTransport` of the SDK. */
export interface Transport {
  handleRequest(request: never, response: never, body?: unknown): Promise<void>;
}

/** What the SDK answers for a session that it does not have. */
const NOT_FOUND = {
  status: 404,
  headers: [['Content-Type', 'application/json']] as const,
  body: '{"jsonrpc":"2.0","error":{"code":-32001,"message":"Session not found"},"id":null}',
};

/**
 * Keeps a session of the transport for the user who began it: another user who knows its id is
 * answered as if it did not exist, and so is a token of the same user with other limits. It also
 * cuts what is streamed when the token of its request is revoked, and the stream of a GET when that
 * token expires.
 *
 * Call it before the first request of the transport. The first one decides whose it is.
 *
 * @example
 * const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID });
 * guardTransport(transport);
 */
export function guardTransport(transport: Transport): void {
  const handle = transport.handleRequest.bind(transport) as Handle;
  let owner: RequestAuth | null = null;
  const guarded: Handle = async (request, response, body) => {
    const auth = contextIn({ authInfo: request.auth });
    owner ??= auth;
    // Both ways: what a session streams and repeats was made with the rights that it began with.
    if (!owner.mayBecome(auth) || !auth.mayBecome(owner)) return refuse(auth, request, response);
    endWithToken(auth, request, response);
    return handle(request, response, body);
  };
  transport.handleRequest = guarded as Transport['handleRequest'];
}

function refuse(auth: RequestAuth, { method = '' }: AuthedRequest, response: NodeResponse): void {
  const reason =
    'The session of the transport was begun by another user or actor, or by a token with other limits.';
  reportDenied(auth, method, reason);
  answerNode(NOT_FOUND, response);
}

/** A call that is under way may outlive its token by expiry, but not by revocation. */
function endWithToken(auth: RequestAuth, { method }: AuthedRequest, response: NodeResponse): void {
  const stop = auth.onEnd((reason) => {
    if (method === 'GET' || reason !== 'expired') response.destroy();
  });
  // The client may have gone while the token was verified.
  if (response.destroyed) stop();
  else response.once('close', stop);
}
