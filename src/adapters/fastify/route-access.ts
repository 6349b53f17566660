import type { FastifyInstance } from 'fastify';
import { setupIncomplete } from '../../security/internals.ts';
import type { Access } from '../kit/access.ts';
import { collect, contextsAround } from './collect.ts';
import { configOf } from './config-of.ts';
import type { FastifyArgs, FastifyGuard } from './types.ts';

/**
 * What the `config` of a route may say in place of a guard. It is checked when the request begins,
 * before the body is read.
 */
export interface RouteAccess extends Access<FastifyArgs, unknown> {}

/** Returns the guard that the config of a route asks for, or null. */
type GuardOf = (config: object | undefined) => FastifyGuard | null;

/** In the contexts of `authenticate` and all within them; the same in every copy of the package. */
const COVERED: unique symbol = Symbol.for('pyramidion.fastify.covered') as never;
const WATCHED: unique symbol = Symbol.for('pyramidion.fastify.watched') as never;

type Known = FastifyInstance & { [COVERED]?: true; [WATCHED]?: true };

/**
 * Remembers that requests of a context are authenticated. Fastify adds a hook also to the contexts
 * within, and those that are made later inherit it, as they inherit this mark.
 */
export function cover(context: FastifyInstance, guardOf: GuardOf): void {
  if (!context.hasRequestDecorator('auth')) context.decorateRequest('auth', null);
  else if (!(COVERED in context))
    throw setupIncomplete(
      'Another plugin, or the application, has decorated the requests of Fastify with "auth": leave that out, since authenticate(security) does it.',
    );
  (context as Known)[COVERED] = true;
  collect(context, guardOf);
  context.addHook('onRoute', ({ config }) => void guardOf(config));
  const seen: { of: FastifyInstance; url: string; config: object | undefined }[] = [];
  for (const outer of contextsAround(context) as Known[]) {
    if (Object.hasOwn(outer, WATCHED)) continue;
    outer[WATCHED] = true;
    outer.addHook('onRoute', function watch({ url, config }) {
      seen.push({ of: this, url, config });
    });
    outer.addHook('onReady', (done) => {
      const open = seen.find(({ of, config }) => !(COVERED in of) && guardOf(config) !== null);
      done(open === undefined ? undefined : uncovered(open.url));
    });
    // A route that was added before is found here.
    outer.addHook('onRequest', function refuse(request, _reply, next) {
      if (COVERED in this || guardOf(configOf(request)) === null) next();
      else next(uncovered(request.url));
    });
  }
}

function uncovered(url: string): Error {
  return setupIncomplete(
    `The config of the route ${url} asks for a permission or a user, but authenticate(security) is registered in another context: register it outside of that plugin, or in the context of this route.`,
  );
}
