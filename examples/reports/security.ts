import { Allow, AllPermissions, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import type { Resource, Security } from 'pyramidion';
import type { Users } from './users.ts';

/** What the whole application allows, before any report is looked at. */
export const root: Resource & { readonly name: string } = {
  name: 'the root',
  acl: [
    [Allow, 'role:admin', AllPermissions],
    [Allow, 'role:reports', ['reports', 'create']],
  ],
};

/** How long things last; the tests make them short. */
export const spans = {
  expiration: process.env['EXPIRATION'] ?? '15m',
  reissueTime: process.env['REISSUE_TIME'] ?? '5m',
  sessionLifetime: process.env['SESSION_LIFETIME'] ?? '12h',
};

/** The one policy of the application: programs send a header, browsers a cookie, roles are claims and become principals. */
export function makeSecurity(secret: string, users: Users): Security {
  return createSecurity({
    privateKey: secret,
    expiration: spans.expiration,
    policies: [
      headerPolicy(),
      cookiePolicy({ reissueTime: spans.reissueTime, sessionLifetime: spans.sessionLifetime }),
    ],
    callback: (userId, { claims }) => {
      if (typeof userId !== 'string' || !users.exists(userId)) return null;
      const roles = Array.isArray(claims['roles']) ? claims['roles'] : [];
      return roles.filter((role) => typeof role === 'string').map((role) => `role:${role}`);
    },
    root,
    logger: {
      warn: (details, message) => console.warn(JSON.stringify(details), message),
      error: (details, message) => console.error(JSON.stringify(details), message),
    },
  });
}
