/** A login by cookie, a page for every user, one behind an ACL, and a logout. */
import { Hono } from 'hono';
import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { authenticate, permit, required } from 'pyramidion/hono';

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

export const app = new Hono();
app.use(authenticate(security));

app.post('/login', async (c) => {
  const { name, password } = await c.req.json();
  if (users.get(name)?.password !== password) return c.text('Wrong name or password', 422);
  await c.var.auth.remember(name);
  return c.text(`Welcome ${name}`);
});
app.get('/', required(), (c) => c.text(`Hello ${c.var.auth.userId}`));
app.get('/reports', permit('read', reports), (c) => c.json(['January', 'February']));
app.post('/logout', async (c) => {
  await c.var.auth.forget();
  return c.body(null, 204);
});
