import type { FastifyReply, FastifyRequest, HookHandlerDoneFunction } from 'fastify';

/** The arguments of a handler, as resource functions and `onRefused` get them. */
export type FastifyArgs = [request: FastifyRequest, reply: FastifyReply];

/** A request of any server, route and logger. */
// oxlint-disable-next-line typescript/no-explicit-any -- the types of a route differ
export type AnyRequest = FastifyRequest<any, any, any, any, any, any, any>;

/** A reply of any server, route and logger. */
// oxlint-disable-next-line typescript/no-explicit-any -- the types of a route differ
export type AnyReply = FastifyReply<any, any, any, any, any, any, any>;

/** A hook for `onRequest`, `preHandler` and the others before the handler. */
export type FastifyGuard = (
  request: AnyRequest,
  reply: AnyReply,
  done: HookHandlerDoneFunction,
) => void;
