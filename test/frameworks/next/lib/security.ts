import { Allow, cookiePolicy, createSecurity, Everyone, headerPolicy } from 'pyramidion';
import { users } from './users';

/** What the tests set and read by the route `/control`; the proxy has a bundle of its own. */
interface World {
  /** Milliseconds that have passed beside those of the clock. */
  later: number;
  /** How often the callback was asked. */
  asked: number;
  /** How often the handler of `/page` has run. */
  served: number;
}

const place = globalThis as { pyramidionWorld?: World };
export const world: World = (place.pyramidionWorld ??= { later: 0, asked: 0, served: 0 });

export const security = createSecurity({
  privateKey: process.env['JWT_PRIVATE_KEY'],
  expiration: '15m',
  clock: () => Date.now() + world.later,
  policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '7d' })],
  permissions: ['read', 'look'],
  root: {
    name: 'site',
    acl: [
      [Allow, 'role:admin', 'read'],
      [Allow, Everyone, 'look'],
    ],
  },
  callback: (userId) => {
    world.asked++;
    return users.get(String(userId))?.roles.map((role) => `role:${role}`) ?? null;
  },
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
