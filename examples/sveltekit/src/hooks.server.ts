import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { authenticate, handleAuthErrors } from 'pyramidion/sveltekit';
import { users } from '#lib/server/users.ts';

/** The environment variable `JWT_PRIVATE_KEY` has the secret. */
const security = createSecurity({
  privateKey: process.env.JWT_PRIVATE_KEY,
  expiration: '15m',
  policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '7d' })],
  callback: (userId) => users.get(String(userId))?.roles.map((role) => `role:${role}`) ?? null,
  root: { name: 'site', acl: [[Allow, 'role:admin', 'read']] },
});

export const handle = authenticate(security, { login: '/login' });
export const handleError = handleAuthErrors();
