import type { Security } from '../../security/security.ts';
import type { Route } from './route.ts';
import { contractRoutes } from './routes.ts';
import { contractSecurity } from './security.ts';
import { World } from './world.ts';

/** What the contract mounts: a security, and the routes that need it. */
export interface ContractApplication {
  readonly security: Security;
  readonly routes: readonly Route[];
}

/**
 * Returns the security and routes of the contract. An application that runs in another process, or
 * is built by its framework, calls this itself and mounts the result; the cases reach it over HTTP.
 *
 * @example
 * const { security, routes } = contractApplication();
 * app.use(authenticate(security));
 * for (const route of routes) app.all(route.path, handlerOf(route));
 */
export function contractApplication(): ContractApplication {
  const world = new World();
  return { security: contractSecurity(world), routes: contractRoutes(world) };
}
