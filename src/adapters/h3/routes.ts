import { setupIncomplete } from '../../security/internals.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import type { FoundRoute } from '../kit/routes.ts';
import { lastSecurity, orDefaults } from '../kit/security-mark.ts';

interface H3Route {
  /** Empty for all. */
  readonly method: string;
  readonly route: string;
  readonly handler: { readonly middleware?: readonly unknown[] };
  readonly middleware?: readonly unknown[];
}

interface Application {
  readonly '~routes': readonly H3Route[];
  readonly '~middleware': readonly unknown[];
}

/** Whether a value is an application of h3. */
export function isH3(value: unknown): value is Application {
  if (typeof value !== 'object' || value === null) return false;
  const app = value as Partial<Application>;
  return Array.isArray(app['~routes']) && Array.isArray(app['~middleware']);
}

/** Finds the routes of an application. What `app.use` adds runs before each of them. */
export function findRoutes(app: unknown): FoundRoute[] {
  if (!isH3(app)) throw setupIncomplete('routesOf of pyramidion/h3 takes an application of h3 2.');
  return app['~routes'].map(({ method, route, handler, middleware = [] }) => {
    const all = [...app['~middleware'], ...middleware, ...(handler.middleware ?? []), handler];
    return {
      method: method || '*',
      path: route,
      rules: orDefaults(all.flatMap(rulesOn), all),
      security: lastSecurity(all),
    };
  });
}
