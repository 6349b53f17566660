import { AuthError } from '../../base/errors.ts';
import { setupIncomplete } from '../../security/internals.ts';
import type { RequestAuth } from '../../security/request-auth.ts';
import type { HandlerExtra } from './auth-info.ts';
import { contextIn } from './auth-info.ts';
import { reportDenied } from './report-denied.ts';

/** A resource whose permissions are the names of tools. */
export type Tools = Parameters<RequestAuth['permitsNamed']>[1];

interface Handlers {
  setRequestHandler(schema: never, handler: never): void;
  assertCanSetRequestHandler(method: string): void;
}

/** `McpServer` of the SDK, or its `Server`. */
export type ToolServer = Handlers | { readonly server: Handlers };

/** What is read of a request, and of what its handler returns. */
interface Request {
  readonly method: string;
  readonly params?: { readonly name?: unknown };
}
interface Listed {
  readonly tools: readonly { readonly name: string }[];
}
type Handler = (request: Request, extra: HandlerExtra) => unknown;

const METHODS = ['tools/list', 'tools/call'];

/**
 * Lets users list and call only the tools that an ACL permits: each permission is the name of a
 * tool. A tool that is not permitted is answered like one that does not exist.
 *
 * Call it before the first tool is registered. Every call is checked by the token that it came
 * with, also if a session of the transport was begun with another.
 *
 * @throws ConfigurationError if the server already has tools, or the resource is none
 * @example
 * guardTools(server, {
 *   acl: [
 *     [Allow, 'scope:reports.read', ['list_reports', 'show_report']],
 *     [Allow, 'role:admin', AllPermissions],
 *   ],
 * });
 */
export function guardTools(server: ToolServer, tools: Tools): void {
  if (typeof tools !== 'object' || tools === null)
    throw setupIncomplete(
      "guardTools needs a resource: guardTools(server, { acl: [[Allow, 'scope:read', 'list_reports']] }).",
    );
  const handlers = 'server' in server ? server.server : server;
  for (const method of METHODS) assertNoneYet(handlers, method);
  // oxlint-disable-next-line typescript/unbound-method -- called with its server
  const set = handlers.setRequestHandler as (schema: unknown, handler: Handler) => void;
  const setGuarded = (schema: unknown, handler: Handler): void =>
    set.call(handlers, schema, guarded(handler, tools));
  handlers.setRequestHandler = setGuarded as Handlers['setRequestHandler'];
}

function assertNoneYet(handlers: Handlers, method: string): void {
  try {
    handlers.assertCanSetRequestHandler(method);
  } catch {
    throw setupIncomplete(
      'guardTools was called after the first tool was registered, which would stay open to everyone: call it before.',
    );
  }
}

function guarded(handler: Handler, tools: Tools): Handler {
  return async (request, extra) => {
    if (!METHODS.includes(request.method)) return handler(request, extra);
    const auth = contextIn(extra);
    if (request.method === 'tools/list') {
      const listed = (await handler(request, extra)) as Listed;
      return { ...listed, tools: listed.tools.filter(({ name }) => permits(auth, name, tools)) };
    }
    const name = String(request.params?.name);
    if (permits(auth, name, tools)) return handler(request, extra);
    const permission = name.slice(0, 64);
    const reason = `The ACL of the tools does not grant ${JSON.stringify(permission)}.`;
    reportDenied(auth, 'tools/call', reason, permission);
    return notFound(name);
  };
}

/** Asks the ACL. The SDK sends the message of an error to the client, so that of an ACL is kept. */
function permits(auth: RequestAuth, name: string, tools: Tools): boolean {
  try {
    return auth.permitsNamed(name, tools);
  } catch (err) {
    if (AuthError.isAuthError(err)) throw err;
    const reason = 'The ACL of the tools could not be asked.';
    auth.emit({ event: 'handler_failed', code: null, reason, err });
    throw new Error('Internal error');
  }
}

/** What `McpServer` answers for a tool that it does not have. */
function notFound(name: string): object {
  const text = `MCP error -32602: Tool ${name} not found`;
  return { content: [{ type: 'text', text }], isError: true };
}
