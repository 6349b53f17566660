import 'reflect-metadata';
import { All, Controller, Get, Module, Patch, Post, SetMetadata } from '@nestjs/common';
import { UseGuards, Version, VersioningType } from '@nestjs/common';
import type { INestApplication, ModuleMetadata, Type } from '@nestjs/common';
import { NestFactory, RouterModule } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { describe, expect, it } from 'vitest';
import * as express from '../../../src/adapters/express.ts';
import {
  Permit,
  PublicRoute,
  Required,
  routesOf,
  SecurityGuard,
  SecurityModule,
} from '../../../src/adapters/nest.ts';
import { inShort } from '../../support/routes.ts';
import { security } from './application.ts';

/** Decorates a class, and its methods by name. */
function decorate(
  type: Type,
  own: readonly ClassDecorator[],
  methods: Readonly<Record<string, readonly MethodDecorator[]>> = {},
): Type {
  for (const [name, decorators] of Object.entries(methods))
    for (const decorator of [...decorators].reverse())
      decorator(
        type.prototype,
        name,
        Object.getOwnPropertyDescriptor(type.prototype, name) as PropertyDescriptor,
      );
  for (const decorator of own) decorator(type);
  return type;
}

const Reports = decorate(
  class Reports {
    list() {}
    edit() {}
    open() {}
    any() {}
    helper() {}
  },
  [Controller(['reports', 'old']), Permit('view')],
  {
    list: [Get()],
    edit: [Patch([':id', ':id/text']), Permit('edit', { name: 'page' }), Required()],
    open: [Get('open'), PublicRoute()],
    any: [All('any/*rest')],
  },
);
class Base {
  inherited() {}
}
decorate(Base, [], { inherited: [Get('inherited'), Required()] });
const Unguarded = decorate(
  class Unguarded extends Base {
    add() {}
  },
  [Controller()],
  { add: [Post('add'), Version('2')] },
);

async function appOf(metadata: ModuleMetadata): Promise<INestApplication> {
  class AppModule {}
  Module({ imports: [SecurityModule.forRoot(security)], ...metadata })(AppModule);
  return NestFactory.create(AppModule, new ExpressAdapter(), {
    logger: false,
  });
}

describe('the routes of Nest', () => {
  it('are listed with the rules of handlers, else of their classes', async () => {
    const app = await appOf({ controllers: [Reports, Unguarded] });
    expect(inShort(routesOf(app)).toSorted()).toEqual(
      [
        'GET /reports: view on root',
        'PATCH /reports/:id: edit on "page", a user',
        'PATCH /reports/:id/text: edit on "page", a user',
        'GET /reports/open: everyone',
        '* /reports/any/*rest: view on root',
        'GET /old: view on root',
        'PATCH /old/:id: edit on "page", a user',
        'PATCH /old/:id/text: edit on "page", a user',
        'GET /old/open: everyone',
        '* /old/any/*rest: view on root',
        'POST /add: unguarded',
        'GET /inherited: a user',
      ].toSorted(),
    );
    await app.close();
  });

  it('have the prefixes of modules, versions and the application', async () => {
    class Inner {}
    Module({ controllers: [Unguarded] })(Inner);
    const app = await appOf({
      imports: [
        SecurityModule.forRoot(security),
        Inner,
        RouterModule.register([{ path: 'inner', module: Inner }]),
      ],
    });
    app.setGlobalPrefix('api', { exclude: ['inner/inherited'] });
    app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
    expect(
      routesOf(app)
        .map(({ path }) => path)
        .toSorted(),
    ).toEqual(['/api/v2/inner/add', '/v1/inner/inherited']);
    await app.init();
    const served = express.routesOf(app.getHttpAdapter().getInstance());
    // Nest adds some for what has no route.
    const paths = served.map(({ path }) => path).filter((path) => !path.includes('*'));
    expect(new Set(paths)).toEqual(new Set(routesOf(app).map(({ path }) => path)));
    await app.close();
  });

  it('are those of resolvers, and of gateways that use the guard', async () => {
    const message = [
      SetMetadata('websockets:message_mapping', true),
      SetMetadata('message', 'say'),
    ];
    const methods = { say: [...message, Required()] };
    class Chat {
      say() {}
    }
    class Guarded extends Chat {
      override say() {}
    }
    class Resolver {
      pages() {}
    }
    const query = SetMetadata('graphql:resolver_type', 'Query');
    const app = await appOf({
      providers: [
        decorate(Chat, [], methods),
        decorate(Guarded, [UseGuards(SecurityGuard)], methods),
        decorate(Resolver, [], { pages: [query, Permit('view')] }),
      ],
    });
    expect(inShort(routesOf(app))).toEqual([
      'MESSAGE say: unguarded',
      'MESSAGE say: a user',
      'QUERY pages: view on root',
    ]);
    await app.close();
  });

  it('are not listed without SecurityModule, or of a version that hides them', async () => {
    const without = await appOf({ imports: [], controllers: [Reports] });
    expect(() => routesOf(without)).toThrow(/import SecurityModule.forRoot/);
    await without.close();
    const app = await appOf({ controllers: [Reports] });
    const hidden = Object.create(app, { routesResolver: { value: {} } }) as INestApplication;
    expect(() => routesOf(hidden)).toThrow(/This version of Nest does not tell its routes/);
    await app.close();
  });
});
