import { setupIncomplete } from '../../security/internals.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import type { FoundRoute } from '../kit/routes.ts';
import { byMeta, guardOf } from './calls.ts';
import type { Router } from './is-trpc.ts';
import { isTrpc } from './is-trpc.ts';

/** Loads the routers that a router loads when they are first called. */
export async function loadRoutes(router: unknown): Promise<void> {
  const lazy = (router as Router)._def.lazy ?? {};
  const [key] = Object.keys(lazy);
  if (key === undefined) return;
  await lazy[key]?.load();
  await loadRoutes(router);
}

/** Finds the procedures of a router. Their security is that of the server that serves them. */
export function findRoutes(router: unknown): FoundRoute[] {
  if (!isTrpc(router))
    throw setupIncomplete('routesOf of pyramidion/trpc takes a router of tRPC 11.');
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
    return { method: type.toUpperCase(), path, rules: guards.flatMap(rulesOn), security: null };
  });
}
