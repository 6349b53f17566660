import { METHODS } from 'node:http';
import { setupIncomplete } from '../../security/internals.ts';
import type { PathRules, Pattern } from '../kit/route-pattern.ts';
import { below } from '../kit/route-pattern.ts';
import type { TableEntry, TableGroup } from '../kit/route-walk.ts';
import { walkTable } from '../kit/route-walk.ts';
import type { FoundRoute } from '../kit/routes.ts';
import { mountedApp } from './mounted-app.ts';
import type { Layer, Path, Route } from './paths.ts';
import { mountPaths, patternIn } from './paths.ts';

interface Router {
  readonly stack: readonly Layer[];
  readonly caseSensitive?: boolean;
  readonly strict?: boolean;
}

/** Where a router is mounted. */
interface Place {
  readonly path: string;
  readonly pattern: Pattern;
}

const ROOT: Place = { path: '', pattern: [[]] };

/** Whether a value is an application or a router of Express. */
export function isExpress(value: unknown): value is object {
  if (typeof value !== 'function') return false;
  const { use, handle, mountpath, stack } = value as unknown as Record<string, unknown>;
  const isApp = typeof handle === 'function' && mountpath !== undefined;
  return typeof use === 'function' && (isApp || Array.isArray(stack));
}

/** Finds the routes of an application or a router, and of those that are mounted in it. */
export function findRoutes(app: unknown): FoundRoute[] {
  if (!isExpress(app))
    throw setupIncomplete(
      'routesOf of pyramidion/express takes an application or a router of Express.',
    );
  return walkTable(entriesOf(app, ROOT));
}

function entriesOf(app: object, place: Place): (TableEntry | TableGroup)[] {
  const router = routerOf(app);
  if (router === null) return [];
  const { caseSensitive = false, strict = false } = router;
  const rules: PathRules = { sensitive: caseSensitive, strict };
  return router.stack.flatMap((layer) =>
    layer.route === undefined
      ? mountEntries(layer, place, rules)
      : routeEntries(layer, layer.route, place, rules),
  );
}

/** Returns the router of an application; null if it has none yet. */
function routerOf(app: object): Router | null {
  if (Array.isArray((app as Router).stack)) return app as Router;
  const known = app as { lazyrouter?: unknown; _router?: Router; router?: Router };
  const router = typeof known.lazyrouter === 'function' ? known._router : known.router;
  if (router === undefined) return null;
  if (Array.isArray(router.stack)) return router;
  throw setupIncomplete(
    'This version of Express does not tell its routes: it has no router.stack.',
  );
}

function mountEntries(
  layer: Layer,
  place: Place,
  rules: PathRules,
): readonly (TableEntry | TableGroup)[] {
  const { handle } = layer;
  // An error handler.
  if (handle.length > 3) return [];
  const inner = handle.name === 'mounted_app' ? mountedApp(handle) : handle;
  if (inner === null)
    throw setupIncomplete(
      'This version of Express does not tell which application is mounted in another: mount a Router in its place.',
    );
  const prefix: PathRules = { ...rules, strict: true };
  return mountPaths(layer).map((path) => {
    const own = path === '/' ? [[]] : patternIn(layer, bare(path), prefix);
    const at = within(place, path, own);
    if (inner !== handle || isExpress(inner)) return { within: entriesOf(inner, at) };
    return { ...at, ...MIDDLEWARE, handlers: [handle] };
  });
}

const MIDDLEWARE = { method: '*', reach: 'below', answers: false, isLast: () => false } as const;
/** A handler that does not get `next` ends the request. */
const isLast = (handler: unknown): boolean => (handler as Function).length < 3;
const ALL = METHODS.map((method) => method.toLowerCase());

function routeEntries(layer: Layer, route: Route, place: Place, rules: PathRules): TableEntry[] {
  return [route.path].flat().flatMap((path) => {
    const at = within(place, path, patternIn(layer, path, rules));
    return methodsOf(route).map((method) => ({
      ...at,
      path: at.path || '/',
      method: method === undefined ? '*' : method.toUpperCase(),
      handlers: handlersOf(route, method),
      reach: 'exact' as const,
      answers: true,
      isLast,
    }));
  });
}

/** Returns the handlers of a method; with undefined, those of all methods. */
function handlersOf({ stack, methods }: Route, method: string | undefined): Function[] {
  const asked = method ?? (methods['_all'] === true ? undefined : 'get');
  return stack
    .filter((entry) => entry.method === undefined || entry.method === asked)
    .map(({ handle }) => handle)
    .filter(({ length }) => length < 4);
}

/** Returns the methods of a route, in lower case; undefined for all. */
function methodsOf(route: Route): (string | undefined)[] {
  const named = Object.keys(route.methods).filter((method) => method !== '_all');
  const all = route.stack.filter(({ method }) => method === undefined);
  if (all.length > 0) {
    // `route.all` beside `route.get` only stands before that one, if it can.
    const isRoute = named.length === 0 || all.some(({ handle }) => isLast(handle));
    return isRoute ? [...named, undefined] : named;
  }
  // `app.all` of an application adds its handlers for each method.
  const first = handlersOf(route, 'get');
  const isAll = ALL.every((method) => {
    const handlers = handlersOf(route, method);
    return handlers.length > 0 && handlers.every((handle, at) => handle === first[at]);
  });
  return isAll ? [undefined] : named;
}

function within(place: Place, path: Path, pattern: Pattern): Place {
  const text = path === '/' ? '' : typeof path === 'string' ? path : String(path);
  return { path: place.path + text, pattern: below(place.pattern, pattern) };
}

/** The path of a prefix: a slash at its end means nothing. */
function bare(path: Path): Path {
  return typeof path === 'string' ? path.replace(/(?<=.)\/+$/, '') : path;
}
