import type { PublishedAnswer } from '../kit/kit.ts';
import { answerNode, BODY_HEADERS, refusalOf, refuseNode } from '../kit/kit.ts';
import type { Outgoing } from './nest-request.ts';

/** The part of a reply of Fastify that is used here. */
interface Reply {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  removeHeader(name: string): unknown;
  send(body: string): unknown;
}

/** Sends an answer by Express, or by Fastify, whose reply keeps headers of its own (CORS). */
export function sendAnswer(answer: PublishedAnswer, response: Outgoing): void {
  if (response.raw === undefined) return answerNode(answer, response);
  const reply = response as unknown as Reply;
  reply.code(answer.status);
  for (const [name, value] of answer.headers) reply.header(name, value);
  reply.send(answer.body);
}

/** Answers a refusal. If the head was already sent the connection is cut. */
export function sendRefusal(error: unknown, response: Outgoing): void {
  if (response.raw === undefined || response.raw.headersSent)
    return refuseNode(error, response.raw ?? response);
  for (const name of BODY_HEADERS) (response as unknown as Reply).removeHeader(name);
  sendAnswer(refusalOf(error), response);
}
