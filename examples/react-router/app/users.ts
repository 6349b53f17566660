import { Allow } from 'pyramidion';
import type { Resource } from 'pyramidion';

/** A real application asks its database, and a hash of the password. */
export const users = new Map([
  ['alice', { password: 'wonderland', roles: ['admin'] }],
  ['bob', { password: 'builder', roles: [] }],
]);

export const reports: Resource = { name: 'reports', acl: [[Allow, 'role:admin', 'read']] };
