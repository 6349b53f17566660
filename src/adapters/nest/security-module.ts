import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, FactoryProvider, ModuleMetadata, Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { DefaultPermission } from '../kit/default-access.ts';
import type { AuthenticateOptions, Authenticator } from '../kit/kit.ts';
import type { NestArgs } from './nest-request.ts';
import { RefusalFilter } from './refusal-filter.ts';
import { SecurityGuard } from './security-guard.ts';
import { Setup } from './setup.ts';

/** The token of the security: `@Inject(SECURITY) security: Security`. */
export const SECURITY: unique symbol = Symbol('pyramidion.security');

/** What `forRoot` takes beside the security. */
export type SecurityModuleOptions = AuthenticateOptions<NestArgs, unknown> & DefaultPermission;

/** What `forRootAsync` takes: a factory of the security, and the options of `forRoot`. */
export interface AsyncSecurityModuleOptions
  extends SecurityModuleOptions,
    Pick<ModuleMetadata, 'imports'>,
    Pick<FactoryProvider<Authenticator>, 'inject' | 'useFactory'> {}

/**
 * Authenticates every request, and denies every handler that has no rule: `@Permit`, `@Required` or
 * `@PublicRoute`. An AuthError is answered with its status and challenge wherever it is thrown.
 * Import it once, in the root module.
 */
export class SecurityModule {
  readonly #http: HttpAdapterHost;
  readonly #setup: Setup;

  constructor(http: HttpAdapterHost, setup: Setup) {
    this.#http = http;
    this.#setup = setup;
  }

  /**
   * @throws ConfigurationError if the value is not a security
   * @example
   * class AppModule {}
   * Module({ imports: [SecurityModule.forRoot(security)], controllers: [Reports] })(AppModule);
   */
  static forRoot(security: Authenticator, options: SecurityModuleOptions = {}): DynamicModule {
    const setup = new Setup(security, options);
    return moduleWith([
      { provide: SECURITY, useValue: security },
      { provide: Setup, useValue: setup },
    ]);
  }

  /**
   * The same with a security that is made by a factory, from providers of the application. The
   * application does not start if the factory returns something else.
   *
   * @example
   * SecurityModule.forRootAsync({
   *   inject: [ConfigService],
   *   useFactory: (config: ConfigService) => createSecurity({ privateKey: config.get('KEY') }),
   * });
   */
  static forRootAsync(options: AsyncSecurityModuleOptions): DynamicModule {
    const { imports = [], inject = [], useFactory, ...rest } = options;
    const providers: Provider[] = [
      { provide: SECURITY, inject, useFactory },
      {
        provide: Setup,
        inject: [SECURITY],
        useFactory: (security: Authenticator) => new Setup(security, rest),
      },
    ];
    return moduleWith(providers, imports);
  }

  /**
   * Nest calls this before it mounts the middleware of modules. One of a module would be below the
   * global prefix, and on Fastify without the request that knows of proxies.
   */
  configure(): void {
    const { httpAdapter } = this.#http;
    const { middleware } = this.#setup;
    if (httpAdapter.getType() === 'fastify')
      httpAdapter.getInstance().addHook('onRequest', middleware);
    else httpAdapter.use(middleware);
  }
}

function moduleWith(providers: Provider[], imports: ModuleMetadata['imports'] = []): DynamicModule {
  return {
    module: SecurityModule,
    global: true,
    imports,
    providers: [
      ...providers,
      { provide: APP_GUARD, useClass: SecurityGuard },
      { provide: APP_FILTER, useClass: RefusalFilter },
    ],
    exports: [SECURITY, Setup],
  };
}
Module({})(SecurityModule);
Inject(HttpAdapterHost)(SecurityModule, undefined, 0);
Inject(Setup)(SecurityModule, undefined, 1);
