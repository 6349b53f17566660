import {
  Allow,
  AllPermissions,
  cookiePolicy,
  createSecurity,
  denylist,
  headerPolicy,
} from 'pyramidion';
import type { Duration, Resource, Store } from 'pyramidion';
import * as z from 'zod';
import type { Users } from './users.ts';

/** What can be permitted; `permit('reprots')` does not compile. */
export const PERMISSIONS = ['reports', 'create', 'edit', 'admin'] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What the application permits everywhere. A report adds its owner. */
export const root: Resource<Permission> & { readonly name: string } = {
  name: 'the root',
  acl: [
    [Allow, 'role:admin', AllPermissions],
    [Allow, 'role:reports', ['reports', 'create']],
  ],
};

/** Returns a duration of the environment, which the tests shorten; cookiePolicy checks it. */
function duration(name: string, otherwise: Duration): Duration {
  return (process.env[name] as Duration | undefined) ?? otherwise;
}

/** Browsers keep their token in a cookie, which is renewed while they are used. */
export const browsers = cookiePolicy({
  reissueTime: duration('REISSUE_TIME', '5m'),
  sessionLifetime: duration('SESSION_LIFETIME', '12h'),
});

/** The security of the application: programs send a header, browsers a cookie. */
export function makeSecurity(secret: string, users: Users, store: Store) {
  return createSecurity({
    privateKey: secret,
    expiration: duration('EXPIRATION', '15m'),
    policies: [headerPolicy(), browsers],
    // A logout counts in every process, and for copies of the cookie.
    revocation: denylist(store),
    permissions: PERMISSIONS,
    claims: z.looseObject({
      iat: z.number(),
      exp: z.number(),
      auth_time: z.number().optional(),
    }),
    // Asked at each request, so that a role counts as soon as it is given or taken away.
    callback: (userId) => users.rolesOf(userId)?.map((role) => `role:${role}`) ?? null,
    root,
    logger: {
      warn: (details, message) => console.warn(JSON.stringify(details), message),
      error: (details, message) => console.error(JSON.stringify(details), message),
    },
  });
}

/** Gives every guard and handler the types of the claims and permissions. */
declare module 'pyramidion' {
  interface Register {
    security: ReturnType<typeof makeSecurity>;
  }
}
