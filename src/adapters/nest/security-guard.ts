import { Inject, Injectable } from '@nestjs/common';
import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { AuthContext } from '../kit/kit.ts';
import { authIn, unguardedRefusal } from '../kit/kit.ts';
import { getFrom } from './get-provider.ts';
import { authOn, isHttp, requestOf } from './nest-request.ts';
import type { GetProvider, Incoming, NestArgs, Outgoing } from './nest-request.ts';
import { rulesOf } from './rules.ts';
import { Setup } from './setup.ts';

/**
 * The guard that `SecurityModule` installs for all controllers and resolvers. A handler without a
 * rule is denied, or needs the `defaultPermission`. Nest asks no global guards for gateways: put
 * `@UseGuards(SecurityGuard)` on each.
 */
export class SecurityGuard implements CanActivate {
  readonly #setup: Setup;
  readonly #get: GetProvider;

  constructor(setup: Setup, module: ModuleRef) {
    this.#setup = setup;
    this.#get = getFrom(module);
  }

  /**
   * @throws AuthError the refusal
   * @throws ConfigurationError if a client or an operation has no auth context
   */
  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    if (!isHttp(context)) return this.#check(context, authIn(authOn(requestOf(context))));
    const [request, response] = context.getArgs<[Incoming, Outgoing]>();
    return this.#setup.authenticate(request, response, (auth) => this.#check(context, auth));
  }

  #check(context: ExecutionContext, auth: AuthContext): boolean | Promise<boolean> {
    const [type, handler] = [context.getClass(), context.getHandler()];
    const rules = rulesOf(type, handler);
    const args: NestArgs = [requestOf(context), this.#get, context];
    const from = (at: number): boolean | Promise<boolean> => {
      const rule = rules[at];
      return rule === undefined ? true : rule(args, () => from(at + 1));
    };
    if (rules.length > 0) return from(0);
    const refused =
      this.#setup.access === null
        ? unguardedRefusal(
            auth,
            `${type.name}.${handler.name} has no rule: put @Permit('…'), @Required() or @PublicRoute() on it or on its class.`,
          )
        : this.#setup.access.check(auth);
    if (refused === null) return true;
    throw refused;
  }
}
Injectable()(SecurityGuard);
Inject(Setup)(SecurityGuard, undefined, 0);
Inject(ModuleRef)(SecurityGuard, undefined, 1);
