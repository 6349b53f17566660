import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import type { Resource } from 'pyramidion';

interface User {
  readonly password: string;
  readonly roles: readonly string[];
}

/** A real application asks its database, and a hash of the password. */
export const users: ReadonlyMap<string, User> = new Map([
  ['alice', { password: 'wonderland', roles: ['admin'] }],
  ['bob', { password: 'builder', roles: [] }],
]);

export const security = createSecurity({
  privateKey: process.env['JWT_PRIVATE_KEY'],
  expiration: '15m',
  permissions: ['read'],
  policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '7d' })],
  callback: (userId) => users.get(String(userId))?.roles.map((role) => `role:${role}`) ?? null,
});

declare module 'pyramidion' {
  interface Register {
    security: typeof security;
  }
}

export const reports: Resource<'read'> = { name: 'reports', acl: [[Allow, 'role:admin', 'read']] };
