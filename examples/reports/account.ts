import { Router } from 'express';
import type { Request, Response } from 'express';
import { AuthError } from 'pyramidion';
import type { RememberOptions } from 'pyramidion';
import { authOf, required, userOf } from 'pyramidion/express';
import { sessionsPage } from './account-pages.ts';
import { answer, wantsPage } from './answers.ts';
import { deviceOf } from './device.ts';
import { text } from './input.ts';
import type { LoginBrake } from './login-brake.ts';
import type { makeSecurity } from './security.ts';
import type { Users } from './users.ts';

/**
 * Begins a session: a browser gets a cookie, a program a token.
 *
 * @param isKept - whether the browser stays logged in when it is closed
 */
export async function logIn(
  req: Request,
  res: Response,
  name: string,
  isKept: boolean,
  to: string,
): Promise<void> {
  if (!wantsPage(req)) return void res.json({ token: await authOf(req).createToken(name) });
  const label = deviceOf(req.get('User-Agent'));
  const lasting: RememberOptions = isKept
    ? { lifetime: '30d', expiration: '30d' }
    : { persistent: false };
  await authOf(req).remember(name, {}, { label, ...lasting });
  res.redirect(303, to);
}

/** The routes of a user's own account: the list of sessions, and the password. */
export function accountRoutes(
  security: ReturnType<typeof makeSecurity>,
  users: Users,
  brake: LoginBrake,
): Router {
  const routes = Router();

  routes.get('/sessions', required(), async (req, res) => {
    const auth = userOf(req);
    const sessions = await security.sessions(auth.userId);
    if (wantsPage(req)) res.send(sessionsPage(auth, sessions));
    else res.json({ current: auth.session?.id ?? null, sessions });
  });

  const end = async (req: Request, res: Response): Promise<void> => {
    const auth = userOf(req);
    const sessions = await security.sessions(auth.userId);
    // Only one of the user's own: the id of a session alone is no permission to end it.
    const session = sessions.find(({ id }) => id === req.params['id']);
    if (session === undefined) throw new AuthError('resource_missing');
    const isThis = session.id === auth.session?.id;
    if (isThis) await auth.forget();
    else await security.revokeSession(session.id);
    if (wantsPage(req)) res.redirect(303, isThis ? '/login' : '/sessions');
    else res.status(204).end();
  };
  routes.delete('/sessions/:id', required(), end);
  routes.post('/sessions/:id', required(), end);

  routes.post('/logout-everywhere', required(), async (req, res) => {
    const auth = userOf(req);
    await security.revokeUser(auth.userId);
    await auth.forget();
    if (wantsPage(req)) res.redirect(303, '/login');
    else res.status(204).end();
  });

  routes.post('/password', required(), async (req, res) => {
    const auth = userOf(req);
    const name = String(auth.userId);
    const address = req.ip ?? '';
    const next = text(req.body, 'next', 200, 12);
    const wait = brake.begin(name, address);
    if (wait > 0)
      return answer(req, res.set('Retry-After', String(wait)), 429, `Wait ${wait} seconds.`);
    if (!(await users.hasPassword(name, text(req.body, 'current', 200))))
      return answer(req, res, 403, 'The current password is not right, so nothing was changed.');
    brake.succeed(name, address);
    const isKept = auth.claims['cookie_persistent'] !== false;
    // In this order: a login with the old password between two of these lines is ended, too.
    await users.setPassword(name, next);
    await security.revokeUser(name);
    await logIn(req, res, name, isKept, '/sessions');
  });
  return routes;
}
