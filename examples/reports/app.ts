import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { AuthError } from 'pyramidion';
import { authenticate, permit, required } from 'pyramidion/express';
import type { Security } from 'pyramidion';
import { BadInput, text } from './input.ts';
import {
  CONTENT_SECURITY_POLICY,
  loginPage,
  refusedPage,
  reportPage,
  reportsPage,
  whoAmIPage,
} from './pages.ts';
import type { Reports } from './reports.ts';
import { spans } from './security.ts';
import type { Users } from './users.ts';

/** What can be asked of each path; the rest is a 405. */
const METHODS: Readonly<Record<string, string>> = {
  '/': 'GET, HEAD',
  '/login': 'GET, HEAD, POST',
  '/logout': 'POST',
  '/me': 'GET, HEAD',
  '/reports': 'GET, HEAD, POST',
  '/reports/:id': 'GET, HEAD, PUT, POST',
};

/** The routes. Programs speak JSON and carry a token, browsers send forms and carry a cookie; both pass the same guards. */
export function makeApp(security: Security, users: Users, reports: Reports): Express {
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
  app.use(authenticate(security));
  // A form writes a letter beyond ASCII as nine characters or more, so this is what the longest text may need.
  app.use(
    express.json({ limit: '256kb' }),
    express.urlencoded({ extended: false, limit: '256kb' }),
  );

  const guards = { onRefused: refuse };
  const theReport = (req: Request) => reports.find(req.params['id']);
  const drafted = (req: Request) => ({
    title: text(req.body, 'title', 200),
    text: text(req.body, 'text', 20_000, 0),
  });

  app.get('/', (req, res) => res.redirect(req.auth.isAuthenticated ? '/reports' : '/login'));
  app.get('/login', (req, res) => void res.send(loginPage(req.auth)));
  app.post('/login', async (req, res) => {
    const name = text(req.body, 'name', 100);
    const roles = await users.logIn(name, text(req.body, 'password', 200));
    if (roles === null) {
      if (wantsPage(req)) return void res.status(401).send(loginPage(req.auth, name));
      return answer(req, res, 401, 'No user has this name and password.');
    }
    if (wantsPage(req)) {
      await req.auth.remember(name, { roles });
      return res.redirect(303, '/me');
    }
    res.json({ token: await req.auth.createToken(name, { roles }) });
  });
  app.post('/logout', required(guards), async (req, res) => {
    await req.auth.forget();
    res.redirect(303, '/login');
  });

  app.get('/me', required(guards), (req, res) => {
    if (!wantsPage(req))
      return void res.json({
        userId: req.auth.userId,
        claims: req.auth.claims,
        principals: req.auth.principals,
      });
    const { iat, auth_time: authTime } = req.auth.claims ?? {};
    const after = (start: number | undefined, span: string) =>
      start === undefined ? null : start + secondsOf(span);
    res.send(
      whoAmIPage(
        req.auth,
        Date.now() / 1000,
        after(iat, spans.reissueTime),
        after(authTime, spans.sessionLifetime),
      ),
    );
  });
  app.get('/reports', permit('reports', undefined, guards), (req, res) => {
    if (wantsPage(req)) res.send(reportsPage(req.auth, reports.all()));
    else res.json({ by: req.auth.userId, reports: reports.all() });
  });
  app.post('/reports', permit('create', undefined, guards), async (req, res) => {
    const made = await reports.add(String(req.auth.userId), drafted(req));
    if (wantsPage(req)) res.redirect(303, `/reports/${made.id}`);
    else res.status(201).location(`/reports/${made.id}`).json(made);
  });
  app.get('/reports/:id', permit('reports', theReport, guards), (req, res) => {
    const report = reports.find(req.params['id']);
    if (report === null) throw new AuthError('resource_missing');
    if (wantsPage(req)) res.send(reportPage(req.auth, report));
    else res.json(report.record);
  });
  const save = async (req: Request, res: Response): Promise<void> => {
    const report = reports.find(req.params['id']);
    if (report === null) throw new AuthError('resource_missing');
    const changed = await reports.change(report.record, drafted(req));
    if (wantsPage(req)) res.redirect(303, `/reports/${changed.id}`);
    else res.json(changed);
  };
  app.put('/reports/:id', permit('edit', theReport, guards), save);
  app.post('/reports/:id', permit('edit', theReport, guards), save);

  for (const [path, methods] of Object.entries(METHODS))
    app.all(path, (req, res) =>
      answer(req, res.set('Allow', methods), 405, `Here one can only ask with ${methods}.`),
    );
  app.use((req, res) => answer(req, res, 404, 'There is nothing here.'));
  app.use((error: unknown, req: Request, res: Response, next: NextFunction) => {
    if (res.headersSent) return next(error);
    if (error instanceof AuthError) return refuse(error, req, res);
    const { status } = error as { status?: unknown };
    if (error instanceof BadInput) return answer(req, res, 400, error.message);
    if (error instanceof URIError)
      return answer(req, res, 400, 'The path of the request cannot be read.');
    if (typeof status === 'number' && status >= 400 && status < 500)
      return answer(
        req,
        res,
        status,
        'The body of the request cannot be read: it is too long or not of the type that it says.',
      );
    console.error(error);
    answer(req, res, 500, 'The server could not finish the request.');
  });
  return app;
}

/** A browser is shown a page. The reason that it shows is the example's own choice, to teach; the library itself never tells the client. */
function refuse(error: AuthError, req: Request, res: Response): void {
  for (const [name, value] of error.headers) {
    if (name === 'WWW-Authenticate') res.append(name, value);
    else res.set(name, value);
  }
  // Who logs out when the session is over already is where they wanted to be.
  if (wantsPage(req) && error.status === 401 && (req.method === 'GET' || req.path === '/logout'))
    return res.redirect(303, '/login');
  answer(
    req,
    res,
    error.status,
    wantsPage(req) ? error.message : 'You may not do this, or must send a valid credential first.',
  );
}

function answer(req: Request, res: Response, status: number, detail: string): void {
  res.status(status);
  if (wantsPage(req)) res.send(refusedPage(req.auth, status, detail));
  else
    res
      .type('application/problem+json')
      .send(JSON.stringify({ type: 'about:blank', status, detail }));
}

function wantsPage(req: Request): boolean {
  return req.accepts(['json', 'html']) === 'html';
}

function secondsOf(span: string): number {
  return Number.parseInt(span, 10) * ({ m: 60, h: 3600, d: 86_400 }[span.at(-1) ?? ''] ?? 1);
}
