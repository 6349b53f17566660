/** One of several processes of an application: a login by cookie, a token for programs, a page. */
import { createServer } from 'node:http';
import { cookiePolicy, createSecurity, headerPolicy, keyFile } from 'pyramidion';
import { authenticate } from 'pyramidion/node';

const security = createSecurity({
  // An application reads its file once a second; here a day of rotations takes some seconds.
  keys: keyFile(process.argv[2], { checkEvery: 0.1 }),
  expiration: '1h',
  // Plain http on this machine only.
  audit: { accept: ['insecure_cookie:session'] },
  policies: [
    headerPolicy(),
    cookiePolicy({ reissueTime: 1, httpsOnly: false, cookieName: 'session' }),
  ],
});

const server = createServer(
  authenticate(security)(async ({ url, auth }, response) => {
    if (url.startsWith('/login/')) await auth.remember(url.slice('/login/'.length));
    if (url.startsWith('/token/'))
      return void response.end(await auth.createToken(url.slice('/token/'.length)));
    if (url === '/jwks.json') return void response.end(JSON.stringify(security.jwks()));
    if (url === '/' && !auth.isAuthenticated) auth.require('read', { acl: [] });
    response.end(auth.userId);
  }),
);
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit());
