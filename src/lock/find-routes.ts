import type { FoundRoute } from '../adapters/kit/routes.ts';
import { setupIncomplete } from '../security/internals.ts';
import { FRAMEWORKS, frameworkOf } from './frameworks.ts';

/**
 * Finds the routes of an application of any framework that tells them.
 *
 * @param given - the application, a promise of it, or a function that makes it
 * @throws ConfigurationError `setup_incomplete` if it is none, or its table cannot be read
 */
export async function findRoutes(given: unknown): Promise<readonly FoundRoute[]> {
  const app = await applicationOf(given);
  const framework = frameworkOf(app);
  if (framework === null)
    throw setupIncomplete(
      `The application of lock is none that is known: pass an application of ${FRAMEWORKS}, a promise of it, or a function that makes it.`,
    );
  await framework.prepare?.(app);
  return framework.findRoutes(app);
}

async function applicationOf(given: unknown): Promise<unknown> {
  if (frameworkOf(given) !== null) return given;
  const value = await given;
  return typeof value === 'function' && frameworkOf(value) === null ? value() : value;
}
