import { H3, HTTPResponse, serve } from 'h3';
import type { EventHandler, H3Event } from 'h3';
import * as adapter from '../../../src/adapters/h3.ts';
import type { Mount, Mounted, Route } from '../../../src/testing.ts';
import { answerResponse, guardOf, refusing } from '../../../src/testing.ts';

const urlOf = (event: H3Event): string => event.req.url.slice(event.req.url.indexOf('/', 8));
const sendText = (text: string): string => text;

/** How handlers answer: by a Response, or by a value and the headers of the event. */
export type Style = 'responses' | 'values';

/** @param times - how often `authenticate` is mounted */
export function mountH3(times: number, style: Style): Mount {
  return (...args) => serveH3(h3Application(times, style, ...args));
}

/** Returns the application of the contract. */
export function h3Application(
  times: number,
  style: Style,
  ...[security, routes, { onRefused }]: Parameters<Mount>
): H3 {
  const app = new H3({ silent: true });
  const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
  for (let i = 0; i < times; i++) app.use(adapter.authenticate(security, i === 0 ? options : {}));
  for (const route of routes) {
    const guard = guardOf(route, adapter, urlOf, sendText);
    const middleware = guard === null ? [] : [guard];
    app.all(route.path, style === 'values' ? byValue(route) : byResponse(route), { middleware });
  }
  return app;
}

/** Serves an application on a free port of the machine. */
export async function serveH3(app: H3): Promise<Mounted> {
  const server = serve(app, { port: 0, hostname: '127.0.0.1', silent: true });
  await server.ready();
  return { port: Number(new URL(server.url as string).port), close: () => server.close(true) };
}

function byResponse(route: Route): EventHandler {
  return async (event) => {
    for (const [name, value] of route.early) event.res.headers.append(name, value);
    const answer = await route.handle(authOf(route, event), urlOf(event));
    return answerResponse({ ...route, early: [] }, answer);
  };
}

function byValue(route: Route): EventHandler {
  return async (event) => {
    for (const [name, value] of route.early) event.res.headers.append(name, value);
    const answer = await route.handle(authOf(route, event), urlOf(event));
    const { status, headers, body } = answerResponse({ ...route, early: [] }, answer);
    if (answer.headers.length > 0 || answer.body === null || answer.immutable)
      return new HTTPResponse(body, { status, headers: [...headers] });
    event.res.status = status;
    return typeof answer.body === 'string' ? answer.body : body;
  };
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- either of two contexts
function authOf(route: Route, event: H3Event) {
  return route.needsUser ? adapter.userOf(event) : adapter.authOf(event);
}
