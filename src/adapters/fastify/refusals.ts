import { Buffer } from 'node:buffer';
import type { FastifyReply } from 'fastify';
import { AuthError } from '../../base/errors.ts';
import type { Framework, PublishedAnswer } from '../kit/kit.ts';
import { answerRefusal, BODY_HEADERS, refusalOf, refuseNode } from '../kit/kit.ts';
import { runReporting, whenReady } from '../kit/kit.ts';
import type { FastifyArgs } from './types.ts';

const SEND: unique symbol = Symbol('the send that was there before');
const SHOWN: unique symbol = Symbol('the AuthError that the error handlers have seen');

interface HookedReply extends FastifyReply {
  [SEND]?: FastifyReply['send'];
  [SHOWN]?: AuthError;
}

/** How the kit reads and answers a request of Fastify. */
export const framework: Framework<FastifyArgs, unknown> = {
  auth: (request) => (request as { auth?: unknown }).auth,
  refuse(error, _request, reply) {
    if (reply.raw.headersSent) return refuseNode(error, reply.raw);
    // Fastify's own error handler has set the challenge, which a redirect to log in has not.
    for (const name of [...BODY_HEADERS, 'WWW-Authenticate']) reply.removeHeader(name);
    sendAnswer(refusalOf(error), reply);
  },
};

/** As bytes, because Fastify would add a charset to the type of a text, and run its serializer. */
export function sendAnswer({ status, headers, body }: PublishedAnswer, reply: FastifyReply): void {
  for (const [name, value] of headers) reply.header(name, value);
  reply.code(status).send(status === 204 ? undefined : Buffer.from(body));
}

/** Sends what an `onRefused` returned, as Fastify sends what a handler returns. */
export function sendReturned(answer: unknown, reply: FastifyReply): void {
  if (answer !== undefined && answer !== reply && !reply.sent) reply.send(answer);
}

/**
 * Answers the AuthErrors of handlers and hooks in place of Fastify's own error handler. The error
 * handlers of the application come first. `setErrorHandler` is theirs: one context has only one.
 */
export function answerRefusals(given: FastifyReply): void {
  const reply = given as HookedReply;
  if (reply[SEND] !== undefined) return;
  // oxlint-disable-next-line typescript/unbound-method -- called with its reply
  reply[SEND] = reply.send;
  reply.send = send;
}

/**
 * One function for all replies. Fastify sends an error twice: what was thrown goes to the error
 * handlers, and the last of them, or one that has no answer, sends it again.
 */
function send(this: FastifyReply, payload?: unknown): FastifyReply {
  const reply = this as HookedReply;
  const before = reply[SEND] as FastifyReply['send'];
  if (!AuthError.isAuthError(payload)) return before.call(reply, payload);
  if (reply[SHOWN] !== payload) {
    reply[SHOWN] = payload;
    return before.call(reply, payload);
  }
  runReporting(
    () =>
      whenReady(answerRefusal(framework, payload, [reply.request, reply]), (answer) =>
        sendReturned(answer, reply),
      ),
    (error) => answerFailure(error, reply, before),
  );
  return reply;
}

/** Fastify's own error handler has set the status and headers of the refusal by now. */
function answerFailure(error: unknown, reply: FastifyReply, before: FastifyReply['send']): void {
  if (AuthError.isAuthError(error)) return void framework.refuse(error, reply.request, reply);
  before.call(reply.code(500).removeHeader('WWW-Authenticate'), error);
}
