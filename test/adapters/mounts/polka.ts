import polka from 'polka';
import * as adapter from '../../../examples/polka/adapter.ts';
import type { Args, Middleware, Request } from '../../../examples/polka/adapter.ts';
import type { Mount, Route } from 'pyramidion/testing';
import { guardOf, refusing, writeAnswer } from 'pyramidion/testing';
import { serveNode } from './node.ts';

const urlOf = (request: Request): string => request.url as string;
const sendText = (text: string, ...[, response]: Args): unknown => response.end(text);

/** @param times - how often `authenticate` is mounted */
export function mountPolka(times = 1): Mount {
  return (security, routes, { onRefused }) => {
    const app = polka();
    const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
    for (let i = 0; i < times; i++) app.use(adapter.authenticate(security, i === 0 ? options : {}));
    for (const route of routes) {
      const guard = guardOf(route, adapter, urlOf, sendText);
      app.all(route.path, ...(guard === null ? [] : [guard]), handlerOf(route));
    }
    return serveNode(app.handler);
  };
}

function handlerOf(route: Route): Middleware {
  return async (request, response) => {
    const auth = route.needsUser ? adapter.userOf(request) : adapter.authOf(request);
    for (const [name, value] of route.early) response.appendHeader(name, value);
    await writeAnswer(response, await route.handle(auth, urlOf(request)));
  };
}
