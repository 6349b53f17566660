/**
 * A login by cookie, a procedure for everyone who is logged in, one behind an ACL, and a logout.
 * Usage: npm run build && node examples/trpc/main.mjs
 */
import { pathToFileURL } from 'node:url';
import { initTRPC } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { Allow, cookiePolicy, createSecurity } from 'pyramidion';
import { testSecret } from 'pyramidion/testing';
import { authenticate, byMeta, required } from 'pyramidion/trpc';

const ROLES = { alice: ['role:editor'], bob: [] };

export function createServer() {
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
  const t = initTRPC.context().meta().create();
  const procedure = t.procedure.use(byMeta);

  const router = t.router({
    hello: procedure.query(({ ctx }) => `Hello ${ctx.auth.userId ?? 'you'}`),
    login: procedure.input(String).mutation(async ({ ctx, input }) => {
      // An application compares a password here.
      await ctx.auth.remember(input);
      return 'in';
    }),
    logout: procedure.mutation(async ({ ctx }) => {
      await ctx.auth.forget();
      return 'out';
    }),
    me: procedure.use(required()).query(({ ctx }) => ctx.auth.principals),
    save: procedure.meta({ permission: 'edit' }).mutation(() => 'saved'),
  });
  return createHTTPServer({ router, ...authenticate(security) });
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  createServer().listen(3000, () => console.log('http://127.0.0.1:3000'));
