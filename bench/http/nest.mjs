/** Servers of Nest 12 on Express, and the guard of its passport module. */
import 'reflect-metadata';
import { Controller, Get, Module, UseGuards } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthGuard, PassportModule, PassportStrategy } from '@nestjs/passport';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { CHECKS, mayRead, securityWith } from './policy.mjs';

export async function listener(served, prepared = { imports: [], providers: [], guards: [] }) {
  class Pages {
    read() {
      served();
      return 'ok';
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Pages.prototype, 'read');
  for (const decorate of [Get(), ...prepared.guards]) decorate(Pages.prototype, 'read', descriptor);
  Controller()(Pages);
  class Application {}
  const { imports, providers } = prepared;
  Module({ imports, providers, controllers: [Pages] })(Application);
  const app = await NestFactory.create(Application, { logger: false });
  await app.init();
  return app.getHttpAdapter().getInstance();
}

const ours = {
  role: 'ours',
  middleware: async (secret, { library, ...options }) => {
    const { Permit, SecurityModule } = await library.adapter('nest');
    const security = securityWith(library, secret, options);
    const imports = [SecurityModule.forRoot(security)];
    return [{ imports, providers: [], guards: [Permit('reports')] }];
  },
};

const byRole = {
  canActivate: (context) => mayRead(context.switchToHttp().getRequest().user),
};

const passport = {
  role: 'peer',
  middleware: (secret) => {
    class JwtStrategy extends PassportStrategy(Strategy) {
      constructor() {
        super({
          jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
          secretOrKey: secret,
          ...CHECKS,
        });
      }

      validate(claims) {
        return claims;
      }
    }
    return [
      {
        imports: [PassportModule],
        providers: [JwtStrategy],
        guards: [UseGuards(AuthGuard('jwt'), byRole)],
      },
    ];
  },
};

export const subjects = { pyramidion: ours, '@nestjs/passport': passport };
