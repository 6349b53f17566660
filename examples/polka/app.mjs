/** A login by cookie, a page for every user, one behind an ACL, and a logout. */
import { json } from 'node:stream/consumers';
import polka from 'polka';
import { Allow, cookiePolicy, createSecurity, headerPolicy } from 'pyramidion';
import { refuseNode } from 'pyramidion/adapter';
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

export const app = polka({
  // Polka's own sends the message of an error, and fails for one whose `code` is a word.
  onError: (error, _request, response) => refuseNode(error, response),
  onNoMatch: (_request, response) => response.writeHead(404).end(),
});
app.use(authenticate(security));

app.post('/login', async (request, response) => {
  const { name, password } = await json(request);
  if (users.get(name)?.password !== password)
    return response.writeHead(422).end('Wrong name or password');
  await authOf(request).remember(name);
  response.end(`Welcome ${name}`);
});
app.get('/', required(), (request, response) => {
  response.end(`Hello ${userOf(request).userId}`);
});
app.get('/reports', permit('read', reports), (_request, response) => {
  response.end(JSON.stringify(['January', 'February']));
});
app.post('/logout', async (request, response) => {
  await authOf(request).forget();
  response.writeHead(204).end();
});
