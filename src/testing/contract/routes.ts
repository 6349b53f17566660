import { AuthError } from '../../base/errors.ts';
import type { AuthContext } from '../../security/auth-context.ts';
import { guardedPages } from './pages.ts';
import type { HeaderPair, Route } from './route.ts';
import type { Act, RouteSpec } from './route-spec.ts';
import { COOKIE_NAME } from './security.ts';
import type { World, WorldState } from './world.ts';

type Table = Readonly<Record<string, RouteSpec>>;

const JSON_TYPE: HeaderPair = ['Content-Type', 'application/json'];
const STALE: HeaderPair = ['Set-Cookie', `${COOKIE_NAME}=stale; Path=/; Secure; HttpOnly`];
const THEME: HeaderPair = ['Set-Cookie', 'theme=dark; Path=/'];

const none = (): null => null;
const rememberAlice: Act = (auth) => auth.remember('alice');
const fail: Act = () => {
  throw new Error('An ordinary error of the contract.');
};

function inTurn(...acts: readonly Act[]): Act {
  return async (auth, query) => {
    for (const act of acts) await act(auth, query);
  };
}

/** Lets the head of the response wait, so that what follows happens in a later turn. */
async function wait(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}

const SESSIONS: Table = {
  '/login': { act: (auth, query) => auth.remember(query.get('user') ?? 'alice') },
  '/login-late': { act: inTurn(wait, rememberAlice, wait) },
  '/login-redirect': {
    act: rememberAlice,
    status: 303,
    headers: [['Location', '/open']],
    body: none,
  },
  '/login-immutable': {
    act: rememberAlice,
    status: 302,
    headers: [['Location', 'http://localhost/open']],
    body: none,
    immutable: true,
  },
  '/login-fails': { act: inTurn(rememberAlice, fail) },
  '/login-refused': { act: inTurn(rememberAlice, (auth) => auth.require('admin')) },
  '/login-422': { act: rememberAlice, status: 422 },
  '/login-logout': { act: inTurn(rememberAlice, (auth) => auth.forget()) },
  '/logout': { act: (auth) => auth.forget() },
  '/logout-422': { act: (auth) => auth.forget(), status: 422 },
  '/logout-fails': { act: inTurn((auth) => auth.forget(), fail) },
  '/keep': { act: (auth) => auth.keepCookie() },
};

const ANSWERS: Table = {
  '/open': {},
  '/user': { needsUser: true },
  '/principals': { body: (auth) => JSON.stringify(auth.principals), headers: [JSON_TYPE] },
  '/422': { status: 422 },
  '/empty': { status: 204, body: none },
  '/throws': { act: fail },
  '/require': { act: inTurn(wait, (auth) => auth.require('admin')) },
  '/require-missing': { act: (auth) => auth.require('admin', null) },
  '/throws-404': {
    act: () => {
      throw new AuthError('resource_missing');
    },
  },
  '/require-described': {
    act: (auth) => auth.require('admin'),
    early: [
      ['Content-Encoding', 'gzip'],
      ['ETag', '"1"'],
      ['Content-Disposition', 'attachment'],
    ],
  },
};

const APPLICATION_HEADERS: Table = {
  '/own-vary-early': { early: [['Vary', 'Accept-Encoding']] },
  '/own-vary-late': { headers: [['Vary', 'Accept-Encoding']] },
  '/own-vary-same': { headers: [['Vary', 'cookie, Origin']] },
  '/own-vary-all': { headers: [['Vary', '*']] },
  '/own-vary-login': { act: rememberAlice, headers: [['Vary', 'Accept-Encoding']] },
  '/own-cache': { headers: [['Cache-Control', 'public, max-age=60']] },
  '/own-cookie': { headers: [THEME] },
  '/own-cookies-login': {
    act: rememberAlice,
    headers: [THEME, ['Set-Cookie', 'tab=2; Path=/reports']],
  },
  '/own-early-cookie-login': { act: rememberAlice, early: [THEME] },
  '/namesake-login': { act: rememberAlice, headers: [STALE, THEME] },
  '/early-namesake-login': { act: rememberAlice, early: [STALE, THEME] },
};

/** Streams three chunks; the second waits for the gate that the query names. */
function streams(world: World): Table {
  const stream = (
    between?: (auth: AuthContext) => string | void | Promise<string | void>,
  ): NonNullable<RouteSpec['body']> =>
    async function* chunks(auth, query) {
      yield 'a';
      const gate = query.get('gate');
      if (gate !== null) await world.passGate(gate);
      yield String((await between?.(auth)) ?? 'b');
      yield 'c';
    };
  const lateError = async (auth: AuthContext): Promise<string> => {
    try {
      await auth.remember('alice');
      return 'no error';
    } catch (error) {
      return (error as Error).name;
    }
  };
  return {
    '/stream': { body: stream() },
    '/stream-login': { act: rememberAlice, body: stream() },
    '/stream-late-login': { body: stream(lateError) },
    '/stream-refused': { body: stream((auth) => auth.require('admin')) },
    '/open-gate': { act: (_auth, query) => world.openGate(query.get('gate') ?? '') },
  };
}

/** By this route the cases set the world of the application. */
function control(world: World): Table {
  const set: Act = (_auth, query) => world.set(JSON.parse(query.get('state') ?? '') as WorldState);
  return { '/control': { act: set } };
}

/** Returns the routes of one application. */
export function contractRoutes(world: World): readonly Route[] {
  const tables = [
    ANSWERS,
    SESSIONS,
    APPLICATION_HEADERS,
    guardedPages,
    streams(world),
    control(world),
  ];
  return tables.flatMap((table) =>
    Object.entries(table).map(([path, spec]) => routeOf(path, spec)),
  );
}

function routeOf(path: string, spec: RouteSpec): Route {
  const { act, status = 200, headers = [], immutable = false } = spec;
  const { body = (auth: AuthContext): string => String(auth.userId ?? 'anonymous') } = spec;
  return {
    path,
    guard: spec.guard ?? null,
    needsUser: spec.needsUser ?? false,
    early: spec.early ?? [],
    async handle(auth, url) {
      const query = new URL(url, 'http://localhost').searchParams;
      await act?.(auth, query);
      return { status, headers, body: body(auth, query), immutable };
    },
  };
}
