import { AuthError } from '../../base/errors.ts';
import { loginAddress } from '../../http/login-location.ts';
import { contextOf, setupIncomplete } from '../../security/internals.ts';
import { readLogin } from '../../security/read-login.ts';
import { readOnRefused } from '../../security/read-on-refused.ts';
import type { AuthContext, Authenticator, CookieParts, Security } from '../kit/kit.ts';
import { createAsk, refuseNarrow, userIn, writeToJar } from '../kit/kit.ts';
import type { NextCookies, ServerAuth, ServerAuthOptions } from './server-types.ts';
import type { NextHeaders } from './server-view.ts';
import { ServerView } from './server-view.ts';

/** Those of `ServerAuthOptions`. */
const OPTIONS = ['headers', 'cookies', 'redirect', 'login', 'onRefused'];

interface Session {
  readonly auth: AuthContext;
}

/**
 * Makes what server components and server actions ask for the user of a request. It is given the
 * functions of Next.
 *
 * @throws ConfigurationError if the value is not a security, or for an option that is wrong
 * @example
 * import { cookies, headers } from 'next/headers';
 * import { redirect } from 'next/navigation';
 *
 * export const server = serverAuth(security, { headers, cookies, redirect, login: '/login' });
 * // In a page:
 * const { userId } = await server.required();
 */
export function serverAuth<C, P extends string, I>(
  security: Security<C, P, I>,
  options: ServerAuthOptions,
): ServerAuth<C, P, I> {
  const find = createSession(security, options);
  const refuse = createRefuse(options);
  const judge = async <T>(question: (auth: AuthContext) => T): Promise<T> => {
    const { auth } = await find();
    try {
      return question(auth);
    } catch (error) {
      return refuse(error, auth);
    }
  };
  const server: ServerAuth<unknown, string, unknown> = {
    session: async () => (await find()).auth,
    required: (...question) =>
      judge((auth) => {
        const user = userIn<unknown, string, unknown>(auth);
        if (question.length > 0) auth.require(...(question as Parameters<typeof auth.require>));
        else refuseNarrow(auth);
        return user;
      }),
    permit: (...question) =>
      judge((auth) => {
        auth.require(...(question as Parameters<typeof auth.require>));
        return auth;
      }),
  };
  return server as unknown as ServerAuth<C, P, I>;
}

/** Returns the function that finds the session of the request that is being served. */
function createSession(
  security: Authenticator,
  { headers, cookies }: ServerAuthOptions,
): () => Promise<Session> {
  for (const [name, given] of Object.entries({ headers, cookies }))
    if (typeof given !== 'function')
      throw setupIncomplete(`serverAuth needs ${name} of next/headers: { headers, cookies }.`);
  const ask = createAsk(security);
  /** By the headers of a request, which Next makes once. */
  const known = new WeakMap<NextHeaders, Promise<Session>>();
  /** Requests whose action has set a cookie: what is rendered after it sees that. */
  const changed = new WeakSet<NextHeaders>();

  const begin = async (sent: NextHeaders): Promise<Session> => {
    const jar = await cookies();
    const view = new ServerView(sent, changed.has(sent) ? cookieHeaderOf(jar) : null);
    const auth = await ask(view, undefined, (context) => context);
    const set = (cookie: CookieParts): void => {
      jar.set(assertPlain(cookie));
      known.delete(sent);
      changed.add(sent);
    };
    const renew = writeToJar({ set }, auth);
    if (view.method !== 'GET') tryTo(renew);
    return { auth };
  };
  return async () => {
    const sent = await headers();
    const before = known.get(sent);
    if (before !== undefined) return before;
    const found = begin(sent);
    known.set(sent, found);
    return found;
  };
}

/**
 * Renews the session in an action, which may be all that a page asks for. Where Next lets no cookie
 * be set, the old one is still good.
 */
function tryTo(renew: () => void): void {
  try {
    renew();
  } catch {
    // See above.
  }
}

/** Returns the function that redirects to the login page, or throws the refusal. */
function createRefuse(
  options: ServerAuthOptions,
): (error: unknown, auth: AuthContext) => Promise<never> {
  const onRefused = readOnRefused(options, 'serverAuth', OPTIONS);
  const login = readLogin(options, 'serverAuth');
  const { redirect } = options;
  if (login !== null && redirect === undefined)
    throw setupIncomplete('login of serverAuth needs redirect of next/navigation.');
  return async (error, auth) => {
    if (!AuthError.isAuthError(error)) throw error;
    const { view, addressToReturnTo } = contextOf(auth);
    const address =
      login === null || error.status !== 401 ? null : loginAddress(view, login, addressToReturnTo);
    if (address !== null) redirect?.(address);
    await onRefused?.(error);
    throw error;
  };
}

function cookieHeaderOf(jar: NextCookies): string {
  return jar
    .getAll()
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

/** @throws ConfigurationError if Next would encode the value, which is read as it was sent */
function assertPlain(cookie: CookieParts): CookieParts {
  if (encodeURIComponent(cookie.value) === cookie.value) return cookie;
  throw setupIncomplete(
    'The functions of Next cannot set a cookie of this format: log in by a route handler.',
  );
}
