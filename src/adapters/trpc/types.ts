import type { TRPCError, TRPCMiddlewareFunction } from '@trpc/server';
import type { Access } from '../kit/access.ts';
import type { AuthContext, AuthenticatedContext } from '../kit/kit.ts';

/** What a tRPC context has of ours; an application adds its own members. */
export interface TrpcContext<A = AuthContext> {
  readonly auth: A;
}

/** What `createContext` of every tRPC adapter receives, but for that of AWS Lambda. */
export interface TrpcRequest {
  /** A Request of the Fetch API, or a request of Node, Express or Fastify. */
  readonly req: object;
  /** The response, or the socket of a WebSocket. */
  readonly res?: unknown;
  readonly info?: {
    readonly type: string;
    readonly accept: string | null;
    readonly connectionParams: Readonly<Record<string, unknown>> | null;
    readonly calls: readonly { readonly path: string; readonly procedure: unknown }[];
  };
}

/** What `responseMeta` receives. */
export interface TrpcResponse {
  /** Undefined if the request was refused before a context was made. */
  readonly ctx?: unknown;
  readonly errors: readonly TRPCError[];
}

/** The options of an adapter of tRPC: spread them into its own. */
export interface TrpcOptions<A = AuthContext> {
  readonly createContext: (request: TrpcRequest) => Promise<TrpcContext<A>>;
  readonly responseMeta: (response: TrpcResponse) => { headers: Headers };
}

/**
 * One call of a procedure, as resource functions and `onRefused` get it.
 *
 * @typeParam Input - the input, if the guard stands behind `.input()`
 */
export interface TrpcCall<Input = unknown> {
  readonly ctx: TrpcContext;
  /** As the validators before the guard left it; undefined before the first of them. */
  readonly input: Input;
  readonly path: string;
  readonly type: 'query' | 'mutation' | 'subscription';
  readonly meta: unknown;
  /** Reads the input as the client sent it, which nothing has checked. */
  readonly getRawInput: () => Promise<unknown>;
}

/** The arguments of resource functions and `onRefused`. */
export type TrpcArgs = [call: TrpcCall];

/** What a middleware returns. */
export type TrpcResult<Added> = Awaited<
  ReturnType<TRPCMiddlewareFunction<unknown, unknown, object, Added, unknown>>
>;

/** What a middleware gets: the call, and the way on to the next. */
type Asked = Omit<TrpcCall, 'ctx'> & {
  /** Of a security that need not be the registered one. */
  readonly ctx: TrpcContext<{ readonly isAuthenticated: boolean }>;
  readonly next: () => Promise<TrpcResult<object>>;
};

/** A middleware that lets a call go on whose user may be unknown. */
export type TrpcGuard = (call: Asked) => Promise<TrpcResult<object>>;

/** A middleware behind which `ctx.auth` is that of a known user. */
export type TrpcUserGuard = (call: Asked) => Promise<TrpcResult<TrpcContext<AuthenticatedContext>>>;

/** What the `.meta()` of a procedure may say in place of a guard; `byMeta` enforces it. */
export interface TrpcMeta extends Access<TrpcArgs, unknown> {}
