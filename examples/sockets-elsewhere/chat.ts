/** A login, a logout, and sockets that answer: the part that is the same on every runtime. */
import { Allow, Authenticated, AuthError, cookiePolicy, createSecurity } from 'pyramidion';
import { denylist, headerPolicy, memoryStore } from 'pyramidion';
import { refusalResponse } from 'pyramidion/adapter';
import { authenticate } from 'pyramidion/fetch';
import { Connection } from './connection.ts';
import type { Rules } from './connection.ts';

/** In place of passwords and a database. */
const ROLES: Readonly<Record<string, readonly string[]>> = { alice: ['role:writer'], bob: [] };

/** Says who writes, and answers writers alone. */
const rules: Rules = {
  check: (auth) => auth.require('read'),
  answer: (auth, text) =>
    auth.permits('write') ? `${String(auth.userId)}: ${text}` : 'You may only read.',
};

/** Opens the socket of a connection; returns what the runtime wants as the response. */
type Open = (connection: Connection) => Response | undefined;
type Answer = (request: Request, open: Open) => Promise<Response | undefined>;

/**
 * @param recheck - for `Connection.begin`
 * @returns the function that answers each request
 */
export function createChat(privateKey: string | undefined, recheck: number | null = null): Answer {
  const security = createSecurity({
    privateKey,
    policies: [headerPolicy(), cookiePolicy({ httpsOnly: false })],
    // Of this process alone: a real application has a store that its processes share.
    revocation: denylist(memoryStore()),
    callback: (userId) => (Object.hasOwn(ROLES, userId) ? (ROLES[userId] ?? null) : null),
    root: {
      name: 'room',
      acl: [
        [Allow, 'role:writer', 'write'],
        [Allow, Authenticated, 'read'],
      ],
    },
    audit: { accept: ['insecure_cookie', 'store_not_shared'] },
  });
  const pages = authenticate(security)(async ({ method, url }, { auth }) => {
    const [, page, user = ''] = new URL(url).pathname.split('/');
    if (method === 'POST' && page === 'login' && Object.hasOwn(ROLES, user))
      await auth.remember(user);
    else if (method === 'POST' && page === 'logout') await auth.forget();
    else return new Response(null, { status: 404 });
    return new Response(null, { status: 204 });
  });
  return async (request, open) => {
    if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') return pages(request);
    try {
      return open(await Connection.begin(security, request, rules, recheck));
    } catch (error) {
      if (!AuthError.isAuthError(error)) console.error(error);
      return refusalResponse(error);
    }
  };
}
