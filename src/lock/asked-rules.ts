import type { FoundRoute } from '../adapters/kit/routes.ts';
import type { Resource } from '../authz/acl-types.ts';
import { wiringOf } from '../security/internals.ts';
import { routeOf } from '../security/routes.ts';
import type { AskedRule } from './access-cell.ts';
import type { LockPlan } from './lock-plan.ts';

/** Returns the guards of a route with the resources that they ask; adds what is missing. */
export function askedRules(
  { method, path, rules, security }: FoundRoute,
  samples: ReadonlyMap<unknown, Resource>,
  plan: LockPlan,
  faults: string[],
): readonly AskedRule[] {
  const asker = security ?? plan.security;
  const { root, fault } = rootOf(asker, plan);
  const asksRoot = rules.some(
    ({ permission, resource }) => typeof permission === 'string' && resource === undefined,
  );
  if (asksRoot && fault !== null) faults.push(`${method} ${path} ${fault}`);
  const shown = routeOf(method, path, rules).rules;
  return rules.map((rule, at) => {
    const { resource } = rule;
    const found = typeof resource === 'function' ? samples.get(resource) : resource;
    const word = shown[at]?.resource ?? 'root';
    return {
      rule,
      resource: (resource === undefined ? root : (found ?? null)) as Resource,
      word,
      root,
    };
  });
}

/** The root that a security asks, and what is wrong if it cannot be known. */
function rootOf(
  security: object | null,
  plan: LockPlan,
): { readonly root: Resource | null; readonly fault: string | null } {
  if (security === null)
    return {
      root: null,
      fault: 'asks a root, and its security is not known: write lock(app, security, { … }).',
    };
  const { root } = wiringOf(security);
  if (typeof root !== 'function') return { root, fault: null };
  const fault = 'asks a root that a function finds: add a sample of it as root to lock.';
  return { root: plan.root, fault: plan.root === null ? fault : null };
}

/** Whether a function finds the root of a security. */
export function hasRootFunction(security: object | null): boolean {
  return security !== null && typeof wiringOf(security).root === 'function';
}
