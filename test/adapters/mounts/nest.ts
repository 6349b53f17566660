import 'reflect-metadata';
import { Readable } from 'node:stream';
import { All, Controller, Module, Req, Res } from '@nestjs/common';
import type { ArgumentsHost, INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import type { ServerResponse } from 'node:http';
import type * as nestAdapter from '../../../src/adapters/nest.ts';
import type { AuthContext } from '../../../src/index.ts';
import type { Mount, Mounted, Route } from '../../../src/testing.ts';
import { guardOf, refusing, writeAnswer } from '../../../src/testing.ts';
import { fastifyOptions } from '../../support/fastify-options.ts';

type Adapter = typeof nestAdapter;
type Platform = 'express' | 'fastify';

const urlOf = (request: nestAdapter.NestRequest): string =>
  (request as { originalUrl?: string }).originalUrl ?? request.url;
const sendText = (text: string, _request: unknown, _get: unknown, host: ArgumentsHost): unknown =>
  host.switchToHttp().getResponse().send(text);

/** @param times - how often the module is imported */
export function mountNest(adapter: Adapter, platform: Platform, times = 1): Mount {
  return async (security, routes, { onRefused }) => {
    const options = onRefused === undefined ? {} : { onRefused: refusing(onRefused, sendText) };
    class AppModule {}
    Module({
      imports: Array.from({ length: times }, (_, i) =>
        adapter.SecurityModule.forRoot(security, i === 0 ? options : {}),
      ),
      controllers: routes.map((route) => controllerOf(adapter, platform, route)),
    })(AppModule);
    return serveNest(AppModule, platform);
  };
}

/** Makes an application behind a proxy that it trusts, and serves it on a free port. */
export async function serveNest(
  module: Type,
  platform: Platform,
  prepare: (app: INestApplication) => void = () => {},
): Promise<Mounted> {
  // A Worker runs no timer while it starts.
  const fastify = { ...fastifyOptions, trustProxy: true, pluginTimeout: 0 };
  const http = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter(fastify);
  const app = await NestFactory.create(module, http, {
    logger: false,
    forceCloseConnections: true,
  });
  if (platform === 'express') http.getInstance().set('trust proxy', true);
  prepare(app);
  await app.listen(0, '127.0.0.1');
  return { port: app.getHttpServer().address().port, close: () => app.close() };
}

/** Decorators are called as functions, because this compiles without their syntax. */
export function decorate(
  type: Type,
  { on = [], ...methods }: Readonly<Record<string, readonly unknown[]>>,
): void {
  for (const [name, decorators] of Object.entries(methods))
    for (const one of decorators)
      (one as MethodDecorator)(
        type.prototype,
        name,
        Object.getOwnPropertyDescriptor(type.prototype, name) as PropertyDescriptor,
      );
  for (const one of on) (one as ClassDecorator)(type);
}

function controllerOf(adapter: Adapter, platform: Platform, route: Route): Type {
  class RouteController {
    async handle(request: nestAdapter.NestRequest, response: never): Promise<void> {
      const auth = route.needsUser ? adapter.userOf(request) : adapter.authOf(request);
      if (platform === 'express') await answerByExpress(route, auth, request, response);
      else await answerByFastify(route, auth, request, response);
    }
  }
  Req()(RouteController.prototype, 'handle', 0);
  Res()(RouteController.prototype, 'handle', 1);
  const guard: unknown = guardOf(route, adapter, urlOf, sendText) ?? adapter.PublicRoute();
  decorate(RouteController, { on: [Controller()], handle: [All(route.path), guard] });
  return RouteController;
}

type Answering<R> = (
  route: Route,
  auth: AuthContext,
  request: nestAdapter.NestRequest,
  response: R,
) => Promise<unknown>;

const answerByExpress: Answering<ServerResponse> = async (route, auth, request, response) => {
  for (const [name, value] of route.early) response.appendHeader(name, value);
  await writeAnswer(response, await route.handle(auth, urlOf(request)));
};

const answerByFastify: Answering<FastifyReply> = async (route, auth, request, reply) => {
  for (const [name, value] of route.early) reply.header(name, value);
  const { status, headers, body } = await route.handle(auth, urlOf(request));
  reply.code(status);
  for (const [name, value] of headers) reply.header(name, value);
  const isText = body === null || typeof body === 'string';
  reply.send(isText ? (body ?? undefined) : Readable.from(body, { objectMode: false }));
};
