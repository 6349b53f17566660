/** A login by cookie, a page for every user, one behind an ACL, and a logout. */
import { json } from 'node:stream/consumers';
import Router from '@koa/router';
import Koa from 'koa';
import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { authenticate, permit, required, userOf } from 'pyramidion/koa';

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

const router = new Router();
router.post('/login', async (ctx) => {
  const { name, password } = await json(ctx.req);
  if (users.get(name)?.password !== password) ctx.throw(422, 'Wrong name or password');
  await ctx.state.auth.remember(name);
  ctx.body = `Welcome ${name}`;
});
router.get('/', required(), (ctx) => {
  ctx.body = `Hello ${userOf(ctx).userId}`;
});
router.get('/reports', permit('read', reports), (ctx) => {
  ctx.body = ['January', 'February'];
});
router.post('/logout', async (ctx) => {
  await ctx.state.auth.forget();
  ctx.status = 204;
});

export const app = new Koa();
app.use(authenticate(security));
app.use(router.routes());
