import { Catch, Controller, Get, HttpException, Injectable, Module, Param } from '@nestjs/common';
import type { ArgumentsHost, ExceptionFilter, PipeTransform } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  authOf,
  CurrentAuth,
  CurrentUser,
  Permit,
  PublicRoute,
  SecurityModule,
} from '../../../src/adapters/nest.ts';
import { AuthError } from '../../../src/index.ts';
import type { AuthContext, AuthenticatedContext } from '../../../src/index.ts';
import { secondCopyOf } from '../../support/second-copy.ts';
import { decorate } from '../mounts/nest.ts';
import type { Served } from './application.ts';
import { platforms, refusalHeadersOf, security, serve } from './application.ts';

class Reports {
  edit(auth: AuthContext): string {
    auth.require('edit');
    return 'edited';
  }
}
Injectable()(Reports);

/** A pipe that refuses, as a schema would. */
class Refusing implements PipeTransform {
  transform(): never {
    throw new AuthError('resource_missing');
  }
}

class Pages {
  readonly #reports = new Reports();

  async service(auth: AuthContext): Promise<string> {
    await Promise.resolve();
    return this.#reports.edit(auth);
  }
  user(auth: AuthenticatedContext): string {
    return String(auth.userId);
  }
  pipe(): string {
    return 'never';
  }
  ordinary(): never {
    throw new Error('An ordinary error.');
  }
  http(): never {
    throw new HttpException('I am a teapot', 418);
  }
  other(): never {
    throw new Other('permission_denied');
  }
}
let Other = AuthError;
CurrentAuth()(Pages.prototype, 'service', 0);
CurrentUser()(Pages.prototype, 'user', 0);
Param('id', Refusing)(Pages.prototype, 'pipe', 0);
decorate(Pages, {
  on: [Controller(), PublicRoute()],
  service: [Get('service')],
  user: [Get('user')],
  pipe: [Get('pipe/:id')],
  ordinary: [Get('ordinary')],
  http: [Get('http')],
  other: [Get('other')],
});

/** A filter of the application for everything, as most have one. */
class CatchAll implements ExceptionFilter {
  catch(exception: unknown, host: ArgumentsHost): void {
    const status = exception instanceof HttpException ? exception.getStatus() : 500;
    const [request, response] = host.getArgs();
    const { userId } = authOf(request);
    (response.raw ?? response).writeHead(status).end(`caught: ${String(userId)}`);
  }
}
Catch()(CatchAll);

const challenge = (more = ''): object => ({
  challenge: `Bearer realm="api"${more}`,
  type: 'application/problem+json',
  cache: 'no-store',
});

describe.each(platforms)('errors in NestJS on %s', (platform) => {
  let app: Served;
  beforeAll(async () => {
    ({ AuthError: Other } = await secondCopyOf<{ AuthError: typeof AuthError }>('base/errors.ts'));
    const providers = [{ provide: APP_FILTER, useClass: CatchAll }];
    app = await serve(platform, { controllers: [Pages], providers });
  });
  afterAll(() => app.close());

  it('keeps status, challenge and media type of an AuthError of a service', async () => {
    const anonymous = await app.ask('/service');
    expect([anonymous.status, refusalHeadersOf(anonymous)]).toEqual([401, challenge()]);
    const denied = await app.ask('/service', 'bob');
    expect([denied.status, refusalHeadersOf(denied)]).toEqual([
      403,
      challenge(', error="insufficient_scope"'),
    ]);
    expect(JSON.parse(denied.body)).toMatchObject({ status: 403 });
    expect((await app.ask('/service', 'alice')).body).toBe('edited');
  });

  it('answers the AuthErrors of parameters and pipes', async () => {
    expect(refusalHeadersOf(await app.ask('/user'))).toEqual(challenge());
    expect((await app.ask('/user', 'bob')).body).toBe('bob');
    expect((await app.ask('/pipe/1')).status).toBe(404);
  });

  it('answers an AuthError of another copy of the package', async () => {
    expect(refusalHeadersOf(await app.ask('/other'))).toMatchObject({
      type: 'application/problem+json',
    });
  });

  it('leaves other errors to the filters of the application, which see the auth context', async () => {
    expect((await app.ask('/ordinary', 'bob')).body).toBe('caught: bob');
    expect((await app.ask('/http')).status).toBe(418);
    const missing = await app.ask('/no-such-page', 'bob');
    expect([missing.status, missing.body]).toEqual([404, 'caught: bob']);
  });

  it('answers 500 if an onRefused fails, at once or later, and goes on', async () => {
    const failing = async (onRefused: () => unknown): Promise<number[]> => {
      class Guarded {
        page(): string {
          return 'page';
        }
      }
      decorate(Guarded, { on: [Controller()], page: [Get(), Permit('edit')] });
      class Inner {}
      Module({ controllers: [Guarded] })(Inner);
      const imports = [SecurityModule.forRoot(security, { onRefused }), Inner];
      const other = await serve(platform, { imports });
      const replies = [await other.ask('/'), await other.ask('/', 'alice')];
      await other.close();
      return replies.map(({ status }) => status);
    };
    expect([
      await failing(() => {
        throw new Error('failed');
      }),
      await failing(() => Promise.reject(new Error('failed'))),
    ]).toEqual([
      [500, 200],
      [500, 200],
    ]);
  });
});
