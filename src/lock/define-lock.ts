import type { Resource } from '../authz/acl-types.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { LockOptions, LockPlan } from './lock-plan.ts';
import { readPlan } from './read-plan.ts';

/** Global, so that the command line knows the plans of every copy of this package. */
const PLAN: symbol = Symbol.for('pyramidion.lock');

/**
 * Describes the lock file of an application: which users are asked about, and with which resources.
 * Export it as the default of `authz.lock.ts`; `npx pyramidion lock` writes `authz.lock`.
 *
 * @param app - the application, a promise of it, or a function that makes it
 * @param security - needed only for tRPC and where `authenticate` is not in the list of routes
 * @throws ConfigurationError `options_invalid` with all that is wrong
 * @example
 * export default lock(app, {
 *   as: { member: ['role:member'], owner: (report) => [user(report.ownerId)] },
 *   samples: { '/reports/:id': new Report({ id: 1, ownerId: 7 }) },
 * });
 */
export function lock<S extends Resource = Resource>(
  app: unknown,
  options: LockOptions<S>,
): LockPlan;
export function lock<S extends Resource = Resource>(
  app: unknown,
  security: object,
  options: LockOptions<S>,
): LockPlan;
export function lock(app: unknown, ...rest: readonly unknown[]): LockPlan {
  const [security, options] = rest.length > 1 ? rest : [null, rest[0]];
  const plan: LockPlan = { app, ...readPlan(security, options) };
  return Object.freeze(Object.defineProperty(plan, PLAN, { value: true }));
}

/** Returns what `lock` returned; null for anything else. */
export function lockPlanOf(value: unknown): LockPlan | null {
  return typeof value === 'object' && value !== null && PLAN in value ? (value as LockPlan) : null;
}

/** @throws ConfigurationError if the value is not what `lock` returned */
export function assertPlan(value: unknown): LockPlan {
  const plan = lockPlanOf(value);
  if (plan === null)
    throw new ConfigurationError('There is no plan of a lock file: pass what lock() returned.');
  return plan;
}
