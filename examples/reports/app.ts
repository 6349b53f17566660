import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { AuthError, Public } from 'pyramidion';
import { authenticate, authOf, permit, required, userOf } from 'pyramidion/express';
import { filter } from 'pyramidion/query';
import { accountRoutes, logIn } from './account.ts';
import { answer, wantsPage } from './answers.ts';
import { BadInput, isTicked, text } from './input.ts';
import {
  CONTENT_SECURITY_POLICY,
  loginPage,
  reportPage,
  reportsPage,
  whoAmIPage,
} from './pages.ts';
import type { LoginBrake } from './login-brake.ts';
import { reportAcl } from './reports.ts';
import type { Report, Reports } from './reports.ts';
import type { makeSecurity } from './security.ts';
import type { Users } from './users.ts';

/** The methods of each path; others are answered with 405. */
const METHODS: Readonly<Record<string, string>> = {
  '/': 'GET, HEAD',
  '/login': 'GET, HEAD, POST',
  '/logout': 'POST',
  '/logout-everywhere': 'POST',
  '/password': 'POST',
  '/sessions': 'GET, HEAD',
  '/sessions/:id': 'DELETE, POST',
  '/me': 'GET, HEAD',
  '/reports': 'GET, HEAD, POST',
  '/reports/:id': 'GET, HEAD, PUT, POST',
};

/**
 * Returns the application. Programs send JSON with a token in a header, browsers send forms with a
 * cookie, and the same guards protect both.
 */
export function makeApp(
  security: ReturnType<typeof makeSecurity>,
  users: Users,
  reports: Reports,
  brake: LoginBrake,
): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use((_req, res, next) => {
    res.set({
      'Content-Security-Policy': CONTENT_SECURITY_POLICY,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'same-origin',
    });
    next();
  });
  app.use(authenticate(security, { onRefused: refuse }));
  // A form writes a character beyond ASCII as nine or more, so the longest text needs this much.
  app.use(
    express.json({ limit: '256kb' }),
    express.urlencoded({ extended: false, limit: '256kb' }),
  );

  const report = (req: Request): Report | null => reports.find(req.params['id']);
  const draft = (req: Request) => ({
    title: text(req.body, 'title', 200),
    text: text(req.body, 'text', 20_000, 0),
    draft: isTicked(req.body, 'draft'),
  });

  app.get('/', permit(Public), (req, res) =>
    res.redirect(authOf(req).isAuthenticated ? '/reports' : '/login'),
  );
  app.get('/login', permit(Public), (req, res) => void res.send(loginPage(authOf(req))));
  app.post('/login', permit(Public), async (req, res) => {
    const name = text(req.body, 'name', 100);
    const password = text(req.body, 'password', 200);
    // Behind a proxy, set `trust proxy`: else all users have the address of the proxy.
    const address = req.ip ?? '';
    const wait = brake.begin(name, address);
    if (wait > 0) {
      res.set('Retry-After', String(wait));
      return refuseLogin(req, res, 429, name, `Wait ${wait} seconds: too many wrong passwords.`);
    }
    if (!(await users.hasPassword(name, password)))
      return refuseLogin(req, res, 401, name, 'No user has this name and password.');
    brake.succeed(name, address);
    await logIn(req, res, name, isTicked(req.body, 'keep'), '/me');
  });
  app.post('/logout', required(), async (req, res) => {
    const auth = userOf(req);
    // The token of a program has no session, so only this ends it.
    if (auth.policy === 'header') await auth.revoke();
    await auth.forget();
    if (wantsPage(req)) res.redirect(303, '/login');
    else res.status(204).end();
  });
  app.use(accountRoutes(security, users, brake));

  app.get('/me', required(), (req, res) => {
    const auth = userOf(req);
    const { userId, claims, principals } = auth;
    if (wantsPage(req)) res.send(whoAmIPage(auth, Date.now()));
    else res.json({ userId, claims, principals });
  });
  app.get('/reports', permit('reports'), (req, res) => {
    const auth = authOf(req);
    // A database would get the list as a condition of its query; LMDB has none.
    const shown = filter(auth.list(reportAcl, 'reports'), reports.all());
    if (wantsPage(req)) res.send(reportsPage(auth, shown));
    else res.json({ by: auth.userId, reports: shown });
  });
  app.post('/reports', required('create'), async (req, res) => {
    const made = await reports.add(String(userOf(req).userId), draft(req));
    if (wantsPage(req)) res.redirect(303, `/reports/${made.id}`);
    else res.status(201).location(`/reports/${made.id}`).json(made);
  });
  app.get('/reports/:id', permit('reports', report), (req, res) => {
    const found = existing(report(req));
    if (wantsPage(req)) res.send(reportPage(authOf(req), found));
    else res.json(found.record);
  });
  const save = async (req: Request, res: Response): Promise<void> => {
    const changed = await reports.change(existing(report(req)).record, draft(req));
    if (wantsPage(req)) res.redirect(303, `/reports/${changed.id}`);
    else res.json(changed);
  };
  app.put('/reports/:id', permit('edit', report), save);
  app.post('/reports/:id', permit('edit', report), save);

  for (const [path, methods] of Object.entries(METHODS))
    app.all(path, permit(Public), (req, res) =>
      answer(req, res.set('Allow', methods), 405, `The methods of this path are ${methods}.`),
    );
  app.use((req, res) => answer(req, res, 404, 'There is nothing here.'));
  app.use(answerError);
  return app;
}

/** The guard found it, but another request may have removed it since. */
function existing(report: Report | null): Report {
  if (report === null) throw new AuthError('resource_missing');
  return report;
}

function answerError(error: unknown, req: Request, res: Response, next: NextFunction): void {
  // An AuthError is answered by `refuse`, which authenticate knows.
  if (res.headersSent || AuthError.isAuthError(error)) return next(error);
  const { status } = error as { status?: unknown };
  if (error instanceof BadInput) return answer(req, res, 400, error.message);
  if (error instanceof URIError)
    return answer(req, res, 400, 'The path of the request cannot be read.');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return answer(
      req,
      res,
      status,
      'The body of the request cannot be read: it is too long or not of the type that it names.',
    );
  console.error(error);
  answer(req, res, 500, 'The server could not finish the request.');
}

/**
 * Answers a refusal with a page or a problem. The page shows the reason, because this example
 * teaches; the library itself never sends a reason.
 */
function refuse(error: AuthError, req: Request, res: Response): void {
  res.set(error.headers);
  // A logout after the session has ended has reached its aim.
  if (wantsPage(req) && error.status === 401 && (req.method === 'GET' || req.path === '/logout'))
    return res.redirect(303, '/login');
  answer(req, res, error.status, wantsPage(req) ? error.reason : error.message);
}

function refuseLogin(req: Request, res: Response, status: number, name: string, why: string): void {
  if (wantsPage(req)) res.status(status).send(loginPage(authOf(req), { name, why }));
  else answer(req, res, status, why);
}
