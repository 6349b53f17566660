/**
 * A login by cookie, a page for everyone who is logged in, one behind an ACL, and a logout.
 * Usage: npm run build && node examples/fastify/main.mjs
 */
import { pathToFileURL } from 'node:url';
import Fastify from 'fastify';
import { Allow, cookiePolicy, createSecurity } from 'pyramidion';
import { authenticate, authOf, userOf } from 'pyramidion/fastify';
import { testSecret } from 'pyramidion/testing';

const ROLES = { alice: ['role:editor'], bob: [] };

export function createApp() {
  const security = createSecurity({
    // Of this process only: an application reads its own from the environment.
    privateKey: process.env.JWT_PRIVATE_KEY ?? testSecret(),
    policies: [cookiePolicy({ reissueTime: '5m', httpsOnly: false, cookieName: 'session' })],
    // Plain http on this machine only.
    audit: { accept: ['insecure_cookie:session'] },
    permissions: ['edit'],
    callback: (userId) => ROLES[userId] ?? null,
    root: { acl: [[Allow, 'role:editor', 'edit']] },
  });
  const app = Fastify({ forceCloseConnections: true });
  app.register(authenticate(security));

  app.get('/', (request) => `Hello ${authOf(request).userId ?? 'you'}`);
  app.post('/login/:user', async (request) => {
    // An application compares a password here.
    await authOf(request).remember(request.params.user);
    return 'in';
  });
  app.post('/logout', async (request) => {
    await authOf(request).forget();
    return 'out';
  });
  app.get('/me', { config: { required: true } }, (request) => userOf(request).principals);
  app.put('/report', { config: { permission: 'edit' } }, () => 'saved');
  return app;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  console.log(await createApp().listen({ port: 3000 }));
