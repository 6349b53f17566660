import { Catch } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter } from '@nestjs/common';
import { BaseExceptionFilter } from '@nestjs/core';
import type { HttpAdapterHost, ModuleRef } from '@nestjs/core';
import { throwError } from 'rxjs';
import { AuthError } from '../../base/errors.ts';
import { answerRefusal, runReporting } from '../kit/kit.ts';
import { getFrom } from './get-provider.ts';
import { answering } from './guards.ts';
import { isHttp, requestOf } from './nest-request.ts';

/** Nest asks `instanceof`, which does not know an AuthError of another copy of this package. */
class AnyAuthError {
  static [Symbol.hasInstance](value: unknown): boolean {
    return AuthError.isAuthError(value);
  }
}

/** Answers the AuthErrors of guards, handlers and services. */
export class RefusalFilter implements ExceptionFilter<AuthError> {
  readonly #http: HttpAdapterHost;
  readonly #module: ModuleRef;

  constructor(http: HttpAdapterHost, module: ModuleRef) {
    this.#http = http;
    this.#module = module;
  }

  /** @returns what the other kinds of context pass on: for them there is no answer to write */
  catch(error: AuthError, host: ArgumentsHost): unknown {
    if (host.getType() === 'rpc') return throwError(() => error.toJSON());
    if (!isHttp(host)) return error;
    runReporting(
      () => answerRefusal(answering, error, [requestOf(host), getFrom(this.#module), host]),
      // What an onRefused throws; Nest leaves the rejection of a filter unhandled.
      (thrown) => new BaseExceptionFilter(this.#http.httpAdapter).catch(thrown, host),
    );
    return undefined;
  }
}
Catch(AnyAuthError as never)(RefusalFilter);
