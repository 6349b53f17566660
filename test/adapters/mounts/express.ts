import type express from 'express';
import type { Request, RequestHandler, Response } from 'express';
import type * as expressAdapter from '../../../src/adapters/express.ts';
import type { Mount, Route } from '../../../src/testing.ts';
import { guardOf, refusing, writeAnswer } from '../../../src/testing.ts';
import { serveNode } from './node.ts';

type Adapter = typeof expressAdapter;

const urlOf = (request: Request): string => request.originalUrl;
const sendText = (text: string, _request: Request, response: Response): unknown =>
  response.send(text);

/**
 * @param create - `express` of version 5 or 4
 * @param times - how often `authenticate` is mounted
 */
export function mountExpress(adapter: Adapter, create: typeof express, times = 1): Mount {
  return (security, routes, { onRefused }) => {
    const app = create();
    app.set('env', 'test');
    const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
    for (let i = 0; i < times; i++)
      app.use(adapter.authenticate(security, i === 0 ? options : {}) as RequestHandler);
    for (const route of routes) {
      const guard = guardOf(route, adapter, urlOf, sendText) as RequestHandler | null;
      app.all(route.path, ...(guard === null ? [] : [guard]), handlerOf(adapter, route));
    }
    return serveNode(app);
  };
}

function handlerOf(adapter: Adapter, route: Route): RequestHandler {
  return (request, response, next) => {
    const answer = async (): Promise<void> => {
      const auth = route.needsUser ? adapter.userOf(request) : adapter.authOf(request);
      for (const [name, value] of route.early) response.append(name, value);
      const reply = await route.handle(auth, urlOf(request));
      if (typeof reply.body !== 'string') return writeAnswer(response, reply);
      response.status(reply.status);
      for (const [name, value] of reply.headers) response.append(name, value);
      response.send(reply.body);
    };
    // Express 4 does not wait for the promise of a handler.
    answer().catch(next);
  };
}
