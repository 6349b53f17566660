import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { setupIncomplete } from '../../security/internals.ts';
import type { DefaultAccess } from '../kit/default-access.ts';
import { askDefault } from '../kit/default-access.ts';
import type { AuthContext } from '../kit/kit.ts';
import { runReporting, whenReady } from '../kit/kit.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import { framework, sendReturned } from './refusals.ts';

/** The hooks before a handler. */
const HOOKS = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const;

type Hooks = Readonly<Record<(typeof HOOKS)[number], unknown>>;
/** A route, and the context that it was added to. */
interface Added {
  readonly route: RouteOptions;
  readonly context: FastifyInstance;
}

/** Where a route is found by its requests: the same in every copy of this package. */
const ADDED: unique symbol = Symbol.for('pyramidion.fastify.added') as never;

/** Notes the routes of a context, and of those within, by their `config`. */
export function noteRoutes(context: FastifyInstance): void {
  context.addHook('onRoute', function note(route) {
    const added: Added = { route, context: this };
    route.config = { ...route.config, [ADDED]: added } as object;
  });
}

/** Goes on, or answers the refusal of a request whose route names no rule. */
export function guardRoute(
  access: DefaultAccess,
  auth: AuthContext,
  request: FastifyRequest,
  reply: FastifyReply,
  next: (error?: unknown) => void,
): void {
  // A page that does not exist is no route.
  if (request.is404 || namesRule(request)) return next();
  runReporting(() => {
    const answer = askDefault(framework, access, auth, [request, reply]);
    return answer === null ? next() : whenReady(answer, (sent) => sendReturned(sent, reply));
  }, next);
}

const known = new WeakMap<Added, boolean>();

/** Whether a guard is a hook of the route, or of its context. */
function namesRule({ routeOptions }: FastifyRequest): boolean {
  const { config, url } = routeOptions as { config: { [ADDED]?: Added }; url?: string };
  const added = config[ADDED];
  if (added === undefined)
    throw setupIncomplete(
      `The route ${url} was added before authenticate(security) was registered, so that its default permission does not know it: write await app.register(authenticate(security, { … })) before the routes.`,
    );
  // All hooks are there when the first request comes.
  let names = known.get(added);
  if (names === undefined) {
    const { route, context } = added;
    names = [route as Partial<Hooks>, hooksOf(context)].some(hasRule);
    known.set(added, names);
  }
  return names;
}

function hasRule(hooks: Partial<Hooks>): boolean {
  return HOOKS.flatMap((name) => hooks[name] ?? []).some((hook) => rulesOn(hook).length > 0);
}

/** Fastify binds the hooks of a context when it starts, and keeps them under a symbol. */
function hooksOf(context: FastifyInstance): Hooks {
  for (let at: object | null = context; at !== null; at = Object.getPrototypeOf(at) as object) {
    const symbol = Object.getOwnPropertySymbols(at).find(
      ({ description }) => description === 'fastify.hooks',
    );
    if (symbol !== undefined) return (at as Record<symbol, Hooks>)[symbol] as Hooks;
  }
  throw setupIncomplete(
    'defaultPermission of authenticate does not know the hooks of this version of Fastify: put a guard on each route.',
  );
}
