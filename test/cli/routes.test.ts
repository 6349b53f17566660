import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { SECRET } from '../support/security.ts';

const folder = mkdtempSync(join(tmpdir(), 'cli-routes-'));
let modules = 0;

/** Writes a module of an application, which finds packages and this one where it is. */
function moduleOf(text: string): string {
  const file = join(folder, `app-${++modules}.mjs`);
  const resolved = text.replace(/from '([^']+)'/g, (_, name: string) => {
    const [, entry] = /^pyramidion(?:\/(.*))?$/.exec(name) ?? [name];
    const own = entry === undefined ? 'index' : `adapters/${entry}`;
    const url = name.startsWith('pyramidion')
      ? new URL(`../../dist/${own}.js`, import.meta.url).href
      : import.meta.resolve(name);
    return `from '${url}'`;
  });
  writeFileSync(file, resolved);
  return file;
}

const securityText = (options = "root: { acl: [['Allow', 'role:a', ['view', 'edit']]] }") =>
  `import { createSecurity, Public } from 'pyramidion';
   export const security = createSecurity({ privateKey: '${SECRET}', expiration: '1h', ${options} });`;

const express = (routes: string, options?: string) => `
  ${securityText(options)}
  import express from 'express';
  import { authenticate, permit, required } from 'pyramidion/express';
  const app = express();
  app.use(authenticate(security));
  const answer = (request, response) => response.end();
  ${routes}`;

const ROUTES = `
  app.get('/', permit(Public), answer);
  app.get('/pages/:id', permit('view'), answer);
  app.put('/pages/:id', required('edit', { name: 'page', acl: [['Allow', 'role:b', 'edit']] }), answer);
  app.get('/account', required(), answer);`;

function call(args: readonly string[], colors = false) {
  return run(['routes', ...args], { env: {}, stdin: () => '', now: () => 0, colors });
}

describe('routes', () => {
  it('prints a table of the routes and of what their guards ask', async () => {
    const file = moduleOf(`${express(ROUTES)} export default app;`);
    expect(await call(['--app', file, '--check'])).toEqual({
      status: 0,
      err: '',
      out: `${[
        'METHOD  PATH        PERMISSION  RESOURCE  WHO',
        'GET     /           -           -         everyone',
        'GET     /pages/:id  view        root      by ACL',
        'PUT     /pages/:id  edit        "page"    users by ACL',
        'GET     /account    -           -         users',
        '',
        '4 routes, 0 unguarded, 0 unknown permissions',
      ].join('\n')}\n`,
    });
  });

  it('shows what has no guard or an unknown permission in red, and fails by --check', async () => {
    const more = "app.get('/open', answer); app.get('/typo', permit('veiw'), answer);";
    const file = moduleOf(`${express(ROUTES + more)} export default app;`);
    const { status, out } = await call(['--app', file]);
    expect(status).toBe(0);
    expect(out).toContain('GET     /open       -               -         UNGUARDED\n');
    expect(out).toContain('GET     /typo       veiw (unknown)  root      by ACL\n');
    expect(out).toContain('6 routes, 1 unguarded, 1 unknown permissions');
    expect((await call(['--app', file, '--check'])).status).toBe(1);
    const colored = (await call(['--app', file], true)).out.split('\n');
    const red = colored.filter((line) => line.startsWith('\u001B[31m')).join('\n');
    expect(red).toMatch(/\/open.*\n.*\/typo/);
    expect(red.split('\n')).toHaveLength(2);
    expect(out).not.toContain('\u001B');
    const { out: json } = await call(['--app', file, '--json'], true);
    expect((JSON.parse(json) as object[])[5]).toMatchObject({ path: '/typo', unknown: ['veiw'] });
  });

  it('prints a part of an OpenAPI document', async () => {
    const file = moduleOf(`${express(ROUTES)} export default app;`);
    const { out, status } = await call(['--app', file, '--openapi']);
    expect(status).toBe(0);
    const { paths } = JSON.parse(out) as { paths: Record<string, Record<string, object>> };
    expect(Object.keys(paths)).toEqual(['/', '/pages/{id}', '/account']);
    expect(paths['/pages/{id}']?.['put']).toMatchObject({ 'x-permissions': ['edit'] });
    expect(paths['/']?.['get']).toMatchObject({ security: [] });
  });

  it('describes for OpenAPI the routes of one security, and no others', async () => {
    const none = moduleOf(`import express from 'express'; const app = express();
      app.get('/', (request, response) => response.end()); export default app;`);
    const { status, err } = await call(['--app', none, '--openapi']);
    expect(status).toBe(2);
    expect(err).toContain('here are 0: call openApiOf');
  });

  it.each([
    ["permissions: ['view']", 'edit', 1],
    ["permissions: ['view', 'edit']", 'edit', 0],
    ['root: () => null', 'edit', 0],
    ["root: { acl: [['Allow', 'role:a', Symbol.for('pyramidion.AllPermissions')]] }", 'edit', 0],
    ["root: { acl: [['Deny', 'role:a', new Set(['view'])]] }", 'edit', 1],
    ["root: { acl: () => [['Allow', 'role:a', 'edit']] }", 'edit', 0],
  ])('knows by "%s" whether %s may be a permission', async (options, permission, status) => {
    const guarded = `app.get('/', permit('${permission}'), answer);`;
    const file = moduleOf(`${express(guarded, options)} export default app;`);
    expect((await call(['--app', file, '--check'])).status).toBe(status);
  });

  it.each([
    ['a promise', 'export default Promise.resolve(app);', []],
    ['an async function', 'export default async () => app;', []],
    ['an export called app', 'export { app };', []],
    ['an export by name', 'export { app as other };', ['--export', 'other']],
    ['an export beside another default', 'export default {}; export { app };', []],
  ])('takes %s', async (_what, text, more) => {
    const file = moduleOf(express("app.get('/page', required(), answer);") + text);
    expect((await call(['--app', file, ...more])).out).toContain('GET     /page');
  });

  it.each([
    [
      'fastify',
      `import { fastify } from 'fastify'; const app = fastify();
      await app.register(authenticate(security));
      app.get('/page', { onRequest: required() }, () => ''); export default app;`,
    ],
    [
      'hono',
      `import { Hono } from 'hono'; const app = new Hono();
      app.get('/page', required(), (c) => c.text('')); export default app;`,
    ],
    [
      'koa',
      `import Koa from 'koa'; import Router from '@koa/router'; const app = new Koa();
      const router = new Router(); router.get('/page', required(), (c) => {});
      app.use(router.routes()); export default app;`,
    ],
    [
      'h3',
      `import { H3 } from 'h3'; const app = new H3();
      app.get('/page', () => '', { middleware: [required()] }); export default app;`,
    ],
    [
      'elysia',
      `import { Elysia } from 'elysia'; const app = new Elysia();
      app.use(authenticate(security)).get('/page', () => '', { required: true });
      export default app;`,
    ],
  ])('finds that an application is one of %s', async (name, text) => {
    const own = `import { authenticate, required } from 'pyramidion/${name}';`;
    const { out } = await call(['--app', moduleOf(`${securityText()} ${own} ${text}`)]);
    expect(out).toMatch(/GET {5}\/page {2}- {11}- {9}users/);
  });

  it('lists the procedures of tRPC, with those of lazy routers', async () => {
    const text = `import { initTRPC, lazy } from '@trpc/server';
      import { permit } from 'pyramidion/trpc';
      const t = initTRPC.create();
      const inner = t.router({ page: t.procedure.use(permit('view')).query(() => '') });
      export const app = t.router({ inner: lazy(async () => ({ inner })) });`;
    const { out } = await call(['--app', moduleOf(text)]);
    expect(out).toContain('QUERY   inner.page  view        root      by ACL');
  });

  it.each([
    ['no module', [], /--app is missing/],
    ['a module that is not there', ['--app', join(folder, 'none.mjs')], /was not found/],
    [
      'a module that fails',
      ['--app', moduleOf("throw new RangeError('secret');")],
      /failed \(RangeError\)/,
    ],
    [
      'no application',
      ['--app', moduleOf('export const a = 1, b = () => 1;')],
      /It exports a, b: name the export/,
    ],
    ['nothing', ['--app', moduleOf('')], /It exports nothing/],
    [
      'another export',
      ['--app', moduleOf('export default 1;'), '--export', 'x'],
      /no application called x/,
    ],
  ])('reports %s', async (_what, args, text) => {
    const { status, err } = await call(args);
    expect(status).toBe(2);
    expect(err).toMatch(text);
    expect(err).not.toContain('secret');
  });

  it('reports a module that listens, also on a port in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    for (const asked of [0, port]) {
      const listening = `globalThis.opened = app.listen(${asked}, '127.0.0.1'); export default app;`;
      const { status, err } = await call(['--app', moduleOf(express(listening))]);
      expect(status).toBe(2);
      expect(err).toMatch(/listens on a port when it is imported: export the application there/);
      const { opened } = globalThis as never as { opened: { close(): void } };
      opened.close();
    }
    taken.close();
  });
});
