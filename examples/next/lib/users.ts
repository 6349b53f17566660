/** A real application asks its database, and a hash of the password. */
export const users: ReadonlyMap<string, { password: string; roles: readonly string[] }> = new Map([
  ['alice', { password: 'wonderland', roles: ['admin'] }],
  ['bob', { password: 'builder', roles: [] }],
]);
