import { Controller, Get, Inject, Injectable, Module, Req, Scope } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import {
  authenticate,
  authOf,
  Permit,
  PublicRoute,
  SECURITY,
  SecurityModule,
} from '../../../src/adapters/nest.ts';
import type { AsyncSecurityModuleOptions } from '../../../src/adapters/nest.ts';
import { ConfigurationError } from '../../../src/index.ts';
import type { RequestView, Security } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import { decorate } from '../mounts/nest.ts';
import { makeSecurity, platforms, security, serve } from './application.ts';

class Config {
  readonly security = security;
}
Injectable()(Config);
class ConfigModule {}
Module({ providers: [Config], exports: [Config] })(ConfigModule);

class Who {
  readonly #security: Security;
  constructor(injected: Security) {
    this.#security = injected;
  }
  page(request: object): string {
    return `${String(authOf(request).userId)} ${String(this.#security === security)}`;
  }
}
Inject(SECURITY)(Who, undefined, 0);
Req()(Who.prototype, 'page', 0);
decorate(Who, { on: [Controller()], page: [Get(), Permit('edit')] });

/** Nest makes one for each request. */
class PerRequest {
  page(): string {
    return 'page';
  }
}
decorate(PerRequest, {
  on: [Controller({ path: 'per-request', scope: Scope.REQUEST })],
  page: [Get(), Permit('edit')],
});

async function start(options: AsyncSecurityModuleOptions): Promise<unknown> {
  class AppModule {}
  Module({ imports: [SecurityModule.forRootAsync(options)] })(AppModule);
  return NestFactory.create(AppModule, { logger: false, abortOnError: false });
}

describe('SecurityModule', () => {
  it.each([[undefined], [null], [{}], [Promise.resolve(security)]])(
    'throws at once if the value is no security: %s',
    (value) => {
      expect(() => SecurityModule.forRoot(value as never)).toThrow(ConfigurationError);
      expect(() => authenticate(value as never)).toThrow(ConfigurationError);
    },
  );

  it('throws for an option that it does not know', () => {
    expect(() => SecurityModule.forRoot(security, { onRefuse: () => {} } as never)).toThrow(
      ConfigurationError,
    );
  });

  it.each([[() => undefined], [() => ({})], [async () => null]])(
    'does not start if the factory makes no security: %s',
    async (useFactory) => {
      await expect(start({ useFactory: useFactory as never })).rejects.toThrow(ConfigurationError);
    },
  );

  it('does not start for an option of forRootAsync that it does not know', async () => {
    const options = { useFactory: () => security, onRefuse: () => {} };
    await expect(start(options)).rejects.toThrow(ConfigurationError);
  });
});

describe.each(platforms)('SecurityModule on %s', (platform) => {
  const statusesOf = async (app: Awaited<ReturnType<typeof serve>>, path: string) => {
    const users = [null, 'bob', 'alice'];
    const replies = [];
    for (const user of users) replies.push((await app.ask(path, user)).status);
    return replies;
  };

  it('takes a security that a factory makes of a provider', async () => {
    const app = await serve(platform, {
      imports: [
        SecurityModule.forRootAsync({
          imports: [ConfigModule],
          inject: [Config],
          useFactory: async (config: Config) => config.security,
        }),
      ],
      controllers: [Who],
    });
    expect(await statusesOf(app, '/')).toEqual([401, 403, 200]);
    expect((await app.ask('/', 'alice')).body).toBe('alice true');
    await app.close();
  });

  it('guards controllers that are made for each request', async () => {
    const app = await serve(platform, { controllers: [PerRequest] });
    expect(await statusesOf(app, '/per-request')).toEqual([401, 403, 200]);
    await app.close();
  });

  it('answers what is published, also with a global prefix', async () => {
    const resource = 'https://api.example.com';
    const publishing = makeSecurity({ audience: resource, publish: { resource } });
    const imports = [SecurityModule.forRoot(publishing)];
    const app = await serve(platform, { imports }, (nest) => nest.setGlobalPrefix('api'));
    const { status, body } = await app.ask('/.well-known/oauth-protected-resource');
    expect([status, JSON.parse(body)]).toMatchObject([200, { resource }]);
    await app.close();
  });

  it('guards under a global prefix, and lets a middleware of main.ts see the user', async () => {
    let verified = 0;
    const counting = makeSecurity({
      callback: () => {
        verified++;
        return [];
      },
    });
    const seen: unknown[] = [];
    const prepare = (nest: INestApplication): void => {
      nest.setGlobalPrefix('api');
      nest.use(authenticate(counting));
      nest.use((request: object, _response: unknown, next: () => void) => {
        seen.push(authOf(request).userId);
        next();
      });
    };
    const imports = [SecurityModule.forRoot(counting)];
    const app = await serve(platform, { imports, controllers: [PerRequest] }, prepare);
    const headers = await authAs(counting, 'alice');
    const response = await app.ask('/api/per-request', null, headers);
    expect([response.status, seen, verified]).toEqual([200, ['alice'], 1]);
    await app.close();
  });

  it('knows from a trusted proxy whether the connection was encrypted', async () => {
    const views: boolean[] = [];
    const looking = makeSecurity({
      root: (view: RequestView) => {
        views.push(view.secure);
        return { acl: [] };
      },
    });
    class Open {
      page(): string {
        return 'open';
      }
    }
    decorate(Open, { on: [Controller(), PublicRoute()], page: [Get()] });
    const imports = [SecurityModule.forRoot(looking)];
    const app = await serve(platform, { imports, controllers: [Open] });
    for (const protocol of ['https', 'http'])
      await app.ask('/', null, { 'X-Forwarded-Proto': protocol });
    expect(views).toEqual([true, false]);
    await app.close();
  });
});
