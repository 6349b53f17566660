import { setupIncomplete } from '../../security/internals.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import type { FoundRoute } from '../kit/routes.ts';
import { orDefaults, securityOn } from '../kit/security-mark.ts';
import { byMeta, guardOf } from './calls.ts';
import type { Router, Served } from './is-trpc.ts';
import { isTrpc, servedOf } from './is-trpc.ts';

/** Loads the routers that a router loads when they are first called. */
export async function loadRoutes(app: unknown): Promise<void> {
  const lazy = servedOf(app as Router | Served).router._def.lazy ?? {};
  const [key] = Object.keys(lazy);
  if (key === undefined) return;
  await lazy[key]?.load();
  await loadRoutes(app);
}

/**
 * Finds the procedures of a router. A router does not know which server serves it: their security
 * and its default permission are known of what a server is made of.
 */
export function findRoutes(app: unknown): FoundRoute[] {
  if (!isTrpc(app))
    throw setupIncomplete(
      'routesOf of pyramidion/trpc takes a router of tRPC 11, or { router, ...authenticate(security) }.',
    );
  const { router, createContext } = servedOf(app);
  const [unloaded] = Object.keys(router._def.lazy ?? {});
  if (unloaded !== undefined)
    throw setupIncomplete(
      `The router "${unloaded}" is lazy and was not loaded: ask routesOf about it alone, or after its first call.`,
    );
  return Object.entries(router._def.procedures).map(([path, { _def }]) => {
    const { middlewares, meta, type } = _def;
    if (!Array.isArray(middlewares))
      throw setupIncomplete('This version of tRPC does not tell the middlewares of a procedure.');
    const guards = middlewares.map((one: unknown) => (one === byMeta ? guardOf(meta) : one));
    const rules = orDefaults(guards.flatMap(rulesOn), [createContext]);
    return { method: type.toUpperCase(), path, rules, security: securityOn(createContext) };
  });
}
