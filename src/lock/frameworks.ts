import * as elysia from '../adapters/elysia/list-routes.ts';
import * as express from '../adapters/express/routes.ts';
import * as fastify from '../adapters/fastify/routes.ts';
import * as h3 from '../adapters/h3/routes.ts';
import * as hono from '../adapters/hono/routes.ts';
import type { FoundRoute } from '../adapters/kit/routes.ts';
import * as koa from '../adapters/koa/routes.ts';
import { isNest } from '../adapters/nest/is-nest.ts';
import { isTrpc } from '../adapters/trpc/is-trpc.ts';

type Found = readonly FoundRoute[];

/** What the command line knows of a framework, without loading it. */
export interface KnownFramework {
  readonly name: string;
  readonly recognises: (app: unknown) => boolean;
  /** Waits for what an application loads later. */
  readonly prepare?: (app: unknown) => unknown;
  readonly findRoutes: (app: unknown) => Found | Promise<Found>;
}

const ALL: readonly KnownFramework[] = [
  { name: 'Express', recognises: express.isExpress, findRoutes: express.findRoutes },
  {
    name: 'Fastify',
    recognises: fastify.isFastify,
    prepare: (app) => (app as { ready: () => unknown }).ready(),
    findRoutes: fastify.findRoutes,
  },
  { name: 'Koa', recognises: koa.isKoa, findRoutes: koa.findRoutes },
  { name: 'Hono', recognises: hono.isHono, findRoutes: hono.findRoutes },
  { name: 'h3', recognises: h3.isH3, findRoutes: h3.findRoutes },
  {
    name: 'Elysia',
    recognises: elysia.isElysia,
    prepare: (app) => (app as { modules: unknown }).modules,
    findRoutes: elysia.findRoutes,
  },
  // What these read is made with their frameworks, which the application has loaded by then.
  {
    name: 'Nest',
    recognises: isNest,
    findRoutes: async (app) => (await import('../adapters/nest/list-routes.ts')).findRoutes(app),
  },
  {
    name: 'tRPC',
    recognises: isTrpc,
    prepare: async (app) => (await import('../adapters/trpc/routes.ts')).loadRoutes(app),
    findRoutes: async (app) => (await import('../adapters/trpc/routes.ts')).findRoutes(app),
  },
];

/** Returns the framework of an application, which is known by its members; null if none is. */
export function frameworkOf(app: unknown): KnownFramework | null {
  return ALL.find(({ recognises }) => recognises(app)) ?? null;
}

/** The names of all frameworks, for errors. */
export const FRAMEWORKS: string = ALL.map(({ name }) => name).join(', ');
