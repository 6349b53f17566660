// NestJS: decorators, and what a handler gets.
import { Controller, Get, Inject, Injectable, Module, Param } from '@nestjs/common';
import type { ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { Public } from 'pyramidion';
import type { AuthContext, AuthenticatedContext, Resource, Security } from 'pyramidion';
import {
  authenticate,
  authOf,
  CurrentAuth,
  CurrentUser,
  Permit,
  permit,
  PublicRoute,
  Required,
  required,
  SECURITY,
  SecurityGuard,
  SecurityModule,
  userOf,
} from 'pyramidion/nest';
import type { NestRequest } from 'pyramidion/nest';
import { security } from './security.ts';

@Injectable()
class Rows {
  find(_id: string | undefined): Promise<Resource<'view'> | undefined> {
    return Promise.resolve(undefined);
  }
}

@Controller('rows')
@Required()
class RowPages {
  constructor(@Inject(SECURITY) readonly security: Security) {}

  @Get(':id')
  @Permit('view', (request, get) => get(Rows).find(request.params['id']))
  row(@Param('id') id: string, @CurrentUser() auth: AuthenticatedContext): string {
    auth.claims.since satisfies Date;
    // @ts-expect-error TS2551 says roles
    auth.claims.rolse;
    return `${id} ${auth.userId}`;
  }

  @Get()
  @PublicRoute()
  list(@CurrentAuth() auth: AuthContext): void {
    // @ts-expect-error TS18047
    auth.claims.roles;
    // @ts-expect-error TS2345 says "admin" | "edit" | "view"
    auth.permits('veiw');
  }

  @permit('view', (request: Request) => ({ name: request.hostname }))
  @permit('edit', (_request, _get, host) => ({ name: (host as ExecutionContext).getClass().name }))
  @permit(Public)
  @required('edit', {
    onRefused: (error, _request, _get, host) => host.switchToHttp().getResponse().json(error),
  })
  @required({ maxAuthAge: '5m' })
  all(): void {}

  // @ts-expect-error TS2345 says "admin" | "edit" | "view"
  @Permit('veiw')
  // @ts-expect-error TS2345 says "admin" | "edit" | "view"
  @Required('edti')
  // @ts-expect-error TS2345 says is not assignable to type
  @Permit('view', (_request, get) => get(Rows))
  // @ts-expect-error TS2561 says Did you mean to write 'onRefused'?
  @Required({ onRefuse: () => {} })
  wrong(): void {}
}

@Module({ imports: [SecurityModule.forRoot(security)], controllers: [RowPages], providers: [Rows] })
export class AppModule {}

SecurityModule.forRoot(security, { onRefused: (error) => error.status });
SecurityModule.forRootAsync({ inject: [Rows], useFactory: async (_rows: Rows) => security });
// @ts-expect-error TS2741 says authenticate
SecurityModule.forRoot(Promise.resolve(security));
// @ts-expect-error TS2322
SecurityModule.forRootAsync({ useFactory: () => 'security' });

export const middleware = authenticate(security);
export const mayView = permit('view');
export const guard = SecurityGuard;
declare const request: NestRequest;
userOf(request).claims.roles satisfies string[];
authOf(request).permits('view');

SecurityModule.forRoot(security, { defaultPermission: 'view' });
// @ts-expect-error TS2322
SecurityModule.forRoot(security, { defaultPermission: 'veiw' });
