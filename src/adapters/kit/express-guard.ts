import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** The arguments of a middleware, as resource functions and `onRefused` get them. */
export type ExpressArgs = [request: Request, response: Response, next: NextFunction];

/**
 * A middleware that leaves to the handlers behind it the types of their route: parameters and body.
 */
export interface ExpressGuard {
  // oxlint-disable-next-line typescript/no-explicit-any -- the constraint of Express itself
  <P, ResBody, ReqBody, ReqQuery, Locals extends Record<string, any>>(
    request: Request<P, ResBody, ReqBody, ReqQuery, Locals>,
    response: Response<ResBody, Locals>,
    next: NextFunction,
  ): unknown;
}

/** Express ties the type of a middleware to one route. */
export function anyRoute(handler: RequestHandler): ExpressGuard {
  return handler as ExpressGuard;
}
