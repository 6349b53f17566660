import { Readable } from 'node:stream';
import Router from '@koa/router';
import Koa from 'koa';
import type { Middleware } from 'koa';
import * as adapter from '../../../src/adapters/koa.ts';
import type { KoaContext } from '../../../src/adapters/koa.ts';
import type { Mount, Route } from '../../../src/testing.ts';
import { guardOf, refusing, writeAnswer } from '../../../src/testing.ts';
import { serveNode } from './node.ts';

const urlOf = (context: KoaContext): string => context.url;
const sendText = (text: string, context: KoaContext): void => {
  context.body = text;
};

/** How handlers answer: by `ctx.body`, or by the response of Node under it. */
export type Style = 'body' | 'node';

/** @param times - how often `authenticate` is mounted */
export function mountKoa(times: number, style: Style): Mount {
  return (security, routes, { onRefused }) => {
    const app = new Koa();
    app.silent = true;
    const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
    for (let i = 0; i < times; i++) app.use(adapter.authenticate(security, i === 0 ? options : {}));
    const router = new Router();
    for (const route of routes) {
      const guard = guardOf(route, adapter, urlOf, sendText);
      const handler = style === 'body' ? byBody(route) : byNode(route);
      if (guard === null) router.all(route.path, handler);
      else router.all(route.path, guard, handler);
    }
    app.use(router.routes());
    return serveNode(app.callback());
  };
}

function byBody(route: Route): Middleware {
  return async (context) => {
    for (const [name, value] of route.early) context.append(name, value);
    const answer = await route.handle(authOf(route, context), urlOf(context));
    for (const [name, value] of answer.headers) context.append(name, value);
    const { body } = answer;
    const isText = body === null || typeof body === 'string';
    context.body = isText ? body : Readable.from(body, { objectMode: false });
    // Afterwards, because a body of null means 204 to Koa.
    context.status = answer.status;
  };
}

function byNode(route: Route): Middleware {
  return async (context) => {
    for (const [name, value] of route.early) context.append(name, value);
    const answer = await route.handle(authOf(route, context), urlOf(context));
    context.respond = false;
    await writeAnswer(context.res, answer);
  };
}

// oxlint-disable-next-line typescript/explicit-function-return-type -- either of two contexts
function authOf(route: Route, context: KoaContext) {
  return route.needsUser ? adapter.userOf(context) : adapter.authOf(context);
}
