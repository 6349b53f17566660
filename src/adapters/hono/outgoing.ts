import type { Context } from 'hono';
import { contextOf } from '../../security/internals.ts';
import type { AuthContext, NodeResponse } from '../kit/kit.ts';
import { varyNode } from '../kit/node-response.ts';

/**
 * Lets the server write `Vary` where `@hono/node-server` answers, if a response gets nothing else.
 * On the Response of Hono it would cost more than all else, because that server makes no Headers
 * unless they are asked for.
 *
 * It is for the first middleware alone: one around it may keep the Response for later requests, and
 * has to see what that depends on. A cookie is always set on the Response: a request that the
 * application sends to itself may have the bindings of the one that it answers.
 *
 * @returns whether nothing is left to write
 */
export function varyOutgoing({ env }: Context, auth: AuthContext): boolean {
  const outgoing = (env as { readonly outgoing?: unknown } | undefined)?.outgoing;
  if (!isServerResponse(outgoing) || !contextOf(auth).addsVaryAlone) return false;
  varyNode(outgoing, auth.take(200));
  return true;
}

/**
 * Not by its class, which other runtimes lack. A binding of a Worker may have the same name, and
 * one of a service says of every member that it is a function.
 */
function isServerResponse(value: unknown): value is NodeResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { writeHead, headersSent } = value as Record<string, unknown>;
  return typeof writeHead === 'function' && typeof headersSent === 'boolean';
}
