import { Controller, Get, Injectable } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Permit, permit, PublicRoute, Required } from '../../../src/adapters/nest.ts';
import { Allow, user } from '../../../src/index.ts';
import type { Resource } from '../../../src/index.ts';
import { authAs } from '../../../src/testing.ts';
import { decorate } from '../mounts/nest.ts';
import { tricksThatReach } from '../path-tricks.ts';
import type { Served } from './application.ts';
import { logged, platforms, refusalHeadersOf, security, serve } from './application.ts';

let runs = 0;
const run = (): string => `run ${++runs}`;

class Rows {
  readonly #rows: Record<string, Resource> = { a: { acl: [[Allow, user('alice'), 'edit']] } };

  find(id: string | undefined): Resource | undefined {
    return this.#rows[String(id)];
  }
}
Injectable()(Rows);

/** Nothing says who may use it. */
class Bare {
  page = undefined;
  list(): string {
    return run();
  }
}
decorate(Bare, { on: [Controller('bare')], list: [Get()] });

/** A rule for all, and others for two of its methods. */
class Mixed {
  list(): string {
    return run();
  }
  edit(): string {
    return run();
  }
  open(): string {
    return run();
  }
}
decorate(Mixed, {
  on: [Controller('mixed'), Required()],
  list: [Get()],
  edit: [Get('edit'), Permit('edit')],
  open: [Get('open'), PublicRoute()],
});

/** It has the rule of its base class, but no rule of the method that it replaces. */
class Child extends Mixed {
  override open(): string {
    return run();
  }
}
decorate(Child, { on: [Controller('child')], open: [Get('open')] });

class Stacked {
  both(): string {
    return run();
  }
}
decorate(Stacked, { on: [Controller('stacked')], both: [Get(), permit('edit'), PublicRoute()] });

/** A decorator of others that replaces the function, and keeps only its name or not even that. */
const replace =
  (keepsName: boolean): MethodDecorator =>
  (_target, _key, descriptor) => {
    const before = descriptor.value as unknown as () => string;
    const after = function wrapped(this: unknown): string {
      return before.call(this);
    };
    if (keepsName) Object.defineProperty(after, 'name', { value: before.name });
    descriptor.value = after as never;
  };

class Wrapped {
  named(): string {
    return run();
  }
  anonymous(): string {
    return run();
  }
}
decorateInPlace(Wrapped, 'named', [Permit('edit'), replace(true), Get('named')]);
decorateInPlace(Wrapped, 'anonymous', [Permit('edit'), replace(false), Get('anonymous')]);
decorate(Wrapped, { on: [Controller('wrapped'), PublicRoute()] });

/** Applies decorators from the bottom, as the compiler does: the method is defined again. */
function decorateInPlace(type: object, name: string, decorators: readonly MethodDecorator[]): void {
  const { prototype } = type as { prototype: object };
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name) as PropertyDescriptor;
  for (const one of decorators) one(prototype, name, descriptor);
  Object.defineProperty(prototype, name, descriptor);
}

/** Instruments a controller as tracing does: on the instance, with the name and metadata or not. */
class Traced {
  constructor() {
    for (const name of ['kept', 'lost'] as const) {
      const before = this[name];
      const after = (): string => before.call(this);
      if (name === 'kept') Object.defineProperty(after, 'name', { value: name });
      else Object.defineProperty(after, 'name', { value: '' });
      this[name] = after;
    }
  }
  kept(): string {
    return run();
  }
  lost(): string {
    return run();
  }
}
decorate(Traced, {
  on: [Controller('traced'), PublicRoute()],
  kept: [Get('kept'), Permit('edit')],
  lost: [Get('lost'), Permit('edit')],
});

class Found {
  row(): string {
    return run();
  }
}
decorate(Found, {
  on: [Controller('rows')],
  row: [Get(':id'), Permit('edit', (request, get) => get(Rows).find(request.params['id']))],
});

class Page {
  page(): string {
    return run();
  }
  open(): string {
    return 'open';
  }
}
decorate(Page, {
  on: [Controller()],
  page: [Get('page'), Required()],
  open: [Get('open'), PublicRoute()],
});

const controllers = [Bare, Mixed, Child, Stacked, Wrapped, Traced, Found, Page];

describe.each(platforms)('rules of handlers of NestJS on %s', (platform) => {
  let app: Served;
  beforeAll(async () => {
    app = await serve(platform, { controllers, providers: [Rows] });
  });
  afterAll(() => app.close());

  /** The statuses for an anonymous request, bob and alice, and how often the handler ran. */
  async function statuses(path: string): Promise<number[]> {
    const before = runs;
    const replies = [await app.ask(path), await app.ask(path, 'bob'), await app.ask(path, 'alice')];
    return [...replies.map(({ status }) => status), runs - before];
  }

  it('denies a handler without a rule, and says in the log which', async () => {
    expect(await statuses('/bare')).toEqual([401, 403, 403, 0]);
    expect(logged.at(-1)).toMatchObject({
      code: 'permission_denied',
      reason:
        "Bare.list has no rule: put @Permit('…'), @Required() or @PublicRoute() on it or on its class.",
    });
  });

  it('sends the challenge and no reason to a handler without a rule', async () => {
    const reply = await app.ask('/bare');
    expect(refusalHeadersOf(reply)).toEqual({
      challenge: 'Bearer realm="api"',
      type: 'application/problem+json',
      cache: 'no-store',
    });
    expect(reply.body).not.toContain('Bare');
  });

  it('asks the rule of the class if the method has none', async () => {
    expect(await statuses('/mixed')).toEqual([401, 200, 200, 2]);
  });

  it('asks the rule of the method in place of that of the class', async () => {
    expect(await statuses('/mixed/edit')).toEqual([401, 403, 200, 1]);
    expect(await statuses('/mixed/open')).toEqual([200, 200, 200, 3]);
  });

  it('asks the rule of the base class, and never that of a method that was replaced', async () => {
    expect(await statuses('/child')).toEqual([401, 200, 200, 2]);
    expect(await statuses('/child/open')).toEqual([401, 200, 200, 2]);
    expect(await statuses('/child/edit')).toEqual([401, 403, 200, 1]);
  });

  it('asks all rules of a method', async () => {
    expect(await statuses('/stacked')).toEqual([401, 403, 200, 1]);
  });

  it('asks the rule of a method that another decorator has replaced', async () => {
    expect(await statuses('/wrapped/named')).toEqual([401, 403, 200, 1]);
    expect(await statuses('/wrapped/anonymous')).toEqual([401, 403, 200, 1]);
  });

  it('asks the rule of a method that was wrapped on the instance, or denies it', async () => {
    expect(await statuses('/traced/kept')).toEqual([401, 403, 200, 1]);
    expect(await statuses('/traced/lost')).toEqual([401, 403, 403, 0]);
  });

  it('finds the resource by a provider, and answers 404 if there is none', async () => {
    expect(await statuses('/rows/a')).toEqual([401, 403, 200, 1]);
    expect(await statuses('/rows/b')).toEqual([401, 404, 404, 0]);
  });

  it('lets no request past a guard by another spelling, method or header', async () => {
    const served = (): number => runs;
    expect(await tricksThatReach(app.port, served)).toEqual([]);
    const headers = await authAs(security, 'bob');
    expect(await tricksThatReach(app.port, served, headers)).toContain('GET /page');
  });
});
