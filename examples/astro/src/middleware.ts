import { cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { authenticate } from './adapter.ts';
import { users } from './users.ts';

/** The environment variable `JWT_PRIVATE_KEY` has the secret. */
const security = createSecurity({
  privateKey: process.env.JWT_PRIVATE_KEY,
  expiration: '15m',
  policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '7d' })],
  callback: (userId) => users.get(String(userId))?.roles.map((role) => `role:${role}`) ?? null,
});

export const onRequest = authenticate(security, { login: '/login' });
