import type { FastifyInstance } from 'fastify';
import { setupIncomplete } from '../../security/internals.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import type { FoundRoute } from '../kit/routes.ts';
import { lastSecurity, orDefaults, securityOn } from '../kit/security-mark.ts';
import type { AddedRoute, Collected } from './collect.ts';
import { collectedOf } from './collect.ts';

/** The hooks before a handler, in their order. */
const BEFORE = ['onRequest', 'preParsing', 'preValidation', 'preHandler'] as const;

type Hooks = Readonly<Record<string, readonly unknown[]>>;

/** Whether a value is an application of Fastify, or a context of one. */
export function isFastify(value: unknown): value is FastifyInstance {
  if (typeof value !== 'object' || value === null) return false;
  const { printRoutes, inject, addHook } = value as Record<string, unknown>;
  return [printRoutes, inject, addHook].every((method) => typeof method === 'function');
}

/** Finds the routes of an application, or of a context and those within it. */
export function findRoutes(app: unknown): FoundRoute[] {
  if (!isFastify(app))
    throw setupIncomplete('routesOf of pyramidion/fastify takes an application of Fastify.');
  const collected = collectedOf(app);
  if (collected === undefined)
    throw setupIncomplete(
      'The routes of Fastify are known only where authenticate(security) is registered: register it before the routes.',
    );
  if (!collected.isReady)
    throw setupIncomplete(
      'The application of Fastify is not ready, so that routes may be missing: await app.ready() before routesOf(app).',
    );
  refuseMissing(app, collected);
  const hooks = hooksIn(app);
  const { added } = collected;
  return added
    .filter(({ of }) => of === app || Object.prototype.isPrototypeOf.call(app, of))
    .filter((route) => !isAdded(route, added))
    .map((route) => routeOf(route, collected, hooks));
}

function routeOf(
  { of, method, path, options }: AddedRoute,
  { guardOf }: Collected,
  hooks: symbol,
): FoundRoute {
  const ofContext = (of as unknown as Record<symbol, Hooks>)[hooks] as Hooks;
  const ofRoute = options as unknown as Readonly<Record<string, unknown>>;
  const all = BEFORE.flatMap((name) => [
    ...(ofContext[name] ?? []),
    ...[ofRoute[name] ?? []].flat(),
  ]);
  const authenticates = all.findIndex((hook) => securityOn(hook) !== null);
  // The hook of authenticate asks what the config says.
  if (authenticates !== -1) all.splice(authenticates + 1, 0, guardOf(options.config));
  return {
    method,
    path,
    rules: orDefaults(all.flatMap(rulesOn), all),
    security: lastSecurity(all),
  };
}

/** Fastify adds a HEAD to each GET. */
function isAdded({ method, path }: AddedRoute, all: readonly AddedRoute[]): boolean {
  const isOfPath = (one: AddedRoute): boolean => bare(one.path) === bare(path);
  return method === 'HEAD' && all.some((one) => one.method === 'GET' && isOfPath(one));
}

const bare = (path: string): string => path.replace(/\/$/, '');

/** Where Fastify keeps the hooks of each context. */
function hooksIn(app: FastifyInstance): symbol {
  for (let at: object | null = app; at !== null; at = Object.getPrototypeOf(at)) {
    const own = Object.getOwnPropertySymbols(at);
    const hooks = own.find(({ description }) => description === 'fastify.hooks');
    const known = hooks === undefined ? null : (at as Record<symbol, Partial<Hooks> | null>)[hooks];
    if (hooks !== undefined && BEFORE.every((name) => Array.isArray(known?.[name]))) return hooks;
  }
  throw setupIncomplete('This version of Fastify does not tell the hooks of a context.');
}

const LINE = /^((?:│ {3}| {4})*)(├── |└── )?(.*) \(([A-Z, -]+)\)(?: \{.*\})?$/;

/** @throws ConfigurationError if Fastify has a route that was not collected */
function refuseMissing(app: FastifyInstance, { added }: Collected): void {
  const known = new Set(added.map(({ method, path }) => `${method} ${path}`));
  const above: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const [, indent = '', branch, label = '', methods = ''] = LINE.exec(line) ?? [];
    if (branch === undefined) continue;
    const depth = indent.length / 4;
    above.splice(depth, Infinity, label);
    const path = above.join('');
    // Fastify adds the root of a prefix twice, with a slash and without, and announces it once.
    const paths = [path, bare(path)];
    const isKnown = (method: string): boolean => paths.some((one) => known.has(`${method} ${one}`));
    const missing = methods.split(', ').find((method) => !isKnown(method));
    if (missing !== undefined)
      throw setupIncomplete(
        `The route ${missing} ${path} was added before authenticate(security) was loaded, so that its guards are not known: write await app.register(authenticate(security)) before the routes.`,
      );
  }
}
