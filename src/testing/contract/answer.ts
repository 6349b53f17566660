import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Route, RouteAnswer } from './route.ts';

/** Returns the answer of a route as a Response, with the early headers of the route. */
export function answerResponse(
  { early }: Route,
  { status, headers, body, immutable }: RouteAnswer,
): Response {
  if (immutable) {
    const location = headers.find(([name]) => name === 'Location');
    return Response.redirect(location?.[1] ?? '/', status as 302);
  }
  const list = [...early, ...headers] as [string, string][];
  const content = body === null || typeof body === 'string' ? body : streamOf(body);
  return new Response(content, { status, headers: list });
}

/**
 * Writes the answer of a route on a response of `node:http`; the early headers are the caller's.
 */
export async function writeAnswer(
  response: ServerResponse,
  { status, headers, body }: RouteAnswer,
): Promise<void> {
  if (headers.length === 0) response.writeHead(status);
  else response.writeHead(status, headers.flat());
  if (body !== null && typeof body !== 'string') {
    for await (const chunk of body) {
      if (response.destroyed) return;
      if (!response.write(chunk)) await once(response, 'drain');
    }
  }
  response.end(typeof body === 'string' ? body : undefined);
}

function streamOf(chunks: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done === true) controller.close();
      else controller.enqueue(encoder.encode(value));
    },
  });
}
