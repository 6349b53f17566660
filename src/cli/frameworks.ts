import * as elysia from '../adapters/elysia/list-routes.ts';
import * as express from '../adapters/express/routes.ts';
import * as fastify from '../adapters/fastify/routes.ts';
import * as h3 from '../adapters/h3/routes.ts';
import * as hono from '../adapters/hono/routes.ts';
import type { FoundRoute } from '../adapters/kit/routes.ts';
import * as koa from '../adapters/koa/routes.ts';

/** What the command line knows of a framework, without loading it. */
export interface KnownFramework {
  readonly name: string;
  readonly recognises: (app: unknown) => boolean;
  /** Waits for what an application loads later. */
  readonly prepare?: (app: unknown) => unknown;
  readonly findRoutes: (app: unknown) => readonly FoundRoute[];
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
];

/** Returns the framework of an application, which is known by its members; null if none is. */
export function frameworkOf(app: unknown): KnownFramework | null {
  return ALL.find(({ recognises }) => recognises(app)) ?? null;
}

/** The names of all frameworks, for errors. */
export const FRAMEWORKS: string = ALL.map(({ name }) => name).join(', ');
