import { Catch, Inject } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { throwError } from 'rxjs';
import { AuthError } from '../../base/errors.ts';
import { answerRefusal, runReporting } from '../kit/kit.ts';
import { getFrom } from './get-provider.ts';
import { withExtensions } from './graphql-error.ts';
import { answering } from './guards.ts';
import { requestOf } from './nest-request.ts';
import { sendException } from './send-exception.ts';

/** Nest asks `instanceof`, which does not know an AuthError of another copy of this package. */
class AnyAuthError {
  static [Symbol.hasInstance](value: unknown): boolean {
    return AuthError.isAuthError(value);
  }
}

/**
 * Answers the AuthErrors of guards, handlers and services. `SecurityModule` installs it for
 * controllers and resolvers. Nest asks no global filters for gateways: put
 * `@UseFilters(RefusalFilter)` on each.
 */
export class RefusalFilter implements ExceptionFilter<AuthError> {
  readonly #http: HttpAdapterHost;
  readonly #module: ModuleRef;

  constructor(http: HttpAdapterHost, module: ModuleRef) {
    this.#http = http;
    this.#module = module;
  }

  /** @returns what a resolver or a microservice passes on: for them there is no answer to write */
  catch(error: AuthError, host: ArgumentsHost): unknown {
    switch (host.getType<string>()) {
      case 'http':
        break;
      case 'ws':
        return sendException(error, host);
      case 'rpc':
        return throwError(() => error.toJSON());
      default:
        return withExtensions(error);
    }
    runReporting(
      () => answerRefusal(answering, error, [requestOf(host), getFrom(this.#module), host]),
      // What an onRefused throws; Nest leaves the rejection of a filter unhandled.
      (thrown) => new BaseExceptionFilter(this.#http.httpAdapter).catch(thrown, host),
    );
    return undefined;
  }
}
Catch(AnyAuthError as never)(RefusalFilter);
Inject(HttpAdapterHost)(RefusalFilter, undefined, 0);
Inject(ModuleRef)(RefusalFilter, undefined, 1);
