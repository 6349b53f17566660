import { setupIncomplete } from '../../security/internals.ts';
import { rulesOn } from '../kit/rule-mark.ts';
import type { FoundRoute } from '../kit/routes.ts';
import { lastSecurity, orDefaults } from '../kit/security-mark.ts';
import type { NestHandler } from './handlers.ts';
import { httpHandlers, messageHandlers, usesGuard } from './handlers.ts';
import type { NestApp } from './is-nest.ts';
import { isNest } from './is-nest.ts';
import { rulesOf } from './rules.ts';
import { SecurityGuard } from './security-guard.ts';
import { Setup } from './setup.ts';

/** Finds the handlers of controllers, of resolvers of GraphQL and of gateways. */
export function findRoutes(app: unknown): FoundRoute[] {
  if (!isNest(app))
    throw setupIncomplete('routesOf of pyramidion/nest takes an application of Nest.');
  const { container, config, routesResolver } = app as Partial<NestApp>;
  const isKnown =
    typeof container?.getModules === 'function' &&
    typeof config?.getGlobalPrefix === 'function' &&
    typeof config.getVersioning === 'function' &&
    typeof routesResolver?.routePathFactory?.create === 'function';
  if (!isKnown) throw setupIncomplete('This version of Nest does not tell its routes.');
  const { middleware } = setupOf(app);
  return [...app.container.getModules().values()]
    .flatMap((module) => [...httpHandlers(app, module), ...messageHandlers(module)])
    .map((found) => {
      const { method, path } = found;
      const isAsked = found.isGlobal || usesGuard(SecurityGuard as never, found);
      const rules = isAsked ? orDefaults(ownRules(found), [middleware]) : [];
      return { method, path, rules, security: lastSecurity([middleware]) };
    });
}

function ownRules({ type, handler }: NestHandler): FoundRoute['rules'] {
  return rulesOf(type as never, handler).flatMap(rulesOn);
}

/** Returns what `SecurityModule` provides. Nest ends the process if `get` does not find it. */
function setupOf(app: NestApp): Setup {
  for (const { providers } of app.container.getModules().values()) {
    const setup = providers.get(Setup)?.instance;
    if (setup instanceof Setup) return setup;
  }
  throw setupIncomplete(
    'The application of Nest asks no guards: import SecurityModule.forRoot(security) in its root module.',
  );
}
