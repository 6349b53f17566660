/** A login by cookie, a page for every user, one behind an ACL, and a logout. */
import { H3, HTTPError, readBody } from 'h3';
import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/h3';

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

export const app = new H3();
app.use(authenticate(security));

app.post('/login', async (event) => {
  const { name, password } = await readBody(event);
  if (users.get(name)?.password !== password)
    throw new HTTPError({ status: 422, message: 'Wrong name or password' });
  await authOf(event).remember(name);
  return `Welcome ${name}`;
});
app.get('/', (event) => `Hello ${userOf(event).userId}`, { middleware: [required()] });
app.get('/reports', () => ['January', 'February'], { middleware: [permit('read', reports)] });
app.post('/logout', async (event) => {
  await authOf(event).forget();
  event.res.status = 204;
  return null;
});
