/** A login by cookie, a page for every user, one behind an ACL, and a logout. */
import 'reflect-metadata';
import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import type { AuthContext, AuthenticatedContext } from 'pyramidion';
import {
  CurrentAuth,
  CurrentUser,
  Permit,
  PublicRoute,
  Required,
  SecurityModule,
} from 'pyramidion/nest';
import { reports, security, users } from './security.ts';

interface Credentials {
  readonly name: string;
  readonly password: string;
}

@Controller()
@Required()
class Pages {
  @Get()
  home(@CurrentUser() auth: AuthenticatedContext): string {
    return `Hello ${auth.userId}`;
  }

  @Get('reports')
  @Permit('read', reports)
  list(): string[] {
    return ['January', 'February'];
  }

  @Post('login')
  @HttpCode(200)
  @PublicRoute()
  async login(@CurrentAuth() auth: AuthContext, @Body() given: Credentials): Promise<string> {
    if (users.get(given.name)?.password !== given.password) return 'Wrong name or password';
    await auth.remember(given.name);
    return `Welcome ${given.name}`;
  }

  @Post('logout')
  @HttpCode(204)
  @PublicRoute()
  async logout(@CurrentAuth() auth: AuthContext): Promise<void> {
    await auth.forget();
  }
}

@Module({ imports: [SecurityModule.forRoot(security)], controllers: [Pages] })
export class AppModule {}
