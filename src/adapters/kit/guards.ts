import type { AuthError } from '../../base/errors.ts';
import { isPromise } from '../../base/maybe-promise.ts';
import type { Freshness, FreshnessRule } from '../../security/freshness.ts';
import { FRESHNESS, readFreshness } from '../../security/freshness.ts';
import type { PublicPermission, ResourceOf, Rule } from '../../security/guard.ts';
import { checkRule, ruleOf } from '../../security/guard.ts';
import { readOnRefused } from '../../security/read-on-refused.ts';
import type { RegisteredPermission } from '../../security/register.ts';
import type { OnRefused } from './ask.ts';
import type { Framework } from './framework.ts';
import { answerRefusal } from './framework.ts';
import { areOptions, refuseItself } from './passed-itself.ts';
import { markRules } from './rule-mark.ts';

const OPTIONS: readonly string[] = ['onRefused', ...FRESHNESS];

/** What a guard takes beside its permission and resource. */
export interface GuardOptions<Args extends readonly unknown[], Answer> extends Freshness {
  /** Answers a refusal of this guard in place of the `onRefused` of `authenticate`. */
  readonly onRefused?: OnRefused<Args, Answer> | undefined;
}

/**
 * Checks one request for a guard.
 *
 * @param args - what the framework's handler received; a resource function gets them
 * @param pass - goes on to what the guard protects
 * @returns what `pass` returns, or the answer to the refusal; a promise if either has to be waited
 *   for
 * @throws what the resource function throws, unless it is an AuthError: that is the refusal
 * @throws ConfigurationError if `authenticate` did not see the request
 */
export type Check<Args extends readonly unknown[], Answer> = (
  args: Args,
  pass: () => Answer | Promise<Answer>,
) => Answer | Promise<Answer>;

/** Makes a guard that lets requests through which the ACL permits. */
export interface Permit<Args extends readonly unknown[], Guard, Answer> {
  /**
   * Lets requests through that the ACL of the resource permits.
   *
   * @typeParam P - the names of permissions, if no security is registered: `permit<'view'>('view')`
   * @param permission - or `Public` for every request
   * @param resource - the resource, or a function that finds it. Default: the root
   */
  <P extends string = RegisteredPermission>(
    permission: NoInfer<P> | PublicPermission,
    resource?: ResourceOf<Args, NoInfer<P>> | GuardOptions<Args, Answer>,
    options?: GuardOptions<Args, Answer>,
  ): Guard;
}

/** Makes a guard that lets authenticated requests through. */
export interface RequireUser<Args extends readonly unknown[], Guard, Answer> {
  /**
   * Lets authenticated requests through, and with a permission those that the ACL of the resource
   * permits.
   *
   * @typeParam P - the names of permissions, if no security is registered:
   *   `required<'edit'>('edit')`
   * @param resource - the resource, or a function that finds it. Default: the root
   */
  <P extends string = RegisteredPermission>(
    permission?: NoInfer<P> | GuardOptions<Args, Answer>,
    resource?: ResourceOf<Args, NoInfer<P>> | GuardOptions<Args, Answer>,
    options?: GuardOptions<Args, Answer>,
  ): Guard;
}

/**
 * The two guards of every entry point.
 *
 * @typeParam Args - the arguments of the framework's handler
 * @typeParam Guard - what `permit` returns
 * @typeParam Answer - what `onRefused` returns
 * @typeParam UserGuard - what `required` returns
 */
export interface Guards<Args extends readonly unknown[], Guard, Answer, UserGuard = Guard> {
  readonly permit: Permit<Args, Guard, Answer>;
  readonly required: RequireUser<Args, UserGuard, Answer>;
}

/**
 * Makes `permit` and `required` for a framework.
 *
 * @param makeGuard - makes a guard in the form of the framework; `waits` is whether its check may
 *   return a promise. A guard that stands around a handler marks what it returns:
 *   `markRules(guarded, [...rulesOn(check), ...rulesOn(handler)])`
 * @example
 * export const { permit, required } = guards<[Context], Middleware, unknown>(
 *   {
 *     auth: (ctx) => ctx.state.auth,
 *     refuse: (error, ctx) => { ctx.status = refusalOf(error).status; },
 *   },
 *   (check) => (ctx, next) => check([ctx], next),
 * );
 */
export function guards<Args extends readonly unknown[], Guard, Answer, UserGuard = Guard>(
  framework: Framework<Args, Answer>,
  makeGuard: (check: Check<Args, Answer>, waits: boolean) => Guard,
): Guards<Args, Guard, Answer, UserGuard> {
  const make = (
    permission: unknown,
    resource: readonly [ResourceOf<Args>?],
    isRequired: boolean,
    options?: GuardOptions<Args, Answer>,
  ): Guard => {
    const rule: Rule<Args> = ruleOf(permission, resource, isRequired, freshnessOf(options));
    const onRefused = readOnRefused(options, 'a guard', OPTIONS);
    const check: Check<Args, Answer> = (args, pass) => {
      const answer = (refusal: AuthError | null): Answer | Promise<Answer> =>
        refusal === null ? pass() : answerRefusal(framework, refusal, args, onRefused);
      const refusal = checkRule(framework.auth(...args), rule, args);
      return isPromise(refusal) ? refusal.then(answer) : answer(refusal);
    };
    const rules = [rule];
    const guard = makeGuard(markRules(check, rules), typeof rule.resource === 'function');
    return (guard as unknown) === check ? guard : markRules(guard, rules);
  };
  const permit = (permission: unknown, ...rest: unknown[]): Guard => {
    refuseItself('permit', permission);
    const { resource, options } = readRest<Args, Answer>(rest);
    return make(permission, resource, false, options);
  };
  const required = (...all: unknown[]): Guard => {
    const [permission = null, ...rest] = all;
    if (all.length === 0) return make(undefined, [], true);
    if (areOptions(permission, rest, OPTIONS.length)) return make(undefined, [], true, permission);
    refuseItself('required', permission);
    const { resource, options } = readRest<Args, Answer>(rest);
    return make(permission, resource, true, options);
  };
  // The guards of both are the same at run time; only the handlers behind them have other types.
  return { permit, required: required as unknown as RequireUser<Args, UserGuard, Answer> };
}

/**
 * Tells the resource from the options. A resource that was passed as undefined without options is
 * kept, so that it is reported: a misspelt variable must not protect a page by the ACL of the root.
 * Before options it is left out on purpose, as in `permit('edit', undefined, { onRefused })`.
 */
function readRest<Args extends readonly unknown[], Answer>(
  rest: readonly unknown[],
): {
  readonly resource: readonly [ResourceOf<Args>?];
  readonly options: GuardOptions<Args, Answer> | undefined;
} {
  if (rest[0] === undefined && rest.length > 1)
    return { resource: [], options: rest[1] as GuardOptions<Args, Answer> | undefined };
  const resource = rest.slice(0, isOptions(rest[0]) ? 0 : 1) as [ResourceOf<Args>?];
  return { resource, options: rest[resource.length] as GuardOptions<Args, Answer> | undefined };
}

/** An empty object is a resource without an ACL, which denies: the safer of the two readings. */
function isOptions(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const names = Object.keys(value);
  return names.length > 0 && names.every((name) => OPTIONS.includes(name));
}

function freshnessOf(options: object | undefined): FreshnessRule | null {
  const asked = Object.entries({ ...options }).filter(([name]) => FRESHNESS.includes(name));
  return asked.length === 0 ? null : readFreshness(Object.fromEntries(asked), 'a guard');
}
