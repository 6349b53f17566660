import type { PublicPermission, ResourceOf } from '../../security/guard.ts';
import { setupIncomplete } from '../../security/internals.ts';
import { refuseMisspelt } from '../../security/misspelt.ts';
import type { RegisteredPermission } from '../../security/register.ts';
import type { GuardOptions, Guards } from './guards.ts';

/** What a table of routes or procedures says in place of a guard. */
export interface Access<Args extends readonly unknown[], Answer>
  extends GuardOptions<Args, Answer> {
  /** The permission that the ACL of the resource has to grant. */
  readonly permission?: RegisteredPermission | PublicPermission;
  /** The resource, or a function that finds it. Default: the root. */
  readonly resource?: ResourceOf<Args, RegisteredPermission>;
  /** Whether the user must be known, whatever the ACL says. */
  readonly required?: boolean;
}

const NAMES = ['permission', 'resource', 'required', 'maxAuthAge', 'acr', 'onRefused'];
/** What has no effect without a permission, and what without a permission and a user. */
const FOUND = ['resource'] as const;
const IDLE = ['resource', 'maxAuthAge', 'acr'] as const;

/** Makes the function that reads each object once, and returns its guard, or null for none. */
export function readsAccess<Args extends readonly unknown[], Guard, Answer>(
  made: Guards<Args, Guard, Answer>,
  place: string,
): (given: object | undefined) => Guard | null {
  const known = new WeakMap<object, Guard | null>();
  return (given) => {
    if (given === undefined) return null;
    let guard = known.get(given);
    if (guard === undefined) known.set(given, (guard = guardFor(given, made, place)));
    return guard;
  };
}

/**
 * Returns the guard that such an object asks for, or null if it asks for nothing. It may have
 * members of others.
 *
 * @param place - what the object is, for errors: `'The config of a route'`
 * @throws ConfigurationError if a member is not what a guard takes, or would guard nothing
 */
function guardFor<Args extends readonly unknown[], Guard, Answer>(
  given: Access<Args, Answer>,
  { permit, required }: Guards<Args, Guard, Answer>,
  place: string,
): Guard | null {
  refuseMisspelt(given, NAMES, place);
  const has = (name: keyof Access<Args, Answer>): boolean => Object.hasOwn(given, name);
  if (has('required') && typeof given.required !== 'boolean')
    throw setupIncomplete(`${place} has a "required" that is not true or false.`);
  if (!has('permission')) {
    const idle = (given.required === true ? FOUND : IDLE).find(has);
    if (idle !== undefined)
      throw setupIncomplete(
        `${place} has "${idle}" without "permission", so that it has no effect: add the permission.`,
      );
    if (given.required !== true) return null;
  }
  const args: unknown[] = has('permission') ? [given.permission] : [];
  if (has('resource')) args.push(given.resource);
  const { onRefused, maxAuthAge, acr } = given;
  const options = Object.entries({ onRefused, maxAuthAge, acr }).filter(
    ([, value]) => value !== undefined,
  );
  // A guard reports a resource that is undefined, but takes it for left out before options.
  const isLost = has('resource') && given.resource === undefined;
  if (options.length > 0 && !isLost) args.push(Object.fromEntries(options));
  const make = (given.required === true ? required : permit) as (...all: unknown[]) => Guard;
  return make(...args);
}
