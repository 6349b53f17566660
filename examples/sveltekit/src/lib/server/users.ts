/** A real application asks its database, and a hash of the password. */
export const users = new Map([
  ['alice', { password: 'wonderland', roles: ['admin'] }],
  ['bob', { password: 'builder', roles: [] }],
]);
