import type { AnyElysia, Context, Elysia } from 'elysia';
import type { AuthContext, AuthenticatedContext, ResourceOf } from '../kit/kit.ts';
import type { GuardOptions, Public } from '../kit/kit.ts';

/** The context of a route, as resource functions and `onRefused` get it. */
export type ElysiaContext = Context & { auth: AuthContext };

/** The arguments of resource functions and `onRefused`. */
export type ElysiaArgs = [context: ElysiaContext];

/** A hook for `transform`, which runs before a body is validated, or for `beforeHandle`. */
// oxlint-disable-next-line typescript/no-explicit-any -- the context of whatever route
export type ElysiaGuard = (context: any) => void | Promise<void>;

type Options = GuardOptions<ElysiaArgs, unknown>;

/** The value of `{ permit: … }` of a route: a permission, or the arguments of `permit`. */
export type PermitRule<P extends string> =
  | P
  | typeof Public
  | readonly [permission: P, resource: ResourceOf<ElysiaArgs, P> | Options, options?: Options];

/** The value of `{ required: … }` of a route: true, or the arguments of `required`. */
export type RequiredRule<P extends string> =
  | true
  | P
  | Options
  | readonly [permission: P, resource: ResourceOf<ElysiaArgs, P> | Options, options?: Options];

/** The hooks of a route that `authenticate` adds, and what a handler behind them gets. */
type Macros<C, P extends string, I> = {
  permit: (rule: PermitRule<P>) => { transform: ElysiaGuard };
  required: (rule: RequiredRule<P>) => {
    transform: ElysiaGuard;
    resolve: () => { auth: AuthenticatedContext<C, P, I> };
  };
};

interface NoEphemeral {
  derive: {};
  resolve: {};
  schema: {};
  standaloneSchema: {};
  response: {};
}

/** A plugin: handlers behind it have `auth`, and routes take `permit` and `required`. */
export type ElysiaPlugin<C, P extends string, I> = (app: AnyElysia) => Elysia<
  '',
  { decorator: {}; store: {}; derive: { readonly auth: AuthContext<C, P, I> }; resolve: {} },
  { typebox: {}; error: {} },
  {
    schema: {};
    standaloneSchema: {};
    macro: { permit?: PermitRule<P>; required?: RequiredRule<P> };
    macroFn: Macros<C, P, I>;
    parser: {};
    response: {};
  },
  {},
  NoEphemeral,
  NoEphemeral
>;
