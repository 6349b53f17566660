import type { Resource } from '../authz/acl-types.ts';
import { Public } from '../authz/acl-types.ts';
import { AuthError } from '../base/errors.ts';
import { isPromise, whenReady } from '../base/maybe-promise.ts';
import { thrownError } from '../base/thrown.ts';
import { ConfigurationError } from '../options/configuration-error.ts';
import type { FreshnessRule } from './freshness.ts';
import { contextOf } from './internals.ts';
import type { RequestAuth } from './request-auth.ts';

export { Public };

/** The permission of a page that needs none. */
export type PublicPermission = typeof Public;

type Found<P extends string> = Resource<P> | null | undefined;

interface Finder<Args extends readonly unknown[], P extends string> {
  /** A method, so that its parameters may be annotated more closely: `Request<{ id: string }>`. */
  find(...args: Args): Found<P> | Promise<Found<P>>;
}

/**
 * The resource of a guard, or a function that finds it from the arguments of the framework's
 * handler. Null or undefined from the function means that it does not exist: the guard answers 404.
 */
export type ResourceOf<Args extends readonly unknown[], P extends string = string> =
  | Resource<P>
  | Finder<Args, P>['find'];

/** What a guard asks of a request. */
export interface Rule<Args extends readonly unknown[]> {
  /** Null if the user only has to be authenticated. */
  readonly permission: string | typeof Public | null;
  /** Undefined for the root. */
  readonly resource: ResourceOf<Args> | undefined;
  /** Whether the request must be authenticated even if the ACL allows everyone. */
  readonly required: boolean;
  /** How lately the user must have logged in; null if that is not asked. */
  readonly freshness: FreshnessRule | null;
}

/** Why a request is refused, or null; a promise of it if the resource has to be waited for. */
export type GuardResult = AuthError | null | Promise<AuthError | null>;

/**
 * Checks one request for a guard. Every adapter calls this and decides nothing itself.
 *
 * @param auth - what `authenticate` put on the request
 * @param args - passed to the resource function
 * @throws what the resource function throws, unless it is an AuthError: that is the refusal
 * @throws ConfigurationError if the request has no auth context
 */
export function checkRule<Args extends readonly unknown[]>(
  auth: unknown,
  rule: Rule<Args>,
  args: Args,
): GuardResult {
  const context = contextOf(auth);
  const { notes } = context;
  if (notes === null) return judge(context, rule, args);
  if (notes.letsPass(context)) return null;
  return whenReady(judge(context, rule, args), (refused) => {
    if (refused === null) notes.setGuarded();
    return refused;
  });
}

/**
 * The same for a default permission, whose resource is the root. It is no guard, so that nothing is
 * noted: each of two securities has its own checked.
 */
export function checkDefault(auth: unknown, rule: Rule<[]>): AuthError | null {
  const context = contextOf(auth);
  if (context.notes?.letsPass(context) === true) return null;
  return judge(context, rule, []) as AuthError | null;
}

function judge<Args extends readonly unknown[]>(
  context: RequestAuth,
  rule: Rule<Args>,
  args: Args,
): GuardResult {
  if (rule.permission === Public) return null;
  if (rule.required || rule.permission === null) {
    const refused = context.userRefusal(rule.permission);
    if (refused !== null) return refused;
    if (rule.permission === null) return orNotFresh(context, rule, context.limitsRefusal());
  }
  const { permission, resource } = rule;
  try {
    if (typeof resource !== 'function')
      return orNotFresh(
        context,
        rule,
        resource === undefined
          ? context.refusal(permission)
          : context.refusal(permission, resource),
      );
    const found = resource(...args);
    if (!isPromise(found)) return orNotFresh(context, rule, context.refusal(permission, found));
    return Promise.resolve(found)
      .then((later) => orNotFresh(context, rule, context.refusal(permission, later)))
      .catch(refusalOrThrow);
  } catch (error) {
    return refusalOrThrow(error);
  }
}

/** A user who is not permitted need not log in again to hear that. */
function orNotFresh(
  context: RequestAuth,
  { freshness, permission }: Pick<Rule<[]>, 'freshness' | 'permission'>,
  refused: AuthError | null,
): AuthError | null {
  if (refused !== null || freshness === null) return refused;
  return context.freshnessRefusal(freshness, permission as string | null);
}

/** An AuthError that a resource function or an ACL throws is the refusal. */
function refusalOrThrow(error: unknown): AuthError {
  if (AuthError.isAuthError(error)) return error;
  throw thrownError(error);
}

/**
 * Returns the refusal of a page that has no rule, for a framework where such a page is denied; null
 * for a preflight that is to pass.
 *
 * @param why - names the page and how to give it a rule, for the log
 * @throws ConfigurationError if the request has no auth context
 */
export function unguardedRefusal(auth: unknown, why: string): AuthError | null {
  const context = contextOf(auth);
  return context.notes?.letsPass(context) === true ? null : context.unguarded(why);
}

/**
 * Returns the auth context of an authenticated request.
 *
 * @throws AuthError `credentials_missing`, or the code of `failure`, for an anonymous request
 */
export function authenticatedOf(auth: unknown): RequestAuth {
  const context = contextOf(auth);
  const refused = context.userRefusal();
  if (refused !== null) throw context.thrownFor(refused);
  return context;
}

/**
 * Refuses a limited token where a user is required and no permission is asked for, as the guard
 * `required()` does.
 *
 * @throws AuthError `permission_denied`
 */
export function refuseNarrow(auth: unknown): void {
  const context = contextOf(auth);
  const refused = context.limitsRefusal();
  if (refused !== null) throw context.thrownFor(refused);
}

/**
 * Returns the rule of `permit(permission, resource?)`.
 *
 * @throws ConfigurationError if the permission is no name, or a resource was passed that is
 *   undefined or no object:
 *   otherwise a misspelt variable would protect a page by the ACL of the root
 */
export function ruleOf<Args extends readonly unknown[]>(
  permission: unknown,
  resource: readonly [ResourceOf<Args>?],
  required: boolean,
  freshness: FreshnessRule | null = null,
): Rule<Args> {
  const isName = typeof permission === 'string' && permission !== '';
  const mayBeOther = required ? permission === undefined : permission === Public;
  if (!isName && !mayBeOther)
    throw new ConfigurationError(
      'The permission of a guard is not a name: write permit("edit"), permit(Public), required() or required("edit").',
    );
  if (permission === Public && freshness !== null)
    throw new ConfigurationError(
      'permit(Public) lets every request through, so that maxAuthAge and acr have no effect: use required().',
    );
  const [given] = resource;
  const isUsable = given !== null && ['object', 'function'].includes(typeof given);
  if (resource.length > 0 && !isUsable)
    throw new ConfigurationError(
      `The resource of permit('${String(permission)}') is ${given === null ? 'null' : typeof given === 'undefined' ? 'undefined' : `a ${typeof given}`}: pass a resource or a function, or leave it out for the root.`,
    );
  return {
    permission: (permission as string | undefined) ?? null,
    resource: resource[0],
    required,
    freshness,
  };
}
