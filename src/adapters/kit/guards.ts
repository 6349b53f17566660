import type { AuthError } from '../../base/errors.ts';
import type { GuardResult, PublicPermission, ResourceOf, Rule } from '../../security/guard.ts';
import { checkRule, ruleOf } from '../../security/guard.ts';
import type { RegisteredPermission } from '../../security/register.ts';
import type { OnRefused } from './ask.ts';
import { keptOnRefused } from './ask.ts';

/** What a guard takes beside its permission and resource. */
export interface GuardOptions<Args extends readonly unknown[], Answer> {
  /** Answers a refusal of this guard in place of the `onRefused` of `authenticate`. */
  readonly onRefused?: OnRefused<Args, Answer> | undefined;
}

/** What a framework has to say for its guards. */
export interface GuardFramework<Args extends readonly unknown[], Guard, Answer> {
  /** Returns what `authenticate` put on the request. */
  readonly auth: (...args: Args) => unknown;
  /**
   * Makes a guard of this framework: it checks, and goes on if the result is null, else refuses.
   */
  readonly guard: (check: (...args: Args) => GuardResult, refuse: OnRefused<Args, Answer>) => Guard;
  /** Answers a refusal if the application does not. */
  readonly refuse: OnRefused<Args, Answer>;
}

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
    resource?: ResourceOf<Args, NoInfer<P>>,
    options?: GuardOptions<Args, Answer>,
  ): Guard;
}

/** Makes a guard that lets authenticated requests through. */
export interface RequireUser<Args extends readonly unknown[], Guard, Answer> {
  /** Lets authenticated requests through. */
  (options?: GuardOptions<Args, Answer>): Guard;
  /**
   * Lets authenticated requests through that the ACL of the resource permits.
   *
   * @typeParam P - the names of permissions, if no security is registered: `required<'edit'>('edit')`
   * @param resource - the resource, or a function that finds it. Default: the root
   */
  <P extends string = RegisteredPermission>(
    permission: NoInfer<P>,
    resource?: ResourceOf<Args, NoInfer<P>>,
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
 * @example
 * export const { permit, required } = guards<[Context], Middleware, void>({
 *   auth: (context) => context.state.auth,
 *   guard: (check, refuse) => async (context, next) => {
 *     const error = await check(context);
 *     return error === null ? next() : refuse(error, context);
 *   },
 *   refuse: (error, context) => { context.status = error.status; },
 * });
 */
export function guards<Args extends readonly unknown[], Guard, Answer>(
  framework: GuardFramework<Args, Guard, Answer>,
): Guards<Args, Guard, Answer> {
  const make = (rule: Rule<Args>, { onRefused }: GuardOptions<Args, Answer> = {}): Guard =>
    framework.guard(
      (...args) => checkRule(framework.auth(...args), rule, args),
      (error, ...args) => {
        const kept = keptOnRefused<Args, Answer>(framework.auth(...args));
        return (onRefused ?? kept ?? framework.refuse)(error, ...args);
      },
    );
  type Rest = [resource?: ResourceOf<Args>, options?: GuardOptions<Args, Answer>];
  return {
    permit: (permission, ...rest: Rest) => make(ruleOf(permission, given(rest), false), rest[1]),
    required: (permission?: unknown, ...rest: Rest) =>
      typeof permission === 'object' && permission !== null
        ? make(ruleOf<Args>(undefined, [], true), permission)
        : make(ruleOf(permission, given(rest), true), rest[1]),
  };
}

/**
 * The resource as it was passed: none if it was left out or is undefined before options, as in
 * `permit('edit', undefined, { onRefused })`.
 */
function given<Args extends readonly unknown[]>(
  rest: readonly [ResourceOf<Args>?, ...unknown[]],
): readonly [ResourceOf<Args>?] {
  if (rest.length === 0 || (rest[0] === undefined && rest.length > 1)) return [];
  return rest.slice(0, 1) as [ResourceOf<Args>?];
}
