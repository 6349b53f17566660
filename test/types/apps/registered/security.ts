// An application with one security, which it registers: the usual case.
import type { Request } from 'express';
import { Allow, createSecurity, Everyone } from 'pyramidion';
import type { AuthContext, Resource } from 'pyramidion';
import * as z from 'zod';

type Permission = 'view' | 'edit' | 'admin';
const site: Resource<Permission> = { acl: [[Allow, Everyone, 'view']] };
const adminSite: Resource<Permission> = {
  acl: [[Allow, 'role:admin', ['edit', 'admin']]],
  parent: site,
};

export const security = createSecurity({
  privateKey: process.env['JWT_PRIVATE_KEY'],
  claims: z.object({
    sub: z.string(),
    roles: z.array(z.string()),
    since: z.string().transform((text) => new Date(text)),
    theme: z.string().default('dark'),
  }),
  permissions: ['view', 'edit', 'admin'],
  callback: (_userId, { claims, view }) => {
    claims satisfies { sub: string; roles: string[]; since: Date; theme: string };
    view.header('x-team');
    return claims.roles.map((role) => `role:${role}`);
  },
  // Naming a type that has `auth: AuthContext` makes no circle, unless its `auth` is looked at.
  root: (view) => ((view.native as Request).hostname === 'admin.example' ? adminSite : site),
});

declare module 'pyramidion' {
  interface Register {
    security: typeof security;
  }
}

// The opt-in for `request.auth` of Express: without it, `authOf(request)`.
declare global {
  namespace Express {
    interface Request {
      auth: AuthContext;
    }
  }
}
