import type { FastifyInstance, RouteOptions } from 'fastify';
import type { FastifyGuard } from './types.ts';

/** A route, with the context that it was added in. */
export interface AddedRoute {
  readonly of: FastifyInstance;
  readonly method: string;
  readonly path: string;
  /** Fastify goes on writing to it: plugins add hooks, and a second path takes its place. */
  readonly options: RouteOptions;
}

/** The routes of an application that were added after `authenticate` was loaded. */
export interface Collected {
  readonly added: AddedRoute[];
  /** Returns the guard that the config of a route asks for, or null. */
  readonly guardOf: (config: object | undefined) => FastifyGuard | null;
  isReady: boolean;
}

/** The same in every copy of the package. */
const COLLECTED: unique symbol = Symbol.for('pyramidion.fastify.routes') as never;

const COLLECTS: unique symbol = Symbol.for('pyramidion.fastify.collects') as never;

type Known = FastifyInstance & { [COLLECTED]?: Collected; [COLLECTS]?: true };

/**
 * Collects the routes of an application from now on, because Fastify does not hand them out. It
 * does not hand on such a hook to the contexts that are there already.
 */
export function collect(context: FastifyInstance, guardOf: Collected['guardOf']): void {
  const all: readonly Known[] = [context, ...contextsAround(context)];
  const root = all.at(-1) as Known;
  const collected = (root[COLLECTED] ??= newCollection(root, guardOf));
  for (const one of all) {
    if (Object.hasOwn(one, COLLECTS)) continue;
    one[COLLECTS] = true;
    one.addHook('onRoute', function add(options) {
      for (const method of [options.method].flat())
        addOnce(collected.added, { of: this, method, path: options.path, options });
    });
  }
}

function newCollection(root: FastifyInstance, guardOf: Collected['guardOf']): Collected {
  const collected: Collected = { added: [], guardOf, isReady: false };
  root.addHook('onReady', (done) => {
    collected.isReady = true;
    done();
  });
  return collected;
}

/** A context may have inherited such a hook and have one of its own. */
function addOnce(added: AddedRoute[], route: AddedRoute): void {
  const isKnown = ({ of, method, path }: AddedRoute): boolean =>
    of === route.of && method === route.method && path === route.path;
  if (!added.some((one) => one.options === route.options && isKnown(one))) added.push(route);
}

/** Returns what was collected for an application; undefined if nothing was. */
export function collectedOf(app: FastifyInstance): Collected | undefined {
  return (app as Known)[COLLECTED];
}

/** Returns the contexts around one, the outermost last: each is the prototype of those within. */
export function contextsAround(context: FastifyInstance): FastifyInstance[] {
  if (Object.hasOwn(context, 'addHook')) return [];
  const outer = Object.getPrototypeOf(context) as FastifyInstance;
  return [outer, ...contextsAround(outer)];
}
