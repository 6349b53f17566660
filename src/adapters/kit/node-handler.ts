import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuthContext, AuthenticatedContext } from '../../security/auth-context.ts';
import type {
  RegisteredClaims,
  RegisteredClaimsInput,
  RegisteredPermission,
} from '../../security/register.ts';

/** A request with its auth context. */
export type AuthRequest<A = AuthContext> = IncomingMessage & { readonly auth: A };

/** Answers one request. */
export type NodeHandler<A = AuthContext> = (
  request: AuthRequest<A>,
  response: ServerResponse,
) => unknown;

/** The arguments of a handler, as resource functions and `onRefused` get them. */
export type NodeArgs = [request: IncomingMessage, response: ServerResponse];

/** Stands before a handler that may be anonymous. */
export type NodeGuard = <A = AuthContext>(handler: NodeHandler<A>) => NodeHandler<A>;

/** Stands before a handler whose user is known. */
export type NodeUserGuard = <
  C = RegisteredClaims,
  P extends string = RegisteredPermission,
  I = RegisteredClaimsInput,
>(
  handler: NodeHandler<AuthenticatedContext<C, P, I>>,
) => NodeHandler<AuthContext<C, P, I>>;
