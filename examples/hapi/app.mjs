/** A login by cookie, a page for every user, one behind an ACL, and a logout. */
import { server } from '@hapi/hapi';
import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from './adapter.ts';

/** A real application asks its database, and a hash of the password. */
const users = new Map([
  ['alice', { password: 'wonderland', roles: ['admin'] }],
  ['bob', { password: 'builder', roles: [] }],
]);

const security = createSecurity({
  privateKey: process.env.JWT_PRIVATE_KEY,
  expiration: '15m',
  policies: [headerPolicy(), cookiePolicy({ reissueTime: '5m', sessionLifetime: '7d' })],
  callback: (userId) => users.get(userId)?.roles.map((role) => `role:${role}`) ?? null,
});

const reports = { name: 'reports', acl: [[Allow, 'role:admin', 'read']] };

export const app = server({ port: 3000, host: '127.0.0.1' });
await app.register(authenticate(security));

app.route([
  {
    method: 'POST',
    path: '/login',
    async handler(request, toolkit) {
      const { name, password } = request.payload;
      if (users.get(name)?.password !== password)
        return toolkit.response('Wrong name or password').code(422);
      await authOf(request).remember(name);
      return `Welcome ${name}`;
    },
  },
  {
    method: 'GET',
    path: '/',
    options: { pre: [required()] },
    handler: (request) => `Hello ${userOf(request).userId}`,
  },
  {
    method: 'GET',
    path: '/reports',
    options: { pre: [permit('read', reports)] },
    handler: () => ['January', 'February'],
  },
  {
    method: 'POST',
    path: '/logout',
    async handler(request, toolkit) {
      await authOf(request).forget();
      return toolkit.response().code(204);
    },
  },
]);
