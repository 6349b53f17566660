import { setupIncomplete } from '../../security/internals.ts';
import type { Part, Pattern } from '../kit/route-pattern.ts';
import { patternOf } from '../kit/route-pattern.ts';
import type { TableEntry } from '../kit/route-walk.ts';
import { isPlain, walkTable } from '../kit/route-walk.ts';
import type { FoundRoute } from '../kit/routes.ts';

/** A handler in the table of Hono. */
export interface HonoRoute {
  readonly method: string;
  readonly path: string;
  readonly handler: Function;
}

/** Whether a value is an application of Hono. */
export function isHono(value: unknown): value is { readonly routes: readonly HonoRoute[] } {
  if (typeof value !== 'object' || value === null) return false;
  const { routes, fetch, basePath, route } = value as Record<string, unknown>;
  const methods = [fetch, basePath, route];
  return Array.isArray(routes) && methods.every((method) => typeof method === 'function');
}

/** Finds the routes of an application. */
export function findRoutes(app: unknown): FoundRoute[] {
  if (!isHono(app))
    throw setupIncomplete('routesOf of pyramidion/hono takes an application of Hono.');
  return walkTable(entriesOf(app.routes));
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly handlers: Function[];
}

/** Puts together what one call has added, such as `app.get('/', guard, handler)`. */
export function callsOf(routes: readonly HonoRoute[]): readonly Call[] {
  const calls: Call[] = [];
  for (const { method, path, handler } of routes) {
    const last = calls.at(-1);
    const own = ownHandler(handler);
    if (last?.method === method && last.path === path) last.handlers.push(own);
    else calls.push({ method, path, handlers: [own] });
  }
  return calls;
}

function entriesOf(routes: readonly HonoRoute[]): TableEntry[] {
  return callsOf(routes).map(({ method, path, handlers }) => ({
    method: method === 'ALL' ? '*' : method,
    path,
    pattern: patternIn(path),
    reach: 'exact',
    handlers,
    // `app.use` and `app.all` are the same to Hono. A middleware is what gets `next`.
    answers: method !== 'ALL' || handlers.some((one) => isPlain(one) && isLast(one)),
    isLast,
  }));
}

/** Whether a handler takes no `next`. */
export const isLast = (handler: unknown): boolean => (handler as Function).length < 2;

/** Hono wraps the handlers of an application within that has an error handler of its own. */
function ownHandler(handler: Function & { readonly __COMPOSED_HANDLER?: Function }): Function {
  const { __COMPOSED_HANDLER: inner } = handler;
  return inner === undefined ? handler : ownHandler(inner);
}

/** `strict: false` cuts the slash off the end of what is asked for, for guards and routes alike. */
const RULES = { sensitive: true, strict: true };

function patternIn(path: string): Pattern {
  // A slash in the braces of a parameter is one of its regular expression.
  const segments = path.replace(/^\//, '').split(/\/(?![^{]*\})/);
  const last = segments.at(-1) as string;
  const read = (segment: string, at: number): Part => partOf(segment, at === segments.length - 1);
  if (!/^:.*\?$/.test(last)) return patternOf(segments, read, isEmpty, RULES);
  const named = [...segments.slice(0, -1), last.slice(0, -1)];
  return [segments.slice(0, -1), named].flatMap((way) => patternOf(way, read, isEmpty, RULES));
}

const isEmpty = (segment: string): boolean => segment === '';

function partOf(segment: string, isLastOne: boolean): Part {
  if (segment === '*') return isLastOne ? { kind: 'rest', least: 0 } : { kind: 'param' };
  if (/^:[^{}]+$/.test(segment)) return { kind: 'param' };
  if (segment.startsWith(':')) return { kind: 'other', text: segment };
  if (/[:*{}]/.test(segment)) return { kind: 'wild', text: segment };
  return { kind: 'text', text: segment, sensitive: true };
}
