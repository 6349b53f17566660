import express from 'express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import express4 from 'express4';
import { authenticate, permit, required } from '../../src/adapters/express.ts';
import type { Route } from './contract.ts';
import { adapterContract } from './contract.ts';

function guardOf({ guard, refused }: Route): RequestHandler[] {
  const options =
    refused === undefined
      ? {}
      : {
          onRefused: (error: { code: string }, _request: Request, response: Response) =>
            response.send(refused(error.code)),
        };
  if (guard === null) return [];
  if (guard === 'required') return [required(options)];
  const { resource } = guard;
  return [
    permit(guard.permission, resource && ((request: Request) => resource(request.path)), options),
  ];
}

for (const [version, make] of [
  ['5', express],
  ['4', express4 as unknown as typeof express],
] as const) {
  adapterContract(`the adapter for Express ${version}`, (security, routes) => {
    const app = make();
    // Twice, as it happens when a router brings its own: the request must not notice.
    app.use(authenticate(security));
    app.use(authenticate(security));
    for (const route of routes) {
      app.all(route.path, ...guardOf(route), (request, response, next) => {
        const answer = async (): Promise<void> => {
          for (const [name, value] of Object.entries(route.early ?? {}))
            response.append(name, value);
          await route.act?.(request.auth);
          for (const [name, value] of Object.entries(route.late ?? {}))
            response.append(name, value as string);
          response.status(route.status ?? 200).send(String(request.auth.userId ?? 'nobody'));
        };
        answer().catch(next);
      });
    }
    app.use(
      (_error: unknown, _request: Request, response: Response, _next: NextFunction) =>
        void response.status(500).end(),
    );
    return app;
  });
}
