import { expect, it } from 'vitest';
import * as elysia from '../../src/adapters/elysia.ts';
import * as express from '../../src/adapters/express.ts';
import * as fastify from '../../src/adapters/fastify.ts';
import * as fetch from '../../src/adapters/fetch.ts';
import * as h3 from '../../src/adapters/h3.ts';
import * as hono from '../../src/adapters/hono.ts';
import * as nest from '../../src/adapters/nest.ts';
import * as koa from '../../src/adapters/koa.ts';
import * as sveltekit from '../../src/adapters/sveltekit.ts';
import * as next from '../../src/adapters/next.ts';
import * as node from '../../src/adapters/node.ts';
import * as trpc from '../../src/adapters/trpc.ts';
import * as socketIo from '../../src/adapters/socket.io.ts';
import * as ws from '../../src/adapters/ws.ts';

const names = ['authOf', 'authenticate', 'permit', 'required', 'userOf'];

it.each([
  ['fetch', fetch],
  ['node', node],
  ['ws', ws],
  ['socket.io', socketIo],
])('pyramidion/%s exports the five names of every entry point', (_name, entry) => {
  expect(Object.keys(entry).toSorted()).toEqual(names);
});

it.each([
  ['elysia', elysia],
  ['express', express],
  ['fastify', fastify],
  ['h3', h3],
  ['hono', hono],
  ['koa', koa],
])('pyramidion/%s exports them and lists the routes of its framework', (_name, entry) => {
  expect(Object.keys(entry).toSorted()).toEqual([...names, 'routesOf'].toSorted());
});

it('pyramidion/nest exports them beside its module and its decorators', () => {
  const decorators = ['CurrentAuth', 'CurrentUser', 'Permit', 'PublicRoute', 'Required'];
  const parts = ['RefusalFilter', 'SECURITY', 'SecurityGuard', 'SecurityModule'];
  const all = [...names, ...decorators, ...parts, 'routesOf'];
  expect(Object.keys(nest).toSorted()).toEqual(all.toSorted());
});

it('pyramidion/trpc exports the same names, and a middleware for the meta of procedures', () => {
  expect(Object.keys(trpc).toSorted()).toEqual(['byMeta', 'routesOf', ...names].toSorted());
});

it('pyramidion/sveltekit exports the same names, and the hook for errors', () => {
  expect(Object.keys(sveltekit).toSorted()).toEqual(['handleAuthErrors', ...names].toSorted());
});

it('pyramidion/next exports the same names, and those for pages, actions and the proxy', () => {
  expect(Object.keys(next).toSorted()).toEqual([...names, 'proxyAuth', 'serverAuth'].toSorted());
});
