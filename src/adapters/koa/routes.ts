import { setupIncomplete } from '../../security/internals.ts';
import { readPath } from '../kit/path-to-regexp.ts';
import type { Pattern, Reach } from '../kit/route-pattern.ts';
import type { TableEntry, TableGroup } from '../kit/route-walk.ts';
import { walkTable } from '../kit/route-walk.ts';
import type { FoundRoute } from '../kit/routes.ts';

/** What is read of `@koa/router`. */
interface Router {
  readonly stack: readonly Layer[];
}

interface Layer {
  readonly path: string | RegExp;
  /** Empty for a middleware. */
  readonly methods: readonly string[];
  readonly stack: readonly unknown[];
  readonly opts: {
    readonly end?: boolean;
    readonly sensitive?: boolean;
    readonly strict?: boolean;
    readonly pathAsRegExp?: boolean;
  };
}

interface Application {
  readonly middleware: readonly (Function & { readonly router?: Router })[];
}

/** Whether a value is an application of Koa. */
export function isKoa(value: unknown): value is Application {
  if (typeof value !== 'object' || value === null) return false;
  const { middleware, use, callback } = value as Record<string, unknown>;
  return Array.isArray(middleware) && typeof use === 'function' && typeof callback === 'function';
}

/** Finds the routes of an application. */
export function findRoutes(app: unknown): FoundRoute[] {
  if (!isKoa(app)) throw setupIncomplete('routesOf of pyramidion/koa takes an application of Koa.');
  return walkTable(app.middleware.map(entryOf));
}

function entryOf(handler: Application['middleware'][number]): TableEntry | TableGroup {
  const { router } = handler;
  if (router !== undefined) return { within: layersOf(router).flatMap(entriesOf) };
  return { ...MIDDLEWARE, path: '', pattern: [[]], handlers: [handler] };
}

const MIDDLEWARE = { method: '*', reach: 'below', answers: false, isLast: () => false } as const;
const isLast = (handler: unknown): boolean => (handler as Function).length < 2;

function layersOf({ stack }: Router): readonly Layer[] {
  const isKnown =
    Array.isArray(stack) &&
    stack.every(
      ({ path, methods, stack: handlers, opts }: Partial<Layer>) =>
        (typeof path === 'string' || path instanceof RegExp) &&
        Array.isArray(methods) &&
        Array.isArray(handlers) &&
        typeof opts === 'object',
    );
  if (isKnown) return stack;
  throw setupIncomplete(
    'This version of @koa/router does not tell its routes: it has no stack of layers.',
  );
}

function entriesOf(layer: Layer): TableEntry[] {
  const { methods, stack } = layer;
  if (methods.length === 0) return [{ ...MIDDLEWARE, ...placeOf(layer), handlers: stack }];
  const named = methods.filter((method) => method !== 'HEAD' || !methods.includes('GET'));
  return named.map((method) => ({
    ...placeOf(layer),
    method,
    handlers: stack,
    answers: true,
    isLast,
  }));
}

/** How the router ends the regular expression of a middleware that was given no path. */
const ANY = /\(\?:\\\\?\/\|\$\)$/;
/** The same below a prefix with parameters. */
const REST = '{/*rest}';

function placeOf({ path, opts }: Layer): { path: string; pattern: Pattern; reach: Reach } {
  const { end = true, sensitive = false, strict = false, pathAsRegExp = false } = opts;
  const reach: Reach = end ? 'exact' : 'below';
  const text = String(path);
  if (typeof path !== 'string') return { path: text, pattern: [[{ kind: 'wild', text }]], reach };
  if (pathAsRegExp) {
    const prefix = path.replace(ANY, '');
    // The router makes this regular expression without a flag, whatever its option is.
    const rules = { sensitive: true, strict: true };
    const isPlain = prefix !== path && !/[\\()[\]{}^$|*+?]/.test(prefix);
    const pattern: Pattern = prefix === '' ? [[]] : readPath(prefix, rules);
    return { path, pattern: isPlain ? pattern : [[{ kind: 'wild', text }]], reach: 'below' };
  }
  if (end) return { path, pattern: readPath(path, { sensitive, strict }), reach };
  const prefix = (path.endsWith(REST) ? path.slice(0, -REST.length) : path).replace(/\/$/, '');
  const pattern: Pattern = prefix === '' ? [[]] : readPath(prefix, { sensitive, strict: true });
  return { path, pattern, reach };
}
