import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Abstract, ArgumentsHost, Type } from '@nestjs/common';
import { isAuthContext } from '../../security/internals.ts';
import type { AuthContext, RequestView } from '../kit/kit.ts';
import { nodeView } from '../kit/kit.ts';

/** What requests of Express and of Fastify have in common; annotate your own type in its place. */
export interface NestRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** A string each; that of a wildcard is a list on Express. */
  // oxlint-disable-next-line typescript/no-explicit-any -- both platforms let a handler say it
  readonly params: Readonly<Record<string, any>>;
  readonly query: unknown;
  readonly body: unknown;
}

/** Returns a provider of the application, of any module; a request-scoped one is an error. */
export type GetProvider = <T>(token: Type<T> | Abstract<T> | string | symbol) => T;

/**
 * What resource functions and `onRefused` get: the request (in GraphQL that of the operation, for a
 * message the client), a function that returns providers, and Nest's context.
 */
export type NestArgs = [request: NestRequest, get: GetProvider, host: ArgumentsHost];

/** A request of Express, of Fastify (where `raw` is that of Node), or of `node:http`. */
export type Incoming = IncomingMessage & { auth?: unknown; raw?: IncomingMessage };

/** A response of Express, or a reply of Fastify. */
export type Outgoing = ServerResponse & { raw?: ServerResponse };

/** Both know of a proxy that ends TLS; a request of `node:http` does not. */
const secure = ({ protocol, socket }: { protocol?: string; socket?: unknown }): boolean =>
  protocol === undefined
    ? (socket as { encrypted?: boolean } | undefined)?.encrypted === true
    : protocol === 'https';
const VIEW = { secure };

export function viewOf(request: Incoming): RequestView {
  return request.raw === undefined
    ? nodeView(request, VIEW)
    : nodeView(request.raw, { secure, native: request });
}

/** Returns the response of `node:http` to an HTTP request. */
export function nodeResponse(response: Outgoing): ServerResponse {
  return response.raw ?? response;
}

export const isHttp = (host: ArgumentsHost): boolean => host.getType() === 'http';

/**
 * Returns the request of a context. That of a GraphQL operation is in the context that the driver
 * makes; for a message it is the client of the WebSocket, or the context of the microservice.
 */
export function requestOf(host: ArgumentsHost): NestRequest {
  const args = host.getArgs<unknown[]>();
  switch (host.getType<string>()) {
    case 'graphql': {
      const context = args[2] as { auth?: unknown; req?: unknown; request?: unknown } | undefined;
      const request = context?.req ?? context?.request ?? context;
      // A driver puts a `req` beside the auth context of a subscription, which is no request.
      const isOwn = isAuthContext(context?.auth) && context.auth !== authOn(request);
      return (isOwn ? context : request) as NestRequest;
    }
    case 'rpc':
      return args[1] as NestRequest;
    default:
      return args[0] as NestRequest;
  }
}

type Holder = { readonly [K in 'auth' | 'raw' | 'data' | 'request']?: unknown };

/**
 * Returns the auth context of a request or client: `auth` of itself, of the request of Node within
 * one of Fastify, of `data` of a Socket.IO client, or of the handshake's request.
 */
export function authOn(request: unknown): AuthContext | undefined {
  const holder = request as Holder | null | undefined;
  const places = [holder, holder?.raw, holder?.data, holder?.request] as (Holder | undefined)[];
  return places.map((place) => place?.auth).find((auth) => (auth ?? null) !== null) as never;
}
