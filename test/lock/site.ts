import express from 'express';
import type { Express } from 'express';
import { authenticate, permit, required } from '../../src/adapters/express.ts';
import type { Acl, Resource, Security, SecurityOptions } from '../../src/index.ts';
import { Allow, AllPermissions, Public, user } from '../../src/index.ts';
import type { LockOptions, LockPlan } from '../../src/lock.ts';
import { lock } from '../../src/lock.ts';
import { setUp } from '../support/security.ts';

export const ROOT: Acl = [
  [Allow, 'role:admin', AllPermissions],
  [Allow, 'role:member', 'view'],
];

/** A report of the user 7, whose parent is the root. */
export interface Report extends Resource {
  readonly ownerId: number;
}

export function reportOf(root: Resource): Report {
  return { name: 'report', ownerId: 7, acl: [[Allow, user(7), ['view', 'edit']]], parent: root };
}

/** Adds routes to an application that knows its users. */
export type AddRoutes = (app: Express, guards: Guards) => void;

interface Guards {
  readonly permit: typeof permit;
  readonly required: typeof required;
  readonly end: (request: unknown, response: { end: () => void }) => void;
  /** Finds the report of a route. It must not be called. */
  readonly report: () => never;
}

export const ROUTES: AddRoutes = (app, { permit: may, required: known, end, report }) => {
  app.get('/', may(Public), end);
  app.get('/reports', may('view'), end);
  app.put('/reports/:id', may('edit', report), end);
  app.get('/account', known(), end);
};

export const PERSONAS: {
  readonly member: readonly string[];
  readonly admin: readonly string[];
  readonly owner: (report: Report) => readonly string[];
} = {
  member: ['role:member'],
  admin: ['role:admin'],
  owner: (report: Report) => [user(report.ownerId)],
};

/** An application with an ACL and routes, and its plan. */
export function siteOf({
  acl = ROOT,
  add = ROUTES,
  options = {},
  security: more = {},
}: {
  readonly acl?: Acl;
  readonly add?: AddRoutes;
  readonly options?: Partial<LockOptions<Report>>;
  readonly security?: Partial<SecurityOptions>;
} = {}): { readonly app: Express; readonly security: Security; readonly plan: LockPlan } {
  const root: Resource = { acl };
  const { security } = setUp({ root, ...more });
  const app = express();
  app.use(authenticate(security));
  const report = (): never => {
    throw new Error('a guard was asked');
  };
  add(app, { permit, required, end: (_request, response) => response.end(), report });
  const samples = add === ROUTES ? { '/reports/:id': reportOf(root) } : {};
  return { app, security, plan: lock(app, { as: PERSONAS, samples, ...options }) };
}
