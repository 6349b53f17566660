/** A login by cookie, a page for every user, one behind an ACL, and a logout. */
import { node } from '@elysiajs/node';
import { Elysia, t } from 'elysia';
import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { authenticate } from 'pyramidion/elysia';

/** A real application asks its database, and a hash of the password. */
const users = new Map([
  ['alice', { password: 'wonderland', roles: ['admin'] }],
  ['bob', { password: 'builder', roles: [] }],
]);

export const security = createSecurity({
  privateKey: process.env.JWT_PRIVATE_KEY,
  expiration: '15m',
  policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '7d' })],
  callback: (userId) => users.get(userId)?.roles.map((role) => `role:${role}`) ?? null,
});

const reports = { name: 'reports', acl: [[Allow, 'role:admin', 'read']] };

// Under Bun without the adapter.
export const app = new Elysia({ adapter: node() })
  .use(authenticate(security))
  .get('/', ({ auth }) => `Hello ${auth.userId}`, { required: true })
  .get('/reports', () => ['January', 'February'], { permit: ['read', reports] })
  .post(
    '/login',
    async ({ auth, body: { name, password }, status }) => {
      if (users.get(name)?.password !== password) return status(422, 'Wrong name or password');
      await auth.remember(name);
      return `Welcome ${name}`;
    },
    { body: t.Object({ name: t.String(), password: t.String() }) },
  )
  .post('/logout', async ({ auth, set }) => {
    await auth.forget();
    set.status = 204;
  });
