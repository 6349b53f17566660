import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { users } from './users';

export const security = createSecurity({
  privateKey: process.env['JWT_PRIVATE_KEY'],
  expiration: '15m',
  policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '7d' })],
  permissions: ['read'],
  callback: (userId) => users.get(String(userId))?.roles.map((role) => `role:${role}`) ?? null,
});

export const reports = {
  name: 'reports',
  acl: [[Allow, 'role:admin', 'read']],
  titles: ['January', 'February'],
} as const;

declare module 'pyramidion' {
  interface Register {
    security: typeof security;
  }
}
